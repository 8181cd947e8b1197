# shellcheck disable=SC2154 # parameters, and what the parts before this assign
# Reloads kernel modules: starts the work apart from the connection, waits for it, says its result.
#
#   unload   modules to unload, in order; empty: none is loaded
#   load     the module to load
#   values   lines `MODULE PARAMETER VALUE` that must be read back; VALUE is 0, 1 or a number
#   guests, power_off, limit, linger   which guests are shut down for it: see resource/kvm/module/guests.sh;
#            without them none is
#   drop_in  the file that is put back to what persist.sh found, if the load does not succeed
#   detached the text of the work itself, resource/kvm/module/reload-detached.sh with what it needs
#
# The work has a session of its own where there is setsid, ignores what ends a lost connection's
# processes, and keeps no file of the connection open. sudo ends its command's process group by KILL
# when it is ended itself; without setsid that would reach the work too.

# Signals that are ignored here stay so in what is started.
reload_start() {
    (
        trap '' HUP INT TERM PIPE
        cd "$record" || exit 1
        export root run unload load values drop_in guests power_off limit linger
        if command -v setsid >/dev/null 2>&1; then
            exec setsid sh "$record"/reload.sh
        else
            exec sh "$record"/reload.sh
        fi
    ) </dev/null >"$record"/reload.log 2>&1 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&- &
    reload_pid=$!
}

# About two minutes after the guests had their time: a modprobe that hangs in the kernel cannot be ended, only waited
# for.
reload_wait() {
    reload_left=$((1200 + 20 * limit))
    while [ ! -e "$record"/reload.result ]; do
        reload_left=$((reload_left - 1))
        if [ "$reload_left" -lt 0 ]; then
            outcome failed "the reload has not ended after $((120 + 2 * limit)) seconds; the machine goes on with it and will write ${record#"$root"}/reload.result"
            return 1
        fi
        reload_worker=$(cat "$record"/reload.pid 2>/dev/null)
        if ! kill -0 "${reload_worker:-$reload_pid}" 2>/dev/null; then
            nap 0.5
            [ -e "$record"/reload.result ] && return 0
            outcome failed "the reload ended without a result; look whether $load is loaded"
            known detail "$(cat "$record"/reload.log)"
            return 1
        fi
        sleep 0.1 2>/dev/null || { sleep 1; reload_left=$((reload_left - 9)); }
    done
}

: "${guests=}" "${power_off=no}" "${limit=0}" "${linger=0}"
begin_task || return 0
reload_pid=$(cat "$record"/reload.pid 2>/dev/null)
if [ ! -e "$record"/reload.result ] && alive "$reload_pid" ''; then
    # The same run asked before, and lost its connection.
    reload_wait && cat "$record"/reload.result
    return 0
fi
rm -f "$record"/reload.result "$record"/reload.pid
if ! write_file "$record"/reload.sh "$detached"; then
    outcome failed "cannot write ${record#"$root"}; nothing was changed"
    return 0
fi
reload_start
reload_wait || return 0
cat "$record"/reload.result
