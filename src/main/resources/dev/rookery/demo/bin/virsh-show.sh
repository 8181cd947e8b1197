# shellcheck disable=SC2012,SC2030,SC2031,SC2034,SC2154,SC2317 # other parts assign and use; names are plain; subshells on purpose
# What the simulated virsh shows. Comes after libvirt.sh.

domains_listed() {
    {
        for list_file in "$runs"/*.xml; do
            [ -e "$list_file" ] || continue
            list_name=${list_file##*/}
            list_name=${list_name%.xml}
            read_state "$list_name"
            printf '%s\t%s\t%s\t%s\n' "$(cat "$runs/$list_name.id")" "$list_name" "$state" "$list_file"
        done | sort -n
        for list_file in "$domains"/*.xml; do
            [ -e "$list_file" ] || continue
            list_name=${list_file##*/}
            list_name=${list_name%.xml}
            is_running "$list_name" || printf -- '-\t%s\tshut off\t%s\n' "$list_name" "$list_file"
        done | sort -f
    } | while IFS="$tab" read -r list_id list_name list_state list_file; do
        ! list_wants "$list_name" || printf '%s\t%s\t%s\t%s\n' "$list_id" "$list_name" "$list_state" "$list_file"
    done
}

# Whether the options take the domain, whose id and state are in list_id and list_state.
list_wants() {
    case " $flags " in
        *' --all '*) ;;
        *' --inactive '*) [ "$list_id" = - ] || return 1 ;;
        *) [ "$list_id" != - ] || return 1 ;;
    esac
    for list_flag in $flags; do
        case "$list_flag" in
            --persistent) [ -e "$domains/$1.xml" ] || return 1 ;;
            --transient) [ ! -e "$domains/$1.xml" ] || return 1 ;;
            --autostart) [ -e "$domains/autostart/$1.xml" ] || return 1 ;;
            --no-autostart) [ ! -e "$domains/autostart/$1.xml" ] || return 1 ;;
            --with-managed-save) [ -e "$saves/$1.save" ] || return 1 ;;
            --without-managed-save) [ ! -e "$saves/$1.save" ] || return 1 ;;
            --with-snapshot) [ -n "$(ls "$snapshots/$1" 2>/dev/null)" ] || return 1 ;;
            --without-snapshot) [ -z "$(ls "$snapshots/$1" 2>/dev/null)" ] || return 1 ;;
            --state-running) [ "$list_state" = running ] || return 1 ;;
            --state-paused) [ "$list_state" = paused ] || return 1 ;;
            --state-shutoff) [ "$list_state" = 'shut off' ] || return 1 ;;
            *) ;;
        esac
    done
}

uuid_of() {
    sed -n 's|^  <uuid>\(.*\)</uuid>$|\1|p' "$1" | head -n 1
}

do_list() {
    case " $flags " in
        *' --uuid '* | *' --name '*)
            domains_listed | while IFS="$tab" read -r list_id list_name list_state list_file; do
                list_said=$list_name
                case " $flags " in *' --uuid '*) list_said=$(uuid_of "$list_file") ;; *) ;; esac
                case "$list_said $flags " in
                    "$list_name "*) ;;
                    *' --name '*) list_said="$list_said $list_name" ;;
                    *) ;;
                esac
                printf '%s\n' "$list_said"
            done
            [ "$quiet" = yes ] || echo
            ;;
        *)
            domains_listed | while IFS="$tab" read -r list_id list_name list_state list_file; do
                case " $flags " in
                    *' --managed-save '*) [ ! -e "$saves/$list_name.save" ] || list_state=saved ;;
                    *) ;;
                esac
                printf '%s\t%s\t%s\n' "$list_id" "$list_name" "$list_state"
            done | table 'Id	Name	State'
            ;;
    esac
}

# A table of the lines read, its columns separated by tabs, under the headings $1, as wide as what is in it.
table() {
    awk -F '\t' -v head="$1" -v quiet="$quiet" '
        function take(line, count, part, i) {
            rows++
            columns = split(line, part, "\t")
            for (i = 1; i <= columns; i++) {
                cell[rows, i] = part[i]
                if (length(part[i]) > width[i]) width[i] = length(part[i])
            }
        }
        function show(row, i, out) {
            for (i = 1; i < columns; i++) out = out sprintf(" %-" (width[i] + 2) "s", cell[row, i])
            print out " " cell[row, columns]
        }
        BEGIN { if (quiet != "yes") take(head) }
        { take($0) }
        END {
            for (row = 1; row <= rows; row++) {
                show(row)
                if (row > 1 || quiet == "yes") continue
                total = 3 * columns
                for (i = 1; i <= columns; i++) total += width[i]
                line = sprintf("%" total "s", "")
                gsub(/ /, "-", line)
                print line
            }
            if (quiet != "yes") print ""
        }
    '
}

# The file that says what domain $1 is like now.
file_of() {
    if is_running "$1"; then printf '%s\n' "$runs/$1.xml"; else printf '%s\n' "$domains/$1.xml"; fi
}

number_in() {
    sed -n "s|^  <$2[^>]*>\([0-9]*\)</$2>\$|\1|p" "$1" | head -n 1
}

yes_if() {
    if [ -e "$1" ]; then printf '%s\n' "$2"; else printf '%s\n' "$3"; fi
}

