# shellcheck disable=SC2012,SC2030,SC2031,SC2034,SC2154,SC2317 # other parts assign and use; names are plain; subshells on purpose
# What the simulated virsh changes. Comes after libvirt.sh.

do_start() {
    if is_running "$found"; then
        complain 'Domain is already active'
        return
    fi
    ! refused_read_only virDomainCreate "Failed to start domain '$found'" || return
    start_from=$domains/$found.xml start_reason=booted
    [ ! -e "$saves/$found.save" ] || start_from=$saves/$found.save start_reason=restored
    behaviour "$found" start
    refuse_cpu "$start_from"
    if [ -n "$setting" ]; then
        complain "Failed to start domain '$found'" "$setting"
    elif grep -q "^<domain type='kvm'" "$start_from" && [ ! -e "$root"/dev/kvm ]; then
        complain "Failed to start domain '$found'" "$no_kvm"
    elif [ -n "$cpu_why" ]; then
        complain "Failed to start domain '$found'" "$cpu_why"
    else
        start_domain "$start_from" "$start_reason"
        say "Domain '$found' started"
    fi
}

no_kvm='unsupported configuration: Domain requires KVM, but it is not available. Check that virtualization is enabled in the host BIOS, and host configuration is setup to load the kvm modules.'

# start_domain FILE REASON
start_domain() {
    start_last=0
    [ ! -e "$runs/last-id" ] || read -r start_last <"$runs/last-id"
    start_last=$((start_last + 1))
    echo "$start_last" >"$runs/last-id"
    echo "$start_last" >"$runs/$found.id"
    live_xml "$1" "$start_last" | sed '/^<!-- paused -->$/d' >"$runs/.xml.$$"
    if grep -q '^<!-- paused -->$' "$1"; then
        set_state "$found" paused migrating
    else
        set_state "$found" running "$2"
    fi
    mv "$runs/.xml.$$" "$runs/$found.xml"
    hold_module "$found" 1
    rm -f "$saves/$found.save"
}

do_shutdown() {
    ! refused_read_only "virDomainShutdown${mode:+Flags}" "Failed to shutdown domain '$found'" || return
    read_state "$found"
    behaviour "$found" agent
    shutdown_why=
    if [ "$state" != running ]; then
        shutdown_why=$not_running
    elif [ "$mode" = agent ] && [ "$setting" != yes ]; then
        agent_missing
        shutdown_why=$agent_why
    fi
    if [ -n "$shutdown_why" ]; then
        complain "Failed to shutdown domain '$found'" "$shutdown_why"
        return
    fi
    behaviour "$found" shutdown
    case "$setting" in
        ignore*) ;;
        slow*) [ -e "$runs/$found.stops" ] || echo "$(($(date +%s) + ${setting#slow}))" >"$runs/$found.stops" ;;
        *) stop_domain "$found" shutdown ;;
    esac
    say "Domain '$found' is being shutdown"
}

# Why a guest's agent does not answer, as $agent_why.
agent_missing() {
    agent_why='argument unsupported: QEMU guest agent is not configured'
    ! grep -q "name='org.qemu.guest_agent.0'" "$(file_of "$found")" ||
        agent_why='Guest agent is not responding: QEMU guest agent is not connected'
}

do_destroy() {
    ! refused_read_only virDomainDestroy "Failed to destroy domain '$found'" || return
    if ! is_running "$found"; then
        complain "Failed to destroy domain '$found'" "$not_running"
        return
    fi
    stop_domain "$found" destroyed
    say "Domain '$found' destroyed"
}

# change_state WORD WANTED STATE REASON: suspend and resume.
change_state() {
    read_state "$found"
    if [ "$state" != "$2" ]; then
        if is_running "$found"; then say "Domain '$found' ${1}d"; else complain "Failed to $1 domain '$found'" "$not_running"; fi
        return
    fi
    set_state "$found" "$3" "$4"
    case "$1" in
        suspend) say "Domain '$found' suspended" ;;
        *) say "Domain '$found' resumed" ;;
    esac
}

do_managedsave() {
    ! refused_read_only virDomainManagedSave "Failed to save domain '$found' state" || return
    if ! is_running "$found"; then
        complain "Failed to save domain '$found' state" "$not_running"
    elif [ ! -e "$domains/$found.xml" ]; then
        complain "Failed to save domain '$found' state" \
            'Requested operation is not valid: cannot do managed save for transient domain'
    else
        sed "1,/^<domain /s/ id='[0-9]*'//" "$runs/$found.xml" >"$saves/.save.$$"
        read_state "$found"
        # A guest that was paused is so again, and real libvirt calls that so.
        [ "$state" != paused ] || echo '<!-- paused -->' >>"$saves/.save.$$"
        mv "$saves/.save.$$" "$saves/$found.save"
        stop_domain "$found" saved
        [ "$quiet" = yes ] || echo
        say "Domain '$found' state saved by libvirt"
    fi
}

do_managedsave_remove() {
    if [ -e "$saves/$found.save" ]; then
        refused_read_only virDomainManagedSaveRemove "Failed to remove managed save image for domain '$found'" && return 1
        rm -f "$saves/$found.save"
        echo "Removed managedsave image for domain '$found'"
    else
        echo "Domain '$found' has no manage save image; removal skipped"
    fi
}

do_autostart() {
    auto_word=mark auto_done=marked
    case " $flags " in *' --disable '*) auto_word=unmark auto_done=unmarked ;; *) ;; esac
    ! refused_read_only virDomainSetAutostart "Failed to $auto_word domain '$found' as autostarted" || return
    if [ ! -e "$domains/$found.xml" ]; then
        complain "Failed to $auto_word domain '$found' as autostarted" \
            'Requested operation is not valid: cannot set autostart for transient domain'
        return
    fi
    rm -f "$domains/autostart/$found.xml"
    [ "$auto_word" = unmark ] || ln -s "$domains/$found.xml" "$domains/autostart/$found.xml"
    say "Domain '$found' $auto_done as autostarted"
}

do_undefine() {
    ! refused_read_only virDomainUndefine "Failed to undefine domain '$found'" || return
    if [ ! -e "$domains/$found.xml" ]; then
        complain "Failed to undefine domain '$found'" \
            'Requested operation is not valid: cannot undefine transient domain'
    elif [ -e "$saves/$found.save" ]; then
        complain 'Refusing to undefine while domain managed save image exists'
    else
        rm -f "$domains/$found.xml" "$domains/autostart/$found.xml" "$runs/$found.ended"
        say "Domain '$found' has been undefined"
    fi
}
