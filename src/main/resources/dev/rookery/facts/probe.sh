# What is observed of any Linux machine. Reads only; needs say.sh before it.

# The first executable of this name on PATH, as $facts_found. A busybox shell would otherwise run
# its own applet of that name.
facts_find() {
    facts_found=
    facts_rest=$PATH:
    while [ -n "$facts_rest" ]; do
        facts_dir=${facts_rest%%:*}
        facts_rest=${facts_rest#*:}
        if [ -n "$facts_dir" ] && [ -f "$facts_dir/$1" ] && [ -x "$facts_dir/$1" ]; then
            facts_found=$facts_dir/$1
            return 0
        fi
    done
    return 1
}

# The first line of file $1, as $facts_line; $facts_why says why there is none.
facts_read() {
    facts_line=
    if [ ! -e "$1" ]; then
        facts_why="${1#"$root"} is missing"
    elif [ ! -r "$1" ]; then
        facts_why="${1#"$root"} cannot be read by this user"
    elif { IFS= read -r facts_line || [ -n "$facts_line" ]; } 2>/dev/null <"$1"; then
        return 0
    else
        facts_why="${1#"$root"} cannot be read"
    fi
    return 1
}

# Says the first line of file $2 as key $1.
facts_file() {
    if facts_read "$2"; then
        known "$1" "$facts_line"
    else
        unknown "$1" "$facts_why"
    fi
}

# Says $2 as key $1, or that os-release does not have it.
facts_os_key() {
    if [ -n "$2" ]; then
        known "$1" "$2"
    else
        none "$1"
    fi
}

# os-release(5): /etc first, then /usr/lib; values may be quoted.
facts_os() {
    facts_release=$root/etc/os-release
    [ -r "$facts_release" ] || facts_release=$root/usr/lib/os-release
    if [ ! -f "$facts_release" ] || [ ! -r "$facts_release" ]; then
        for facts_key in os.id os.version os.name; do
            unknown "$facts_key" "there is no readable os-release file"
        done
        return
    fi
    facts_os_id='' facts_os_version='' facts_os_name=''
    while IFS= read -r facts_line || [ -n "$facts_line" ]; do
        facts_value=${facts_line#*=}
        facts_value=${facts_value#[\"\']}
        facts_value=${facts_value%[\"\']}
        case "$facts_line" in
            ID=*) facts_os_id=$facts_value ;;
            VERSION_ID=*) facts_os_version=$facts_value ;;
            PRETTY_NAME=*) facts_os_name=$facts_value ;;
            *) ;;
        esac
    done <"$facts_release"
    facts_os_key os.id "$facts_os_id"
    facts_os_key os.version "$facts_os_version"
    facts_os_key os.name "$facts_os_name"
}

facts_user() {
    if facts_find id; then
        facts_uid=$("$facts_found" -u 2>/dev/null)
    else
        facts_uid=$(id -u 2>/dev/null)
    fi
    case "$facts_uid" in
        '' | *[!0-9]*)
            facts_uid=
            unknown user.id "'id -u' says no number"
            ;;
        *) known user.id "$facts_uid" ;;
    esac
}

facts_memory() {
    if [ ! -r "$root"/proc/meminfo ]; then
        unknown memory.bytes "/proc/meminfo cannot be read"
        return
    fi
    while read -r facts_name facts_value facts_unit; do
        if [ "$facts_name $facts_unit" = "MemTotal: kB" ]; then
            known memory.bytes "$((facts_value * 1024))"
            return
        fi
    done <"$root"/proc/meminfo
    unknown memory.bytes "/proc/meminfo has no MemTotal"
}

