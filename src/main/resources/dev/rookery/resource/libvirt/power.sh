# shellcheck disable=SC2154,SC2034 # what the parts before this assign or those after it use
# A guest's power, by libvirt, after run/task.sh. Every function is given the connection's URI and the UUID first;
# guest_why says why one failed.

# virsh_for SECONDS ARGUMENT...: virsh, which is given up after that time. Says on standard output also what it
# complains of.
virsh_for() {
    virsh_seconds=$1
    shift
    if command -v timeout >/dev/null 2>&1; then
        timeout "$virsh_seconds" virsh "$@" </dev/null 2>&1
    else
        virsh "$@" </dev/null 2>&1
    fi
}

# guest_complaint TEXT: libvirt's own words, on one line, as $guest_why.
guest_complaint() {
    guest_why=$(printf '%s\n' "$1" | sed -n 's/^error: //p' | awk '{ printf "%s%s", (NR > 1 ? ": " : ""), $0 }')
    [ -n "$guest_why" ] || guest_why="libvirt did not answer in time"
}

# guest_state URI UUID: prints `running`, `shut off`, `saved` (off, with its memory kept), `gone`, `unknown`, or
# another word of libvirt's.
guest_state() {
    guest_text=$(virsh_for 20 -r -c "$1" "echo @state; domstate $2; echo @saved; list --all --with-managed-save --uuid; echo @end")
    case "$guest_text" in
        *"failed to get domain"* | *"Domain not found"*) printf gone && return ;;
        *"error: "*) printf unknown && return ;;
        *@end*) ;;
        *) printf unknown && return ;;
    esac
    printf '%s\n' "$guest_text" | awk -v uuid="$2" '
        /^@/ { part = $0; next }
        part == "@state" && $0 != "" && state == "" { state = $0 }
        part == "@saved" && $0 == uuid { saved = 1 }
        END {
            if (state == "idle" || state == "no state") state = "running"
            if (state == "shut off" && saved) state = "saved"
            printf "%s", state
        }
    '
}

guest_is_off() {
    case "$1" in
        'shut off' | saved | gone) return 0 ;;
        *) return 1 ;;
    esac
}

# guest_wait URI UUID STATE SECONDS: whether it comes to be in that state in time.
guest_wait() {
    guest_until=$(($(date +%s) + $4))
    while :; do
        guest_now=$(guest_state "$1" "$2")
        [ "$guest_now" != "$3" ] || return 0
        [ "$(date +%s)" -lt "$guest_until" ] || return 1
        nap 0.3
    done
}

guest_has_agent() {
    virsh_for 20 -r -c "$1" dumpxml "$2" | grep -q "name='org\.qemu\.guest_agent\.0' state='connected'"
}

# Presses the guest's power button, or asks its agent to.
guest_press() {
    guest_text=$(virsh_for 30 -c "$1" shutdown "$2" --mode "$3") && guest_asked=yes && return 0
    guest_complaint "$guest_text"
    return 1
}

# guest_stop URI UUID SECONDS [yes]: shuts it down, by its agent if that is there, then by ACPI; a button that was
# pressed while the guest still booted is pressed again. With `yes` one that does not go off is powered off. Fails if it
# runs after all; guest_asked is yes then if it may still go off.
guest_stop() {
    guest_asked=no guest_why='' guest_mode=acpi
    guest_is_off "$(guest_state "$1" "$2")" && return 0
    guest_began=$(date +%s)
    guest_next=$guest_began
    ! guest_has_agent "$1" "$2" || guest_mode=agent
    while :; do
        guest_clock=$(date +%s)
        if [ "$guest_mode" = agent ] && [ "$guest_clock" -ge $((guest_began + $3 / 3)) ] && [ "$3" -gt 2 ]; then
            guest_mode=acpi guest_next=$guest_clock
        fi
        if [ "$guest_clock" -ge "$guest_next" ]; then
            guest_next=$((guest_clock + 30))
            if ! guest_press "$1" "$2" "$guest_mode"; then
                if [ "$guest_mode" = agent ]; then
                    guest_mode=acpi guest_next=$guest_clock
                    continue
                fi
                guest_is_off "$(guest_state "$1" "$2")" && return 0
                guest_why="it refuses to shut down: $guest_why"
                break
            fi
        fi
        guest_now=$(guest_state "$1" "$2")
        guest_is_off "$guest_now" && return 0
        if [ "$(date +%s)" -ge $((guest_began + $3)) ]; then
            guest_why="it did not shut down within $3 seconds and is $guest_now"
            break
        fi
        nap 0.3
    done
    [ "${4-}" = yes ] || return 1
    guest_power_off "$1" "$2"
}

guest_power_off() {
    guest_text=$(virsh_for 60 -c "$1" destroy "$2") || guest_complaint "$guest_text"
    guest_until=$(($(date +%s) + 30))
    while ! guest_is_off "$(guest_state "$1" "$2")"; do
        if [ "$(date +%s)" -ge "$guest_until" ]; then
            guest_why="it was powered off but is $(guest_state "$1" "$2"): $guest_why"
            return 1
        fi
        nap 0.3
    done
    guest_why=
}

# guest_start URI UUID: starts it, or restores it if it is saved, and sees it run.
guest_start() {
    guest_why=
    guest_text=$(virsh_for 300 -c "$1" start "$2") || guest_complaint "$guest_text"
    guest_wait "$1" "$2" running 30 && guest_why='' && return 0
    guest_why="it does not start${guest_why:+: $guest_why}${guest_now:+ (it is $guest_now)}"
    return 1
}
