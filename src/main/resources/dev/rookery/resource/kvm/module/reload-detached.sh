# shellcheck disable=SC2154 # parameters, and what the parts before this assign
# The work of reload.sh, apart from the connection: unload, load, read back, and roll back if the
# values did not take. Its parameters are reload.sh's, from the environment.

# busybox's shell prefers its own modprobe, which knows less, to kmod's on PATH.
find_modprobe() {
    modprobe=
    reload_ifs=$IFS
    IFS=:
    for reload_dir in $PATH; do
        [ -x "$reload_dir/modprobe" ] || continue
        [ -n "$modprobe" ] || modprobe=$reload_dir/modprobe
        case "$("$reload_dir/modprobe" --version 2>&1)" in *kmod*) modprobe=$reload_dir/modprobe && break ;; esac
    done
    IFS=$reload_ifs
    [ -n "$modprobe" ]
}

loaded() {
    [ -e "$root/sys/module/$1/initstate" ] || [ -e "$root/sys/module/$1/refcnt" ]
}

value_now() {
    cat "$root/sys/module/$1/parameters/$2" 2>/dev/null
}

# as_listed FILE: every parameter of the list reads as it says.
as_listed() {
    while read -r reload_m reload_p reload_v; do
        [ -z "$reload_m" ] && continue
        reload_now=$(value_now "$reload_m" "$reload_p")
        if [ "$(normal "$reload_now")" != "$(normal "$reload_v")" ]; then
            differs="$reload_m.$reload_p reads '$reload_now' instead of $reload_v"
            return 1
        fi
    done <"$1"
}

# Processes that have /dev/kvm open, as ` PID COMM`.
device_users() {
    reload_who=
    # ls names each directory only if there are several.
    # shellcheck disable=SC2012 # one ls for all processes; a readlink for each would be thousands
    ls -l "$root"/proc/[0-9]*/fd "$record" 2>/dev/null | while IFS= read -r reload_line; do
        case "$reload_line" in
            *"/fd:") reload_who=${reload_line%/fd:} && reload_who=${reload_who##*/} ;;
            *"-> "*"/dev/kvm")
                [ -z "$reload_who" ] || printf ' %s %s' "$reload_who" "$(cat "$root/proc/$reload_who/comm" 2>/dev/null)"
                reload_who=
                ;;
        esac
    done
}

# in_use MODULE: more refer to it than the modules that are unloaded before it; says who.
in_use() {
    reload_refs=$(cat "$root/sys/module/$1/refcnt" 2>/dev/null)
    reload_others=
    for reload_holder in "$root/sys/module/$1/holders"/*; do
        [ -e "$reload_holder" ] || [ -L "$reload_holder" ] || continue
        case " $unload " in
            *" ${reload_holder##*/} "*) reload_refs=$((reload_refs - 1)) ;;
            *) reload_others="$reload_others ${reload_holder##*/}" ;;
        esac
    done
    [ "${reload_refs:-0}" -gt 0 ] || return 1
    reload_users="$reload_others$(device_users)"
    users=${reload_users:- something that cannot be seen (reference count $reload_refs)}
}

# Something may hold a module for a moment after its last user went: about ten seconds in all.
unload_one() {
    for reload_pause in 0.2 0.5 1 1 2 2 3 0; do
        loaded "$1" || return 0
        words=$("$modprobe" -r "$1" 2>&1) && ! loaded "$1" && return 0
        case "$words" in *builtin*) return 1 ;; esac
        [ "$reload_pause" = 0 ] || nap "$reload_pause"
    done
    return 1
}

unload_all() {
    for reload_module in $unload; do
        unload_one "$reload_module" || return 1
        unloaded=yes
    done
}

# Without parameters, so that what is tested is what the next boot will use.
load_it() {
    words=$("$modprobe" "$load" 2>&1) && loaded "$load"
}

# The last resort: the old values, and no configuration that could be what is wrong.
load_bare() {
    bare=
    while read -r reload_m reload_p reload_v; do
        [ "$reload_m" != "$load" ] || bare="$bare $reload_p=$reload_v"
    done <"$record"/values.before
    # shellcheck disable=SC2086 # several words
    "$modprobe" -C /dev/null "$load" $bare >/dev/null 2>&1 && loaded "$load" \
        && known detail "loaded without the machine's modprobe configuration:$bare"
}