# The processors of a machine are taken to be alike. The 'vmx flags' line came with kernel 5.6 and
# is missing where firmware or the hypervisor hides VMX, so that its absence says nothing.
facts_cpu() {
    if [ ! -r "$root"/proc/cpuinfo ]; then
        for facts_key in cpu.vendor cpu.model cpu.count cpu.flags cpu.vmx-flags virt.guest; do
            unknown "$facts_key" "/proc/cpuinfo cannot be read"
        done
        return
    fi
    awk '
        function say(key, name) {
            if (name in seen) printf "%s=%s\n", key, substr(seen[name], 1, 4096)
            else printf "%s!no \047%s\047 line in /proc/cpuinfo\n", key, name
        }
        {
            colon = index($0, ":")
            name = substr($0, 1, colon - 1)
            sub(/[ \t]+$/, "", name)
            if (name == "processor") count++
            if (name != "" && !(name in seen)) {
                value = substr($0, colon + 1)
                gsub(/[\001-\037\177]/, "", value)
                gsub(/^ +| +$/, "", value)
                seen[name] = value
            }
        }
        END {
            say("cpu.vendor", "vendor_id")
            say("cpu.model", "model name")
            if (count) print "cpu.count=" count
            else print "cpu.count!no \047processor\047 line in /proc/cpuinfo"
            say("cpu.flags", "flags")
            say("cpu.vmx-flags", "vmx flags")
            if (!("flags" in seen)) print "virt.guest!no \047flags\047 line in /proc/cpuinfo"
            else if ((" " seen["flags"] " ") ~ / hypervisor /) print "virt.guest=yes"
            else print "virt.guest=no"
        }
    ' "$root"/proc/cpuinfo
}

# Plain systemd-detect-virt prefers a container's name over the virtual machine's.
facts_virt() {
    if ! facts_find systemd-detect-virt; then
        unknown virt.kind "systemd-detect-virt is not installed"
        return
    fi
    facts_value=$("$facts_found" --vm 2>/dev/null)
    if [ -n "$facts_value" ]; then
        known virt.kind "$facts_value"
    else
        unknown virt.kind "systemd-detect-virt --vm says nothing"
    fi
}

# A container shares its host's kernel. What made it says so in one of these places: systemd(1) hands down what
# the first process was told (container=), Docker and Podman leave files.
facts_container() {
    facts_value=
    if [ -s "$root"/run/systemd/container ]; then
        facts_read "$root"/run/systemd/container && facts_value=$facts_line
    elif [ -e "$root"/run/.containerenv ]; then
        facts_value=podman
    elif [ -e "$root"/.dockerenv ]; then
        facts_value=docker
    elif [ -r "$root"/proc/1/environ ]; then
        facts_value=$(tr '\000' '\n' 2>/dev/null <"$root"/proc/1/environ | sed -n 's/^container=//p')
    fi
    if [ -n "$facts_value" ]; then known virt.container "$facts_value"; else none virt.container; fi
}

# What else runs guests here, by the names of its processes.
facts_managers() {
    facts_value=$(
        cat "$root"/proc/[0-9]*/comm 2>/dev/null |
            grep -xE 'vdsmd|nova-compute|pmxcfs|pacemakerd' | sort -u
    )
    if [ -n "$facts_value" ]; then
        known manager "$facts_value"
    elif [ "$facts_uid" != 0 ] && [ ! -r "$root"/proc/1/comm ]; then
        unknown manager "this user does not see the processes of others (hidepid)"
    else
        none manager
    fi
}

# The lock's owner is a file of its directory, which only root may enter.
facts_lock() {
    facts_state=$root/var/lib/rookery
    if [ -e "$facts_state" ] && [ ! -x "$facts_state" ]; then
        unknown rookery.lock "only root may look into ${facts_state#"$root"}"
    elif [ ! -e "$facts_state"/lock ]; then
        none rookery.lock
    elif facts_read "$facts_state"/lock/owner; then
        known rookery.lock "$facts_line"
    else
        known rookery.lock "unknown owner"
    fi
}

facts_os
facts_user
facts_file kernel.release "$root"/proc/sys/kernel/osrelease
facts_file kernel.cmdline "$root"/proc/cmdline
facts_file boot.id "$root"/proc/sys/kernel/random/boot_id
facts_memory
facts_cpu
facts_virt
facts_container
facts_managers
facts_lock
