# shellcheck disable=SC2034,SC2154,SC2317 # kernel.sh assigns; the parts after this use what is here
# What a simulated libvirt keeps of its domains. Comes after kernel.sh. The files stand where the real daemon has them:
#
#   etc/libvirt/qemu/NAME.xml             as defined
#   etc/libvirt/qemu/autostart/NAME.xml   starts with the host
#   run/libvirt/qemu/NAME.{xml,state,id}  what runs, since when and why
#   var/lib/libvirt/qemu/save/NAME.save   its saved state: the XML that it ran with
#   var/lib/libvirt/qemu/snapshot/NAME/*  a file for each snapshot
#
# and how a guest behaves, a setting a line, in var/lib/simulated/guests/NAME:
#
#   shutdown=clean | ignore | slow SECONDS    what ACPI's button and the agent come to; clean if nothing is said
#   agent=yes                                 an agent answers in it; its XML need not say so
#   start=TEXT                                the start fails, in these words
#   address=MAC ADDRESS/BITS                  what lease, arp and its agent know of it; lease= and arp= say otherwise

# Puts the places of connection $1 into domains, runs, saves, snapshots, and its socket's into socket.
connect_to() {
    base=$root socket=$root/run/libvirt/libvirt-sock
    case "$1" in
        '' | qemu:///system | qemu:///session) ;; # root's session is the system's daemon
        qemu+unix:///s*\?socket=*)
            socket=$root${1#*\?socket=}
            case "${socket#"$root"}" in
                /run/user/*)
                    base=${socket#"$root"/run/user/}
                    base=$root/run/user/${base%%/*}
                    ;;
                *) ;;
            esac
            ;;
        *) refuse_connection "no connection driver available for $1" ;;
    esac
    other=${socket%/libvirt-sock}/virtqemud-sock
    if [ ! -e "$socket" ] && { [ "$base" != "$root" ] || [ ! -e "$other" ]; }; then
        case "$base/$read_only" in
            "$root/no") other=/var${socket#"$root"} ;;
            "$root/yes") other=/var${socket#"$root"}-ro ;;
            *) other=${socket#"$root"} ;;
        esac
        refuse_connection "Failed to connect socket to '$other': No such file or directory"
    fi
    domains=$base/etc/libvirt/qemu
    runs=$base/run/libvirt/qemu
    saves=$base/var/lib/libvirt/qemu/save
    snapshots=$base/var/lib/libvirt/qemu/snapshot
    behaviours=$base/var/lib/simulated/guests
    mkdir -p "$domains/autostart" "$runs" "$saves" "$snapshots"
}

# Without -c, virsh connects when a command needs it, whose output this leaves empty.
refuse_connection() {
    [ -n "$uri" ] || [ "$quiet" = yes ] || echo
    printf 'error: failed to connect to the hypervisor\nerror: %s\n' "$1" >&2
    exit 1
}

# Ends the guests whose slow shutdown is over by now.
settle() {
    for settle_file in "$runs"/*.stops; do
        [ -e "$settle_file" ] || continue
        read -r settle_when <"$settle_file" || settle_when=0
        [ "$(date +%s)" -lt "$settle_when" ] || {
            settle_name=${settle_file##*/}
            stop_domain "${settle_name%.stops}" shutdown
        }
    done
}

# The name of the domain that $1, a name, UUID or number, is; fails if there is none.
find_domain() {
    found=
    if [ -e "$domains/$1.xml" ] || [ -e "$runs/$1.xml" ]; then
        found=$1
        return
    fi
    for find_file in "$runs"/*.id; do
        [ -e "$find_file" ] || continue
        read -r find_id <"$find_file" || find_id=
        if [ "$find_id" = "$1" ]; then
            found=${find_file##*/}
            found=${found%.id}
            return
        fi
    done
    find_file=$(grep -l "^  <uuid>$1</uuid>" "$runs"/*.xml "$domains"/*.xml 2>/dev/null | head -n 1)
    found=${find_file##*/}
    found=${found%.xml}
    [ -n "$found" ]
}

# A setting of a guest's behaviour, as $setting.
behaviour() {
    setting=
    [ -e "$behaviours/$1" ] || return 0
    setting=$(sed -n "s/^$2=//p" "$behaviours/$1")
}

is_running() {
    [ -e "$runs/$1.xml" ]
}

# Puts the state's word and its reason into state and reason.
read_state() {
    state='shut off' reason=unknown
    if is_running "$1"; then
        read -r state reason <"$runs/$1.state" || :
    elif [ -e "$runs/$1.ended" ]; then
        read -r reason <"$runs/$1.ended" || :
    fi
}

set_state() {
    printf '%s %s\n' "$2" "$3" >"$runs/.state.$$"
    mv "$runs/.state.$$" "$runs/$1.state"
}

