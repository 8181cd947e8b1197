#!/bin/sh
# A virsh of one simulated machine, $SIM: the output forms of libvirt 9.0 as far as Rookery's scripts ask. A domain is
# $SIM/libvirt/UUID.xml, and UUID.live while it runs; UUID.saved, UUID.auto and UUID.snapshots say what they name.
# UUID.does holds what it does by itself: ignores-acpi, ignores-agent, start-fails, drops (the feature, at its start),
# pauses (at its start). kill.COMMAND.before and kill.COMMAND.after, once there, end the job that asks.

dir=$SIM/libvirt

complain() {
    echo
    for line in "$@"; do printf 'error: %s\n' "$line" >&2; done
    return 1
}

does() {
    grep -qx "$1" "$dir/$uuid.does" 2>/dev/null
}

ends_job() {
    [ -e "$dir/kill.$1" ] || return 0
    rm -f "$dir/kill.$1"
    read -r pid _ <"$SIM/var/lib/rookery/guests/$uuid/job"
    kill -9 "$pid"
    case "$1" in *.before) exit 1 ;; *) ;; esac
}

state() {
    if [ -e "$dir/$uuid.live" ]; then
        cat "$dir/$uuid.state" 2>/dev/null || echo 'running (booted)'
    elif [ -e "$dir/$uuid.saved" ]; then
        echo 'shut off (saved)'
    else
        echo 'shut off (shutdown)'
    fi
}

lists() {
    for file in "$dir"/*.xml; do
        [ -e "$file" ] || continue
        uuid=${file##*/}
        uuid=${uuid%.xml}
        case " $* " in
            *' --all '*) ;;
            *) [ -e "$dir/$uuid.live" ] || continue ;;
        esac
        case " $* " in
            *' --autostart '*) [ -e "$dir/$uuid.auto" ] || continue ;;
            *' --with-managed-save '*) [ -e "$dir/$uuid.saved" ] || continue ;;
            *' --with-snapshot '*) [ -e "$dir/$uuid.snapshots" ] || continue ;;
            *) ;;
        esac
        echo "$uuid"
    done
    echo
}

dumps() {
    file=$dir/$uuid.live
    [ -e "$file" ] || file=$dir/$uuid.xml
    case " $* " in *' --inactive '*) file=$dir/$uuid.xml ;; *) ;; esac
    case " $* " in
        *' --security-info '*) [ "$read_only" = no ] || { complain 'operation forbidden: virDomainGetXMLDesc with secure flag'; return; } ;;
        *) ;;
    esac
    case " $* " in
        *' --security-info '*) cat "$file" ;;
        *) sed "s/ passwd='[^']*'//" "$file" ;;
    esac
    echo
}

shuts_down() {
    case "$(state)" in
        running*) ;;
        *) complain "Failed to shutdown domain '$uuid'" 'Requested operation is not valid: domain is not running'; return ;;
    esac
    case "$3" in
        agent)
            if ! grep -q "name='org.qemu.guest_agent.0' state='connected'" "$dir/$uuid.live"; then
                complain "Failed to shutdown domain '$uuid'" 'argument unsupported: QEMU guest agent is not configured'
                return
            fi
            ;;
        *) ;;
    esac
    does "ignores-$3" || rm -f "$dir/$uuid.live"
    echo "Domain '$uuid' is being shutdown"
    echo
}

starts() {
    [ ! -e "$dir/$uuid.live" ] || { complain 'Domain is already active'; return; }
    if does start-fails && ! grep -q "does-start" "$dir/$uuid.xml"; then
        complain "Failed to start domain '$uuid'" "the CPU is incompatible with host CPU: Host CPU does not provide required features: svm"
        return
    fi
    rm -f "$dir/$uuid.saved"
    if does drops; then
        sed "s/policy='require' name='svm'/policy='disable' name='svm'/" "$dir/$uuid.xml" >"$dir/$uuid.live"
    else
        cp "$dir/$uuid.xml" "$dir/$uuid.live"
    fi
    echo "Domain '$uuid' started"
    echo
}

defines() {
    if [ "${2-}" = --validate ] && [ -e "$dir/strict" ]; then
        complain "Failed to define domain from $1" 'XML document failed to validate against schema: Unable to validate doc'
        return
    fi
    if [ -e "$dir/refuses" ]; then
        complain "Failed to define domain from $1" "XML error: CPU feature 'svm' specified more than once"
        return
    fi
    cat "$1" >"$dir/$uuid.xml"
    echo "Domain 'web' defined from $1"
    echo
}

one() {
    command=$1
    shift
    case "$command" in
        echo) echo "$*"; return ;;
        list) lists "$@"; return ;;
        version) echo 'Using API: QEMU 9.0.0'; return ;;
        domcapabilities) complain 'failed to get emulator capabilities' 'no KVM'; return ;;
        define) uuid=$(sed -n 's|^  <uuid>\(.*\)</uuid>|\1|p' "$1") ;;
        *)
            uuid=$1
            [ -e "$dir/$uuid.xml" ] || { complain "failed to get domain '$uuid'"; return; }
            ;;
    esac
    case "$command" in
        define | start | shutdown | destroy | managedsave-remove | autostart)
            if [ "$read_only" = yes ]; then
                complain 'operation forbidden: read only access prevents it'
                return
            fi
            case "$command" in define) echo define ;; *) echo "$command $*" ;; esac | sed "s/ $uuid//" >>"$dir/calls"
            ends_job "$command.before"
            ;;
        *) ;;
    esac
    case "$command" in
        domname) echo web; echo ;;
        domstate)
            case "${2-}" in --reason) state ;; *) state | sed 's, (.*,,' ;; esac
            echo
            ;;
        dumpxml) dumps "$@" ;;
        snapshot-list) cat "$dir/$uuid.snapshots"; echo ;;
        domifaddr)
            cat "$dir/$uuid.$3" 2>/dev/null
            echo
            ;;
        shutdown) shuts_down "$@" ;;
        destroy) rm -f "$dir/$uuid.live"; echo "Domain '$uuid' destroyed"; echo ;;
        start) starts ;;
        define) defines "$@" ;;
        managedsave-remove) rm -f "$dir/$uuid.saved"; echo "Removed managedsave image for domain '$uuid'" ;;
        autostart)
            if [ "${2-}" = --disable ]; then rm -f "$dir/$uuid.auto"; else : >"$dir/$uuid.auto"; fi
            ;;
        *) echo "error: unknown command: '$command'" >&2 && return 1 ;;
    esac
    result=$?
    [ ! -e "$dir/kill.$command.after" ] || ends_job "$command.after"
    return "$result"
}

read_only=no
while :; do
    case "$1" in
        -r) read_only=yes && shift ;;
        -c) shift 2 ;;
        *) break ;;
    esac
done
if [ $# -eq 1 ]; then
    commands=$1
    while [ -n "$commands" ]; do
        words=${commands%%;*}
        case "$commands" in *\;*) commands=${commands#*;} ;; *) commands= ;; esac
        # shellcheck disable=SC2086 # words without blanks in them
        set -- $words
        [ $# -eq 0 ] || one "$@"
    done
else
    one "$@"
fi
