# shellcheck disable=SC2154 # parameters, and what the parts before this assign
# Changes what a domain has from its next start on, and its power, in one go: shut down, define, start, and look
# whether it held. The work is a process of its own, which goes on whatever becomes of this script; here its
# journal is followed and its answer passed on.
#
#   uri, uuid     the domain's
#   expected      the state in which it must be found: running, shut off or saved; else the answer is stale
#   after         running or shut off: the state in which it is left
#   line          the number of the line of its definition from which lines are replaced; empty if none is
#   before        the lines that must stand there; after_lines: those that shall
#   nested        true or false, if that is looked for in the end; feature: vmx or svm, what it is called there
#   stop          yes or no: whether it may be shut down; power_off: whether it may be powered off if it does not
#   discard       yes or no: whether its saved memory may be thrown away
#   limit         seconds that it has for shutting down
#   linger        seconds for which one that did not is watched after the answer: if it goes off, it is started again
#   detached      the text of the work

# A word that a shell reads as this text.
configure_quoted() {
    printf "'%s'" "$(printf '%sx' "$1" | sed "s,','\\\\'',g")"
}

configure_variable() {
    # shellcheck disable=SC2016 # the script that is written expands it
    printf '%s=%s\n%s=${%s%%x}\n' "$1" "$(configure_quoted "$2")" "$1" "$1"
}

# The whole script of the work: what it is given, then its text.
configure_script() {
    configure_variable root "$root"
    configure_variable PATH "$PATH"
    configure_variable run "$run"
    configure_variable token "$configure_token"
    configure_variable uri "$uri"
    configure_variable uuid "$uuid"
    configure_variable expected "$expected"
    configure_variable after "$after"
    configure_variable line "$line"
    configure_variable before "$before"
    configure_variable after_lines "$after_lines"
    configure_variable nested "$nested"
    configure_variable feature "$feature"
    configure_variable stop "$stop"
    configure_variable power_off "$power_off"
    configure_variable discard "$discard"
    configure_variable limit "$limit"
    configure_variable linger "$linger"
    printf 'LC_ALL=C\nexport root PATH LC_ALL\n%s\n' "$detached"
}

# A service of its own where systemd runs: with KillUserProcesses a session's end takes all its processes along.
configure_by_systemd() {
    [ -z "$root" ] && [ -d "$root"/run/systemd/system ] && command -v systemd-run >/dev/null 2>&1 || return 1
    systemd-run --quiet --collect --description="Rookery changes guest $uuid" sh "$configure_job" </dev/null >/dev/null 2>&1 && return 0
    systemd-run --quiet --description="Rookery changes guest $uuid" sh "$configure_job" </dev/null >/dev/null 2>&1
}

# Signals that are ignored here stay so in what is started. See resource/kvm/module/reload.sh.
configure_by_session() {
    (
        trap '' HUP INT TERM PIPE
        cd "$record" || exit 1
        if command -v setsid >/dev/null 2>&1; then
            exec setsid sh "$configure_job"
        else
            exec sh "$configure_job"
        fi
    ) </dev/null >"$configure_job.log" 2>&1 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&- &
}

configure_answered() {
    [ "$(journal_field token)" = "$configure_token" ] && [ -n "$(journal_field result)" ]
}

# Says what the journal says, once there is an answer.
configure_follow() {
    configure_left=100
    while ! configure_answered; do
        if [ "$(journal_field token)" = "$configure_token" ] || [ "$configure_left" -le 0 ]; then
            if ! journal_job_runs; then
                nap 0.5
                ! configure_answered || break
                outcome failed "the process that changes this guest was ended while it was $(journal_field phase); apply again: the next run finishes it"
                [ ! -s "$configure_job.log" ] || known detail "$(cat "$configure_job.log")"
                return
            fi
        fi
        configure_left=$((configure_left - 1))
        nap 0.1
    done
    outcome "$(journal_field result)" "$(journal_field reason)"
    configure_text=$(journal_field detail)
    [ -z "$configure_text" ] || known detail "$configure_text"
    configure_text=$(journal_field note)
    [ -z "$configure_text" ] || known note "$configure_text"
}

# The job that has answered is soon gone, unless it still watches the guest: then this machine can be taken by
# another run.
configure_wait_end() {
    configure_left=50
    while [ "$(journal_field ended)" = yes ] && journal_job_runs && [ "$configure_left" -gt 0 ]; do
        configure_left=$((configure_left - 1))
        nap 0.1
    done
}

begin_task || return 0
if ! configure_why=$(journal_open "$uuid"); then
    outcome failed "cannot write ${state#"$root"}/guests; nothing was changed"
    known detail "$configure_why"
    return 0
fi
journal_open "$uuid"
if journal_job_runs; then
    outcome failed "run $(journal_field run) still works on this guest: $(journal_field phase); nothing was changed"
    return 0
fi
configure_token=$run-$$-$(date +%s)
configure_job=$record/guest-$uuid.sh
if ! configure_why=$(write_file "$configure_job" "$(configure_script)" 2>&1); then
    outcome failed "cannot write ${record#"$root"}; nothing was changed"
    [ -z "$configure_why" ] || known detail "$configure_why"
    return 0
fi
configure_by_systemd || configure_by_session
configure_follow
configure_wait_end