device_is_back() {
    for reload_pause in 0.1 0.2 0.5 1 1 0; do
        [ -e "$root"/dev/kvm ] && return 0
        [ "$reload_pause" = 0 ] || nap "$reload_pause"
    done
    return 1
}

# Everything as it was: the file, the module, its values, the device.
roll_back() {
    if ! restore_file "$drop_in" 2>/dev/null; then
        known detail "$drop_in could not be put back"
        known rolled-back no
        return
    fi
    if loaded "$load" && { [ "$was_loaded" = no ] || ! as_listed "$record"/values.before; }; then
        unload_one "$load"
    fi
    if [ "$was_loaded" = yes ] && ! loaded "$load"; then
        load_it || { nap 1 && load_it; } || { known detail "$words" && load_bare; }
    fi
    if [ "$was_loaded" = no ]; then
        if loaded "$load"; then known rolled-back no; else known rolled-back yes; fi
    elif ! loaded "$load"; then
        known detail "$load is not loaded: this machine has no KVM now"
        known rolled-back no
    elif ! as_listed "$record"/values.before; then
        known detail "$differs"
        known rolled-back no
    elif [ "$had_device" = yes ] && ! device_is_back; then
        known detail "$load is loaded but the device kvm has not come back"
        known rolled-back no
    else
        known rolled-back yes
    fi
}

observed() {
    while read -r reload_m reload_p reload_v; do
        [ -z "$reload_m" ] || [ ! -e "$root/sys/module/$reload_m/parameters/$reload_p" ] \
            || known "observed.$reload_m.$reload_p" "$(normal "$(value_now "$reload_m" "$reload_p")")"
    done <"$record"/values.wanted
}

failed() {
    outcome failed "$1"
    [ -z "${2-}" ] || known detail "$2"
}

record_before() {
    printf '%s\n' "$values" >"$record"/values.wanted
    while read -r reload_m reload_p reload_v; do
        if [ -n "$reload_m" ] && loaded "$reload_m"; then
            printf '%s\n' "$reload_m $reload_p $(value_now "$reload_m" "$reload_p")"
        fi
    done <"$record"/values.wanted >"$record"/values.before
}

reload() {
    unloaded=no differs='' words='' was_loaded=no had_device=no
    record_before || { failed "cannot record the values; nothing was changed"; return; }
    if loaded "$load"; then
        was_loaded=yes
        as_listed "$record"/values.wanted && { outcome 'done'; return; }
    fi
    [ ! -e "$root"/dev/kvm ] || had_device=yes
    find_modprobe || { failed "there is no modprobe on this machine; nothing was changed"; return; }
    for reload_module in $unload; do
        in_use "$reload_module" && { failed "$reload_module is in use by$users; nothing was changed"; return; }
    done
    if ! unload_all; then
        failed "$reload_module could not be unloaded" "$words"
        in_use "$reload_module" && known detail "in use by$users"
        [ "$unloaded" = no ] && loaded "$load" && return
        if load_it; then known rolled-back yes; else roll_back; fi
    elif ! load_it; then
        failed "$load could not be loaded" "$words"
        roll_back
    elif ! as_listed "$record"/values.wanted; then
        failed "$differs after the reload" "$words"
        roll_back
    elif [ "$had_device" = yes ] && ! device_is_back; then
        failed "$load is loaded but the device kvm has not come back"
        roll_back
    else
        outcome 'done'
    fi
}

# The reload between the guests' shutdown and their start.
reload_under_guests() {
    if ! guests_stop; then
        outcome pending "$guests_why"
        [ -z "$guests_left" ] || known detail "not started again: $guests_left"
        return
    fi
    reload >"$record"/reload.said
    if ! guests_start; then
        grep -q '^result=done$' "$record"/reload.said || cat "$record"/reload.said
        ! grep -q '^result=done$' "$record"/reload.said || failed "the modules are reloaded, but not every guest runs again"
        known detail "not started again: $guests_left"
        return
    fi
    cat "$record"/reload.said
    guests_note
}

umask 077
printf '%s\n' "$$" >"$record"/reload.pid
if enter_lock; then
    { reload_under_guests; observed; } >"$record"/reload.partial
else
    outcome failed "the machine's lock was lost; nothing was changed" >"$record"/reload.partial
fi
sync "$record"/reload.partial 2>/dev/null
mv -f "$record"/reload.partial "$record"/reload.result
rm -f "$state/lock/task.$$"
guests_watch
