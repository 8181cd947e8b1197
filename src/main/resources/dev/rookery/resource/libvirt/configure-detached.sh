# shellcheck disable=SC2154 # parameters, and what the parts before this assign
# The work of configure.sh, apart from the connection; its parameters are configure.sh's, and token: which of the
# guest's jobs this is. It answers in the journal. The state is looked at before every step.
#
# Beside the journal, while the job is not done: before.xml, the definition before it, with its secrets;
# defined.xml, what libvirt made of the new one.

phase() {
    journal_write phase "$1"
}

state_now() {
    guest_state "$uri" "$uuid"
}

# answer RESULT REASON DETAIL NOTE ENDED
answer() {
    [ "$5" != yes ] || rm -f "$journal_dir"/*.xml "$journal_dir"/*.lines
    journal_write reason "$2" detail "$3" note "$4" ended "$5" result "$1"
}

definition() {
    virsh_for 20 -c "$uri" dumpxml "$uuid" --inactive --security-info
}

# define FILE. A schema that does not know what libvirt itself printed is no reason to refuse.
define() {
    define_text=$(virsh_for 60 -c "$uri" define "$1" --validate) && return 0
    case "$define_text" in
        *"validate against schema"* | *"support option"*)
            define_text=$(virsh_for 60 -c "$uri" define "$1") && return 0
            ;;
        *) ;;
    esac
    guest_complaint "$define_text"
    return 1
}

# Whether a definition, as libvirt prints it on standard input, shows the guest the feature: true or false.
# See Exposure: a model of AMD's has svm unless a running guest's XML says otherwise.
shown() {
    awk -v feature="$feature" -v live="$1" '
        /^  <cpu / {
            host = /mode=.(host-passthrough|maximum)./
            full = /check=.full./
        }
        /^    <model / && /<\/model>/ {
            model = $0
            sub(/<\/model>.*/, "", model)
            sub(/.*>/, "", model)
        }
        /^    <feature / && index($0, "name=\047" feature "\047") {
            said = /policy=.(disable|forbid)./ ? "false" : "true"
        }
        /^  <\/cpu>/ { exit }
        END {
            if (said == "" && host) said = "true"
            if (said == "" && live == "live" && full && feature == "svm" \
                && model ~ /^(EPYC.*|Dhyana|Opteron_G[2-5]|phenom|qemu64)$/) said = "true"
            print (said == "" ? "false" : said)
        }
    '
}

# What the host lets nest now: 1, 0, or nothing where it cannot be told.
host_nests() {
    case "$feature" in
        vmx) host_nests_file=$root/sys/module/kvm_intel/parameters/nested ;;
        *) host_nests_file=$root/sys/module/kvm_amd/parameters/nested ;;
    esac
    [ ! -r "$host_nests_file" ] || normal "$(cat "$host_nests_file")"
}

# Whether the guest is shown what it shall be, in its definition and, if it runs, there; else $wrong.
holds() {
    wrong=
    [ -n "$nested" ] || return 0
    holds_next=$(definition | shown next)
    [ "$holds_next" = "$nested" ] || wrong="nested is $holds_next in its definition after it was set"
    if [ "$(state_now)" = running ]; then
        holds_live=$(virsh_for 20 -r -c "$uri" dumpxml "$uuid" | shown live)
        [ "$holds_live" != true ] || [ "$(host_nests)" != 0 ] || holds_live=false
        [ "$holds_live" = "$nested" ] || wrong="nested is $holds_live after the start"
    fi
    [ -z "$wrong" ]
}

# The new definition: the old one with the lines replaced, if they stand there.
edit() {
    printf '%s\n' "$before" >"$journal_dir"/before.lines
    : >"$journal_dir"/after.lines
    [ -z "$after_lines" ] || printf '%s\n' "$after_lines" >"$journal_dir"/after.lines
    awk -v first="$line" '
        FILENAME == ARGV[1] { old[++olds] = $0; next }
        FILENAME == ARGV[2] { now[++nows] = $0; next }
        {
            at++
            if (at >= first && at < first + olds) {
                if ($0 != old[at - first + 1]) { wrong = 1; exit }
                if (at == first) for (i = 1; i <= nows; i++) print now[i]
                next
            }
            print
        }
        END { if (wrong || at < first + olds - 1) exit 3 }
    ' "$journal_dir"/before.lines "$journal_dir"/after.lines "$journal_dir"/before.xml >"$journal_dir"/next.xml
}

# The definition as it is, as before.xml. What an earlier job left there stays, if that job's work is what is
# defined now: it is what can be put back.
keep_definition() {
    definition >"$journal_dir"/now.xml
    if ! grep -q '^<domain' "$journal_dir"/now.xml; then
        guest_complaint "$(cat "$journal_dir"/now.xml)"
        return 1
    fi
    if [ -s "$journal_dir"/before.xml ] && [ -s "$journal_dir"/defined.xml ] \
        && [ "$(cat "$journal_dir"/now.xml)" = "$(cat "$journal_dir"/defined.xml)" ]; then
        mv -f "$journal_dir"/before.xml "$journal_dir"/first.xml
    fi
    mv -f "$journal_dir"/now.xml "$journal_dir"/before.xml
}