do_dominfo() {
    info=$(file_of "$found")
    read_state "$found"
    info_id=-
    ! is_running "$found" || info_id=$(cat "$runs/$found.id")
    printf '%-15s %s\n' Id: "$info_id" Name: "$found" UUID: "$(uuid_of "$info")" 'OS Type:' hvm State: "$state" \
        'CPU(s):' "$(number_in "$info" vcpu)"
    ! is_running "$found" || printf '%-15s %s\n' 'CPU time:' 14.2s
    printf '%-15s %s\n' 'Max memory:' "$(number_in "$info" memory) KiB" \
        'Used memory:' "$(number_in "$info" currentMemory) KiB" \
        Persistent: "$(yes_if "$domains/$found.xml" yes no)" \
        Autostart: "$(yes_if "$domains/autostart/$found.xml" enable disable)" \
        'Managed save:' "$(yes_if "$saves/$found.save" yes no)" 'Security model:' none 'Security DOI:' 0
    [ "$quiet" = yes ] || echo
}

do_domstate() {
    read_state "$found"
    case " $flags " in
        *' --reason '*) say "$state ($reason)" ;;
        *) say "$state" ;;
    esac
}

do_domid() {
    if is_running "$found"; then say "$(cat "$runs/$found.id")"; else say -; fi
}

do_dumpxml() {
    dump=$(file_of "$found")
    case " $flags " in
        *' --inactive '*) [ ! -e "$domains/$found.xml" ] || dump=$domains/$found.xml ;;
        *) ;;
    esac
    case " $flags " in
        *' --security-info '*)
            if [ "$read_only" = yes ]; then
                complain 'operation forbidden: virDomainGetXMLDesc with secure flag'
                return
            fi
            cat "$dump"
            ;;
        *) sed "/^ *<graphics /s/ passwd='[^']*'//" "$dump" ;;
    esac
    [ "$quiet" = yes ] || echo
}

do_snapshot_list() {
    case " $flags " in
        *' --name '*)
            ls "$snapshots/$found" 2>/dev/null
            [ "$quiet" = yes ] || echo
            ;;
        *)
            for list_file in "$snapshots/$found"/*; do
                [ ! -e "$list_file" ] || printf '%s\t2026-01-05 10:00:00 +0000\tshutoff\n' "${list_file##*/}"
            done | table 'Name	Creation Time	State'
            ;;
    esac
}

do_domifaddr() {
    address_why=
    case "${source:-lease}" in
        lease | arp | agent) ;;
        *) complain "Unknown data source '$source'"; return ;;
    esac
    read_state "$found"
    behaviour "$found" agent
    agent_missing
    if [ "$source" = agent ] && [ "$read_only" = yes ]; then
        address_why='operation forbidden: read only access prevents virDomainInterfaceAddresses'
    elif ! is_running "$found" || { [ "$source" = agent ] && [ "$state" != running ]; }; then
        address_why=$not_running
    elif [ "$source" = agent ] && [ "$setting" != yes ]; then
        address_why=$agent_why
    fi
    if [ -n "$address_why" ]; then
        complain 'Failed to query for interfaces addresses' "$address_why"
        return
    fi
    setting=
    [ "$source" = agent ] || behaviour "$found" "${source:-lease}"
    [ -n "$setting" ] || behaviour "$found" address
    if [ "$quiet" = no ]; then
        printf ' %-10s %-20s %-8s     %s\n' Name 'MAC address' Protocol Address
        printf '%79s\n' '' | tr ' ' -
    fi
    address_card=vnet$(($(cat "$runs/$found.id") - 1))
    [ "$source" != agent ] || address_card=eth0
    printf '%s\n' "$setting" | while read -r address_mac address_ip; do
        [ -z "$address_ip" ] || printf ' %-10s %-20s %-8s     %s\n' "$address_card" "$address_mac" ipv4 "$address_ip"
    done
    [ "$quiet" = yes ] || echo
}

do_domcapabilities() {
    if [ "$read_only" = yes ]; then
        complain 'failed to get emulator capabilities' \
            'operation forbidden: read only access prevents virConnectGetDomainCapabilities'
        return
    fi
    if [ "${virttype:-kvm}" = kvm ] && [ ! -e "$root"/dev/kvm ]; then
        complain 'failed to get emulator capabilities' \
            "invalid argument: KVM is not supported by '/usr/bin/qemu-system-x86_64' on this host"
        return
    fi
    # Only what differs from the model is said: libvirt's EPYC has svm, its models of Intel have no vmx.
    nesting_feature
    model=EPYC maker=AMD capable=disable
    [ "$feature" = svm ] || model=Skylake-Server maker=Intel
    ! host_nests || capable=require
    difference="      <feature policy='$capable' name='$feature'/>
"
    case "$feature $capable" in 'svm require' | 'vmx disable') difference='' ;; *) ;; esac
    cat <<XML
<domainCapabilities>
  <path>/usr/bin/qemu-system-x86_64</path>
  <domain>kvm</domain>
  <machine>pc-i440fx-7.2</machine>
  <arch>x86_64</arch>
  <vcpu max='255'/>
  <cpu>
    <mode name='host-passthrough' supported='yes'>
      <enum name='hostPassthroughMigratable'>
        <value>on</value>
        <value>off</value>
      </enum>
    </mode>
    <mode name='maximum' supported='yes'/>
    <mode name='host-model' supported='yes'>
      <model fallback='forbid'>$model</model>
      <vendor>$maker</vendor>
      <feature policy='require' name='x2apic'/>
      <feature policy='require' name='hypervisor'/>
${difference}    </mode>
    <mode name='custom' supported='yes'>
      <model usable='yes' vendor='unknown'>qemu64</model>
      <model usable='yes' vendor='$maker'>$model</model>
    </mode>
  </cpu>
</domainCapabilities>
XML
    [ "$quiet" = yes ] || printf '\n\n'
}

do_version() {
    cat <<VERSION
Compiled against library: libvirt 9.0.0
Using library: libvirt 9.0.0
Using API: QEMU 9.0.0
Running hypervisor: QEMU 7.2.22
VERSION
    [ "$quiet" = yes ] || echo
}
