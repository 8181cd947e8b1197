# shellcheck disable=SC2154,SC2034 # parameters, and what the parts before this assign or those after it use
# The guests that are shut down for a reload and started again after it, whatever became of it. After
# resource/libvirt/journal.sh and power.sh, whose journal each of them has: a later run that finds one off learns
# there that it ran, and starts it.
#
#   guests     lines `UUID URI`, in the order in which they are started; empty where none is shut down
#   power_off  yes or no: whether one that does not shut down is powered off
#   limit      seconds that they have for shutting down, all at the same time
#   linger     seconds for which one that did not is watched after the answer

# guests_each COMMAND: runs it for each of them, with the connection's URI and the UUID. Fails if one of these did.
guests_each() {
    guests_failed=0
    while read -r guests_uuid guests_uri <&3; do
        [ -n "$guests_uuid" ] || continue
        "$1" "$guests_uri" "$guests_uuid" || guests_failed=1
    done 3<"$record"/guests.list
    return "$guests_failed"
}

# What a person knows it by.
guests_name() {
    guests_called=$(virsh_for 20 -r -c "$1" domname "$2" | head -n 1)
    printf '%s' "${guests_called:-$2}"
}

guests_begin() {
    if ! journal_open "$2"; then
        guests_why="cannot write ${state#"$root"}/guests"
        return 1
    fi
    if journal_job_runs; then
        guests_why="run $(journal_field run) still works on the guest $(guests_name "$1" "$2")"
        return 1
    fi
    journal_take
    journal_write run "$run" token "$run-reload" state running result '' reason '' detail '' note '' \
        ended no phase reload-stopping
}

# Nothing is left to do for it. A guest that is not ours is left alone.
guests_end() {
    journal_open "$2"
    [ "$(journal_field token)" = "$run-reload" ] || return 0
    journal_write ended yes result 'done'
    rm -f "$journal_dir"/job
}

# It was asked to shut down, has not, and may still do so.
guests_is_asked() {
    [ -e "$record/guest-$1.why" ] && grep -qx yes "$record/guest-$1.why"
}

# Beside the others, so that they shut down at the same time.
guests_stop_one() {
    rm -f "$record/guest-$2.why"
    (
        guest_stop "$1" "$2" "$limit" "$power_off" && exit 0
        printf '%s\n' "$guest_asked" "$(guests_name "$1" "$2"): $guest_why" >"$record/guest-$2.why"
    ) &
}

guests_start_one() {
    journal_open "$2"
    journal_write phase reload-starting
    guests_now=$(guest_state "$1" "$2")
    if [ "$guests_now" = running ] || guest_start "$1" "$2"; then
        guests_is_asked "$2" || guests_end "$1" "$2"
        return 0
    fi
    guests_left="$guests_left${guests_left:+; }$(guests_name "$1" "$2"): $guest_why"
    journal_write result failed reason "$guest_why"
    return 1
}

# Shuts all of them down. If one does not go off, $guests_why says so and the others run again.
guests_stop() {
    guests_why='' guests_left=''
    printf '%s\n' "$guests" >"$record"/guests.list
    [ -n "$guests" ] || return 0
    guests_since=$(date +%s)
    if ! guests_each guests_begin; then
        guests_each guests_end
        return 1
    fi
    guests_each guests_stop_one
    wait
    set -- "$record"/guest-*.why
    [ -e "$1" ] || return 0
    guests_why=$(sed -n 2p "$@")
    guests_start
    return 1
}

# Starts them again, in their order. $guests_left says which do not start, and why.
guests_start() {
    guests_left=
    [ -n "$guests" ] || return 0
    guests_each guests_start_one
}

# What is said of them besides the reload.
guests_note() {
    [ -n "$guests" ] || return 0
    guests_count=$(grep -c . "$record"/guests.list)
    known note "guests shut down and started again: $guests_count, within $(($(date +%s) - guests_since)) s"
}

# A guest that was asked to shut down and did not may still do so: it is started again then, once.
guests_watch() {
    [ -n "$guests" ] || return 0
    guests_until=$(($(date +%s) + linger))
    while [ "$(date +%s)" -lt "$guests_until" ] && ! guests_each guests_watch_one; do
        nap 2
    done
    guests_each guests_watch_end
}

# One that has not gone off by now is as it was.
guests_watch_end() {
    ! guests_is_asked "$2" || guests_end "$1" "$2"
}

# Fails while it is to be looked at again.
guests_watch_one() {
    guests_is_asked "$2" || return 0
    [ "$(guest_state "$1" "$2")" = 'shut off' ] || return 1
    rm -f "$record/guest-$2.why"
    guests_start_one "$1" "$2" || :
}