change_definition() {
    phase changing
    keep_definition || { wrong="its definition cannot be read: $guest_why" && return 1; }
    edit || { wrong="its definition is no longer as it was when the plan was made" && return 1; }
    case "$(state_now)" in
        'shut off' | saved) ;;
        *) wrong="it is $(state_now), and is only changed while it is off" && return 1 ;;
    esac
    sync "$journal_dir"/before.xml 2>/dev/null || sync
    define "$journal_dir"/next.xml || { wrong="libvirt refuses its new definition: $guest_why" && return 1; }
    changed=yes
    definition >"$journal_dir"/defined.xml
}

start_guest() {
    phase "$1"
    guest_start "$uri" "$uuid"
}

# Puts the definition and the power back as they were before; $left says what is not.
restore() {
    left=
    restore_xml=$journal_dir/before.xml
    [ ! -s "$journal_dir"/first.xml ] || restore_xml=$journal_dir/first.xml
    if [ "$changed" = yes ] || [ -s "$journal_dir"/first.xml ]; then
        phase restoring
        if [ "$(state_now)" = running ] && { [ "$was" != running ] || [ "$stop" = yes ]; }; then
            guest_stop "$uri" "$uuid" "$limit" "$power_off" || left="it could not be put back as it was: $guest_why; "
        fi
        define "$restore_xml" || left="${left}its definition could not be put back: $guest_why; "
    fi
    if [ "$was" = running ] && guest_is_off "$(state_now)"; then
        start_guest starting-again || left="${left}it ran before and $guest_why; "
    elif [ "$was" != running ] && [ "$(state_now)" = running ]; then
        guest_stop "$uri" "$uuid" "$limit" "$power_off" || left="${left}it runs and did not before: $guest_why; "
    fi
    [ "$discarded" = no ] || left="${left}its saved memory is gone; "
    left=${left%; }
}

# restored REASON: answers failed when all that can be put back was. A guest that ran is tried again by the next run.
restored() {
    restore
    restored_ended=yes
    [ "$was" != running ] || [ "$(state_now)" = running ] || restored_ended=no
    answer failed "$1" "${left:-it was put back as it was}" '' "$restored_ended"
}

# Lets the guest be off, or answers pending. One that was asked to shut down is started again if it does so later.
open_guest() {
    phase shutting-down
    guest_stop "$uri" "$uuid" "$limit" "$power_off" && return 0
    open_why=$guest_why
    if [ "$guest_asked" = no ]; then
        answer pending "$open_why" '' '' yes
        return 1
    fi
    phase watching
    answer pending "$open_why; if it goes off later, it is started again" '' '' no
    rm -f "$state/lock/task.$$"
    open_until=$(($(date +%s) + linger))
    while [ "$(date +%s)" -lt "$open_until" ] && [ "$(state_now)" != 'shut off' ]; do
        nap 1
    done
    if [ "$(state_now)" = 'shut off' ] && [ "$after" = running ]; then
        start_guest starting-again
    fi
    # One that may still go off is left to the next run.
    [ "$(state_now)" != "$after" ] || journal_write ended yes
    return 1
}

discard_saved() {
    phase discarding
    discard_text=$(virsh_for 60 -c "$uri" managedsave-remove "$uuid") || guest_complaint "$discard_text"
    if [ "$(state_now)" = 'shut off' ]; then
        discarded=yes
        return 0
    fi
    wrong="its saved memory was to be thrown away, but it is $(state_now): $guest_why"
    return 1
}

change() {
    if [ "$expected" = running ] && [ "$stop" = yes ]; then
        open_guest || return 0
    elif [ "$expected" = saved ] && [ "$discard" = yes ]; then
        discard_saved || { restored "$wrong"; return; }
    fi
    if [ -n "$line" ]; then
        change_definition || { restored "$wrong"; return; }
    fi
    if [ "$after" = running ] && [ "$(state_now)" != running ]; then
        start_guest starting || { restored "$guest_why"; return; }
    fi
    phase checking
    holds || { restored "$wrong"; return; }
    change_note=
    [ "$nested" != true ] || [ "$(state_now)" = running ] || change_note='not proven until it starts'
    answer 'done' '' '' "$change_note" yes
}

# What was before: as the journal of a job says that was left in the middle, or as it is now.
work() {
    changed=no discarded=no wrong='' was=$(journal_field state)
    work_now=$(state_now)
    if [ "$(journal_field ended)" = yes ] || [ -z "$was" ]; then
        was=$work_now
        rm -f "$journal" "$journal_dir"/*.xml "$journal_dir"/*.lines
        journal_write run "$run" token "$token" phase begun ended no state "$was" || return
    else
        journal_write run "$run" token "$token" phase begun result '' reason '' detail '' note '' || return
    fi
    virsh_for 20 -r -c "$uri" dumpxml "$uuid" --inactive >"$record/guest-$uuid.xml"
    if [ "$work_now" != "$expected" ]; then
        work_ended=no
        [ "$work_now" != "$was" ] || work_ended=yes
        answer stale "it is $work_now now and was $expected when the plan was made" '' '' "$work_ended"
        return
    fi
    change
}

umask 077
journal_open "$uuid" || exit 1
journal_take
if enter_lock; then
    work
    rm -f "$state/lock/task.$$"
else
    journal_write token "$token" reason "the machine's lock was lost; nothing was changed" result failed
fi
rm -f "$journal_dir"/job
