# shellcheck disable=SC2154,SC2034 # parameters, and what the parts before this assign or those after it use
# The journal of a job that changes a guest, after run/task.sh. A job writes down what it is about to do before it
# does it, so that a later run knows what was left.
#
# $state/guests/UUID/journal is only ever added to: a line is a field, its value and a full stop, and the last line
# of a field counts. A line without its full stop was cut off and does not count. Beside it job says which
# process works: PID STARTED BOOT.
#
#   run, token   whose job it is
#   phase        what it does now: begun, shutting-down, powering-off, discarding, changing, starting, checking,
#                restoring, starting-again, watching
#   state        the guest's state before
#   result       done, failed, stale or pending, once there is an answer; with reason, detail and note
#   ended        yes once nothing is left to do; a journal that does not say so, of a job that is not there any
#                more, was left in the middle

# journal_open UUID: where the guest's journal is from now on.
journal_open() {
    journal_dir=$state/guests/$1
    journal=$journal_dir/journal
    (umask 077 && mkdir -p "$journal_dir") 2>&1
}

# journal_write FIELD VALUE [FIELD VALUE...]: on the disk when this returns.
journal_write() {
    journal_text=
    while [ $# -gt 1 ]; do
        journal_text="$journal_text$1 $(printf '%s' "$2" | tr '\n\r' '  ') .
"
        shift 2
    done
    # A line that was cut off is ended first, so that it does not take the next one with it.
    if [ -s "$journal" ] && [ -n "$(tail -c 1 "$journal")" ]; then
        journal_text="
$journal_text"
    fi
    printf '%s' "$journal_text" >>"$journal" || return 1
    sync "$journal" 2>/dev/null || sync
}

# journal_field NAME: its last value; nothing if there is none.
journal_field() {
    [ -e "$journal" ] || return 0
    awk -v name="$1" '
        index($0, name " ") == 1 && / \.$/ { value = substr($0, length(name) + 2); sub(/ ?\.$/, "", value) }
        END { printf "%s", value }
    ' "$journal"
}

# journal_job_runs: a process still works on the guest.
journal_job_runs() {
    journal_pid='' journal_start='' journal_boot=''
    { read -r journal_pid journal_start journal_boot <"$journal_dir"/job; } 2>/dev/null || :
    [ -n "$journal_pid" ] || return 1
    [ "$journal_boot" = "$(cat "$root"/proc/sys/kernel/random/boot_id 2>/dev/null)" ] || return 1
    alive "$journal_pid" "${journal_start#-}"
}

# journal_take: this process works on the guest from now on.
journal_take() {
    journal_start=$(started $$)
    printf '%s\n' "$$ ${journal_start:--} $(cat "$root"/proc/sys/kernel/random/boot_id 2>/dev/null)" >"$journal_dir"/job
}
