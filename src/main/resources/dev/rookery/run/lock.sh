# shellcheck disable=SC2154 # parameters, and what the parts before this assign
# Takes the machine for one run and holds it until the controller goes away.
#
#   owner  who, such as user@controller; one line
#   run    the run's id
#
# Each holder has a numbered ticket in tickets/, and the highest number has the lock. A ticket is
# made by a hard link, which fails if the name is there: of those who find the last ticket given back
# or its holder dead, exactly one gets the next. A number is never used twice, so a slow contender
# cannot take away what another has taken meanwhile. lock/ is for people, probes and tasks.

lock=$state/lock

# A line for each task that is alive: PID OWNER-TEXT.
live_tasks() {
    for task in "$lock"/task.*; do
        [ "$(field "$task" boot)" = "$boot" ] || continue
        alive "$(field "$task" pid)" "$(field "$task" start)" || continue
        printf '%s\n' "${task##*.} $(field "$task" owner) (run $(field "$task" run)"
    done
}

holder() {
    printf '%s\n' "phase $1" "owner $owner" "run $run" "pid $$" "start $(started $$)" \
        "boot $boot" "since $since"
}

# ended TICKET: it was given back, or its holder died with the machine's last boot or by itself.
ended() {
    [ "$1" != 0 ] || return 0
    [ "$(field "$state/tickets/$1" phase)" != released ] || return 0
    [ "$(field "$state/tickets/$1" boot)" = "$boot" ] || return 0
    ! alive "$(field "$state/tickets/$1" pid)" "$(field "$state/tickets/$1" start)"
}

held_by() {
    outcome failed "held by $1"
    rm -f "$candidate"
}

take() {
    candidate=$state/tickets/.$run.$$
    holder held >"$candidate" || return 1
    while :; do
        last_ticket
        if ! ended "$last"; then
            ended_file=$state/tickets/$last
            held_by "$(field "$ended_file" owner) (run $(field "$ended_file" run), since $(field "$ended_file" since))"
            return 1
        fi
        mine=$((last + 1))
        ln "$candidate" "$state/tickets/$mine" 2>/dev/null && break
        if [ ! -e "$state/tickets/$mine" ]; then
            outcome failed "cannot make a hard link in ${state#"$root"}/tickets"
            return 1
        fi
    done
    rm -f "$candidate"
    # Whoever wrote a task file before this saw an older ticket; whoever does so later sees ours.
    tasks=$(live_tasks)
    [ -n "$tasks" ] || return 0
    mark released
    held_by "${tasks#* }, its task $(printf '%s' "${tasks%% *}") is still running)"
    return 1
}

# mark PHASE: held; closing: no task may start any more; released.
mark() {
    holder "$1" >"$state/tickets/.$run.$$" && mv -f "$state/tickets/.$run.$$" "$state/tickets/$mine"
}

furnish() {
    rm -rf "$lock" && mkdir "$lock" || return 1
    printf '%s\n' "$owner" >"$lock"/owner
    printf '%s\n' "$run" >"$lock"/run
    for old in "$state"/tickets/*; do
        [ "${old##*/}" = "$mine" ] || rm -f "$old"
    done
}

# A task that does not end within its own limits keeps lock/ there, and the machine taken, for as
# long as it runs.
release() {
    trap '' HUP INT TERM PIPE
    last_ticket
    [ "$last" = "$mine" ] || return 0
    mark closing
    waits=0
    while [ -n "$(live_tasks)" ] && [ "$waits" -lt 150 ]; do
        nap 1
        waits=$((waits + 1))
    done
    [ -n "$(live_tasks)" ] || rm -rf "$lock"
    mark released
}

boot=$(cat "$root"/proc/sys/kernel/random/boot_id 2>/dev/null)
since=$(date -u +%Y-%m-%dT%H:%M:%SZ)
open_record || return 0
umask 077
mkdir -p "$state"/tickets || return 0
take || return 0
trap 'release; exit 143' HUP INT TERM
trap '' PIPE
if furnish; then
    outcome 'done'
    held
else
    outcome failed "cannot write ${lock#"$root"}"
fi
release