# The vendor's module that a guest's process holds, if it is there.
vendor_module() {
    vendor=
    for vendor in kvm_intel kvm_amd ''; do
        [ -z "$vendor" ] || ! loaded "$vendor" || break
    done
}

# hold_module NAME 1|-1: the guest's process comes or goes. It holds the module by its open device and its machine.
# Its number is one that no real process can have.
hold_module() {
    read -r hold_id <"$runs/$1.id"
    hold_process=$root/proc/$((4300000 + hold_id))
    [ "$base" = "$root" ] || hold_process=$root/proc/$((4400000 + ${base##*/} * 100 + hold_id))
    vendor_module
    if [ "$2" = 1 ]; then
        mkdir -p "$hold_process/fd"
        echo qemu-system-x86 >"$hold_process/comm"
        printf '%s\0' /usr/bin/qemu-system-x86_64 -name "guest=$1,debug-threads=on" -accel kvm >"$hold_process/cmdline"
        ln -s "$root"/dev/kvm "$hold_process/fd/11"
        ln -s anon_inode:kvm-vm "$hold_process/fd/12"
    else
        rm -rf "$hold_process"
    fi
    [ -z "$vendor" ] || [ ! -e "$root/sys/module/$vendor/refcnt" ] || add_references "$vendor" "$(($2 * 2))"
}

stop_domain() {
    hold_module "$1" -1
    printf '%s\n' "$2" >"$runs/$1.ended"
    [ -e "$domains/$1.xml" ] || rm -f "$runs/$1.ended"
    rm -f "$runs/$1.xml" "$runs/$1.state" "$runs/$1.id" "$runs/$1.stops"
}

# Whether the host lets its guests nest now.
host_nests() {
    vendor_module
    [ -n "$vendor" ] && [ -e "$root/sys/module/$vendor/parameters/nested" ] || return 1
    case $(cat "$root/sys/module/$vendor/parameters/nested") in
        1 | Y) return 0 ;;
        *) return 1 ;;
    esac
}

# The CPU's feature that nesting needs, as $feature.
nesting_feature() {
    feature=svm
    ! grep -q '^vendor_id.*GenuineIntel' "$root"/proc/cpuinfo || feature=vmx
}

# What a guest's XML becomes when it starts: the identity, and a CPU that says what it really has.
live_xml() {
    nesting_feature
    live_nests=no
    ! host_nests || live_nests=yes
    awk -v id="$2" -v feature="$feature" -v nests="$live_nests" '
        function say_feature(policy) {
            print "    <feature policy=\047" policy "\047 name=\047" feature "\047/>"
        }
        function open_cpu() { print "  <cpu mode=\047custom\047 match=\047exact\047 check=\047full\047>" }
        function model() {
            print "    <model fallback=\047forbid\047>" (feature == "svm" ? "EPYC" : "Skylake-Server") "</model>"
            print "    <vendor>" (feature == "svm" ? "AMD" : "Intel") "</vendor>"
        }
        /^<domain / && !named { named = 1; sub(/>$/, " id=\047" id "\047>") }
        /^  <cpu mode=.host-model.*\/>$/ { open_cpu(); model(); say_feature("disable"); print "  </cpu>"; next }
        /^  <cpu mode=.host-model/ { open_cpu(); model(); inside = 1; next }
        /^  <cpu mode=.custom.*\/>$/ { print; next }
        /^  <cpu mode=.custom/ { sub(/check=.[a-z]*./, "check=\047full\047"); inside = 1 }
        inside && /<model / { sub(/fallback=.allow./, "fallback=\047forbid\047") }
        inside && index($0, "name=\047" feature "\047") {
            seen = 1
            if (nests == "no") sub(/policy=.require./, "policy=\047disable\047")
        }
        /^  <\/cpu>$/ { if (inside && !seen) say_feature("disable"); inside = 0 }
        { print }
    ' "$1"
}

# Why a guest that file $1 describes cannot start on this host's CPU, as $cpu_why. A feature that the CPU has and that
# the module does not give on (nesting is off) is left out without a word, unless all of the CPU is to be checked.
refuse_cpu() {
    cpu_why=
    for refuse_feature in svm vmx; do
        grep -q "<feature policy='require' name='$refuse_feature'/>" "$1" || continue
        if ! grep -qE "^flags.* $refuse_feature( |\$)" "$root"/proc/cpuinfo; then
            cpu_why='the CPU is incompatible with host CPU: Host CPU does not provide required features:'
        elif ! host_nests && grep -q "^  <cpu .*check='full'" "$1"; then
            cpu_why="operation failed: guest CPU doesn't match specification: missing features:"
        fi
        [ -z "$cpu_why" ] || cpu_why="$cpu_why $refuse_feature"
    done
    ! grep -q "^  <cpu mode='host-passthrough'" "$1" || cpu_why=
}
