# shellcheck disable=SC2154 # parameters, and what the parts before this assign
# Says whether a domain starts with its host. It may run meanwhile.
#
#   uri, uuid   the domain's
#   autostart   yes or no

autostart_now() {
    case "$(virsh_for 20 -r -c "$uri" list --all --autostart --uuid)" in
        *"$uuid"*) printf yes ;;
        *error:*) printf unknown ;;
        *) printf no ;;
    esac
}

begin_task || return 0
autostart_before=$(autostart_now)
printf '%s\n' "$autostart_before" >"$record/guest-$uuid-autostart"
if [ "$autostart_before" = "$autostart" ]; then
    outcome 'done'
    return 0
fi
set --
[ "$autostart" = yes ] || set -- --disable
guest_text=$(virsh_for 30 -c "$uri" autostart "$uuid" "$@") || guest_complaint "$guest_text"
if [ "$(autostart_now)" = "$autostart" ]; then
    outcome 'done'
else
    outcome failed "after it was set, its autostart reads $(autostart_now)"
    [ -z "${guest_why-}" ] || known detail "$guest_why"
fi
