# What is observed of KVM's kernel modules. Reads only; needs say.sh and facts/probe.sh before it.

# shellcheck disable=SC2154 # root comes with the run, facts_* from facts/probe.sh

# The modules to look at, as $kvm_modules: KVM's own, any other vendor module, and those of other
# hypervisors that hold VMX or SVM while they are loaded (from kernel 6.12 on, so does KVM).
kvm_list_modules() {
    kvm_modules="kvm kvm_intel kvm_amd"
    for kvm_dir in "$root"/sys/module/kvm_* "$root"/sys/module/vboxdrv "$root"/sys/module/vmmon; do
        kvm_name=${kvm_dir##*/}
        case "$kvm_name" in
            kvm_intel | kvm_amd | *[!a-z0-9_]*) ;;
            *) [ ! -d "$kvm_dir" ] || kvm_modules="$kvm_modules $kvm_name" ;;
        esac
    done
}

# What depmod's index of this kernel says of KVM's modules, as words KIND:FILE in $kvm_index, KIND
# being dep or builtin; fails where there is no index.
kvm_read_index() {
    kvm_index='' kvm_files=''
    facts_read "$root"/proc/sys/kernel/osrelease || return 1
    kvm_files=$root/lib/modules/$facts_line
    [ -d "$kvm_files" ] || kvm_files=$root/usr/lib/modules/$facts_line
    [ -r "$kvm_files"/modules.dep ] || return 1
    kvm_index=$(
        grep -E '(^|/)kvm[a-z0-9_-]*\.ko' /dev/null "$kvm_files"/modules.dep \
            "$kvm_files"/modules.builtin 2>/dev/null |
            sed -n -e 's/^[^:]*modules\.dep:\([^: ]*\).*/dep:\1/p' \
                -e 's/^[^:]*modules\.builtin:\([^: ]*\).*/builtin:\1/p'
    )
}

# Whether module $1, which is not in /sys/module, could be loaded, as $kvm_state. An index that
# names a file which is gone (a kernel's update removed it) does not make it loadable.
kvm_indexed() {
    kvm_state=absent
    for kvm_entry in $kvm_index; do
        kvm_path=${kvm_entry#*:}
        kvm_name=${kvm_path##*/}
        kvm_name=${kvm_name%%.ko*}
        case "$kvm_name" in
            kvm-*) kvm_name=kvm_${kvm_name#kvm-} ;;
            *) ;;
        esac
        [ "$kvm_name" = "$1" ] || continue
        if [ "${kvm_entry%%:*}" = builtin ]; then
            kvm_state=builtin
        elif [ -e "$kvm_files/$kvm_path" ]; then
            kvm_state=loadable
        fi
    done
}

# The same where there is no index: modinfo may be one that looks elsewhere (NixOS).
kvm_asked() {
    kvm_state=
    if [ -z "$kvm_modinfo" ]; then
        kvm_why="there is neither modinfo nor the running kernel's modules.dep"
        return
    fi
    case $("$kvm_modinfo" -F filename "$1" 2>/dev/null) in
        '') kvm_why="the running kernel's modules.dep is missing and modinfo does not find it" ;;
        '(builtin)') kvm_state=builtin ;;
        *) kvm_state=loadable ;;
    esac
}

# The state of module $1, as $kvm_state, or $kvm_why. What is built in has a directory with nothing
# but its parameters; what has no parameters has none.
kvm_find_state() {
    kvm_why=
    if [ -e "$root/sys/module/$1/initstate" ]; then
        kvm_state=
        if facts_read "$root/sys/module/$1/initstate"; then
            kvm_state=$facts_line
        else
            kvm_why=$facts_why
        fi
    elif [ -d "$root/sys/module/$1" ]; then
        kvm_state=builtin
    elif [ ! -d "$root"/sys/module ]; then
        kvm_state=
        kvm_why="/sys/module is missing"
    elif [ "$kvm_has_index" = yes ]; then
        kvm_indexed "$1"
    else
        kvm_asked "$1"
    fi
}

kvm_holders() {
    kvm_any=
    for kvm_dir in "$root/sys/module/$1/holders"/*; do
        [ -e "$kvm_dir" ] || [ -L "$kvm_dir" ] || continue
        kvm_any=yes
        known "module.$1.holders" "${kvm_dir##*/}"
    done
    [ -n "$kvm_any" ] || none "module.$1.holders"
}

kvm_values() {
    for kvm_path in "$root/sys/module/$1/parameters"/*; do
        kvm_name=${kvm_path##*/}
        case "$kvm_name" in
            *[!A-Za-z0-9_-]*) ;;
            *) facts_file "module.$1.parameter.$kvm_name.value" "$kvm_path" ;;
        esac
    done
}

# The parameters that the module's file names, whether or not it is loaded.
kvm_known_parameters() {
    if [ -z "$kvm_state" ] || [ "$kvm_state" = absent ]; then
        unknown "module.$1.known-parameter" "there is no file of this module"
    elif [ -z "$kvm_modinfo" ]; then
        unknown "module.$1.known-parameter" "modinfo is not installed"
    elif kvm_text=$("$kvm_modinfo" -F parm "$1" 2>/dev/null); then
        kvm_text=$(printf '%s\n' "$kvm_text" | sed -n 's/^\([A-Za-z0-9_]\{1,\}\):.*/\1/p')
        if [ -n "$kvm_text" ]; then
            known "module.$1.known-parameter" "$kvm_text"
        else
            none "module.$1.known-parameter"
        fi
    else
        unknown "module.$1.known-parameter" "modinfo does not find this module"
    fi
}

kvm_module() {
    kvm_find_state "$1"
    if [ -n "$kvm_state" ]; then
        known "module.$1.state" "$kvm_state"
    else
        unknown "module.$1.state" "$kvm_why"
    fi
    case "$kvm_state" in
        builtin)
            unknown "module.$1.refcount" "it is built into the kernel"
            unknown "module.$1.holders" "it is built into the kernel"
            ;;
        live | coming | going)
            facts_file "module.$1.refcount" "$root/sys/module/$1/refcnt"
            kvm_holders "$1"
            ;;
        *) ;;
    esac
    kvm_values "$1"
    kvm_known_parameters "$1"
}

# The mode of every parameter's file, of all modules at once: a write bit means that it can be
# changed while the module is loaded.
kvm_modes() {
    # shellcheck disable=SC2012 # the names are those of C identifiers; stat is not everywhere
    (cd "$root"/sys/module && ls -ln kvm*/parameters/ /dev/null) 2>/dev/null | awk '
        function digit(triple) {
            return (triple ~ /^r/ ? 4 : 0) + (triple ~ /^.w/ ? 2 : 0) + (triple ~ /x$/ ? 1 : 0)
        }
        /^kvm[a-z0-9_]*\/parameters\/:$/ { module = substr($0, 1, index($0, "/") - 1); next }
        /^-/ && module != "" && NF >= 9 && $NF ~ /^[A-Za-z0-9_-]+$/ && !((module, $NF) in said) {
            said[module, $NF] = 1
            mode = digit(substr($1, 2, 3)) digit(substr($1, 5, 3)) digit(substr($1, 8, 3))
            print "module." module ".parameter." $NF ".mode=" mode
        }
    '
}

kvm_all_modules() {
    kvm_list_modules
    kvm_modinfo=
    facts_find modinfo && kvm_modinfo=$facts_found
    kvm_has_index=no
    kvm_read_index && kvm_has_index=yes
    for kvm_each in $kvm_modules; do
        kvm_module "$kvm_each"
    done
    kvm_modes
}

# Says each process of $kvm_pids with its name and, for QEMU, the name of its guest. Blanks in a
# process's name become underscores. One head reads all of it and heads each file with its name.
kvm_say_users() {
    set -- /dev/null
    for kvm_pid in $kvm_pids; do
        set -- "$@" "$root/proc/$kvm_pid/comm" "$root/proc/$kvm_pid/cmdline"
    done
    kvm_text=$(
        head -c 65536 "$@" 2>/dev/null | tr '\000' '\n' | awk '
            /^==> .*\/proc\/[0-9]+\/(comm|cmdline) <==$/ {
                split(substr($0, match($0, /[0-9]+\/[a-z]+ <==$/)), of, /[\/ ]/)
                wanted = 0
                next
            }
            of[2] == "comm" && $0 != "" && !(of[1] in name) {
                gsub(/[\001- ]/, "_")
                name[of[1]] = $0
            }
            of[2] != "cmdline" { next }
            wanted && !(of[1] in guest) {
                gsub(/,,/, "\001")
                count = split($0, parts, ",")
                found = index(parts[1], "=") ? "" : parts[1]
                for (i = 1; i <= count; i++) if (parts[i] ~ /^guest=/) found = substr(parts[i], 7)
                gsub("\001", ",", found)
                if (found != "") guest[of[1]] = " " found
            }
            { wanted = $0 == "-name" || $0 == "--name" }
            END { for (pid in name) print pid " " name[pid] guest[pid] }
        ' | sort -n
    )
    if [ -n "$kvm_text" ]; then
        known kvm.user "$kvm_text"
    else
        none kvm.user
    fi
}

# Who has /dev/kvm, or a virtual machine made through it, open: a jailed process may close the
# device and keep its machine. One ls reads the links of every process.
kvm_users() {
    if [ -e "$root"/dev/kvm ]; then
        known kvm.device present
    else
        known kvm.device absent
    fi
    if [ "$facts_uid" != 0 ]; then
        unknown kvm.user "only root sees every process"
        return
    fi
    # shellcheck disable=SC2012 # only the links' ends are looked at
    kvm_pids=$(
        (cd "$root"/proc && ls -ln [0-9]*/fd) 2>&1 | kvm_device=$root/dev/kvm awk '
            /^[0-9]+\/fd:$/ { pid = $0; sub(/\/.*/, "", pid); next }
            /^l/ {
                end = $0
                sub(/.* -> /, "", end)
                if (end == "/dev/kvm" || end == ENVIRON["kvm_device"] || end ~ /^anon_inode:kvm-v/) {
                    if (!(pid in seen)) print pid
                    seen[pid] = 1
                }
            }
            /Permission denied$/ { denied = 1 }
            END { if (denied) print "denied" }
        '
    )
    case "$kvm_pids" in
        '') none kvm.user ;;
        denied) unknown kvm.user "some processes do not show root what they have open" ;;
        *)
            kvm_pids=${kvm_pids%denied}
            kvm_say_users
            ;;
    esac
}

# kmod's modprobe -c prints its whole configuration in effect, the kernel command line's options
# included, with '-' in names made '_'. A busybox modprobe answers with its usage.
kvm_effective() {
    if ! facts_find modprobe; then
        known modprobe.tool none
        unknown modprobe.effective "there is no modprobe on PATH"
        return
    fi
    kvm_text=$(
        { "$facts_found" -c 2>&1 || printf 'ended with %s\n' "$?"; } |
            grep -E '^(options|install|remove|blacklist|softdep) kvm|^modprobe: |^ended with |BusyBox'
    )
    case "$kvm_text" in
        *BusyBox*)
            known modprobe.tool busybox
            unknown modprobe.effective "busybox's modprobe cannot print its configuration"
            return
            ;;
        *) known modprobe.tool kmod ;;
    esac
    case "$kvm_text" in
        *"ended with "*)
            unknown modprobe.effective "modprobe -c failed: $kvm_text"
            return
            ;;
        *) ;;
    esac
    kvm_text=$(printf '%s\n' "$kvm_text" | grep -v '^modprobe: ')
    if [ -n "$kvm_text" ]; then
        known modprobe.effective "$kvm_text"
    else
        none modprobe.effective
    fi
}

# Says as key $2 why file $1 was not read, if there is a reason. What is no regular file is not
# opened: a pipe would hang. A link to the null device is how a file of a lower directory is masked.
kvm_not_read() {
    if [ -c "$1" ]; then
        none "$2"
    elif [ -L "$1" ] && [ ! -e "$1" ]; then
        unknown "$2" "it is a link to nothing"
    elif [ ! -f "$1" ]; then
        unknown "$2" "it is not a regular file"
    elif [ ! -r "$1" ]; then
        unknown "$2" "it cannot be read by this user"
    fi
}

# Which of these files have something to say of KVM, or are ours: one name a line.
kvm_mention() {
    for kvm_path in "$@"; do
        shift
        if [ -f "$kvm_path" ] && [ -r "$kvm_path" ]; then
            set -- "$@" "$kvm_path"
            [ "${kvm_path##*/}" != zz-rookery.conf ] || printf '%s\n' "$kvm_path"
        fi
    done
    grep -lis kvm -- /dev/null "$@"
}

# Every file of modprobe's directories, the first directory first. /lib is often a link to /usr/lib.
kvm_drop_ins() {
    set --
    for kvm_dir in etc run usr/local/lib usr/lib lib; do
        [ "$kvm_dir" != lib ] || [ ! -L "$root"/lib ] || continue
        for kvm_path in "$root/$kvm_dir"/modprobe.d/.[!.]* "$root/$kvm_dir"/modprobe.d/*; do
            [ -e "$kvm_path" ] || [ -L "$kvm_path" ] || continue
            [ -d "$kvm_path" ] || set -- "$@" "$kvm_path"
        done
    done
    kvm_text="
$(kvm_mention "$@")
"
    kvm_count=0
    for kvm_path in "$@"; do
        kvm_count=$((kvm_count + 1))
        known "modprobe.$kvm_count.path" "${kvm_path#"$root"}"
        case "$kvm_text" in
            *"
$kvm_path
"*) known_lines "modprobe.$kvm_count.line" <"$kvm_path" ;;
            *) kvm_not_read "$kvm_path" "modprobe.$kvm_count.line" ;;
        esac
    done
}

# The lines of a kernel log that say VMX or SVM cannot be used, of every kernel's wording, and its
# first line, which tells that the log still reaches back to the boot.
kvm_filter_log() {
    kvm_said='kvm: disabled by bios|kvm: no hardware support|kvm: support for .* disabled by bios'
    kvm_said="$kvm_said|VMX .*disabled by BIOS|VMX not enabled .by BIOS.|VMX not fully enabled"
    kvm_said="$kvm_said|SVM disabled .by BIOS.|(VMX|SVM) not supported by CPU"
    kvm_said="$kvm_said|KVM is unsupported when running as an SEV guest"
    grep -aiE "Linux version [0-9]|^log ended|$kvm_said" | tail -n 20
}

# Says what $kvm_text, the filtered log, shows; fails if that is nothing.
kvm_say_log() {
    case "$kvm_text" in
        *"log ended"*) return 1 ;;
        *) ;;
    esac
    kvm_lines=$(printf '%s\n' "$kvm_text" | grep -v 'Linux version [0-9]')
    if [ -n "$kvm_lines" ]; then
        known firmware.log "$kvm_lines"
    elif [ -n "$kvm_text" ]; then
        none firmware.log
    else
        return 1
    fi
}

# The ring buffer of a machine that runs for long has lost its beginning, and may be root's only;
# then the journal is asked, for five seconds at most.
kvm_firmware_log() {
    kvm_why="there is no dmesg on PATH"
    if facts_find dmesg; then
        kvm_text=$({ "$facts_found" 2>/dev/null || printf 'log ended\n'; } | kvm_filter_log)
        ! kvm_say_log || return 0
        case "$kvm_text" in
            *"log ended"*) kvm_why="this user may not read the kernel's log" ;;
            *) kvm_why="the kernel's log does not reach back to the boot any more" ;;
        esac
    fi
    if facts_find journalctl; then
        kvm_journal=$facts_found
        set --
        ! facts_find timeout || set -- "$facts_found" 5
        kvm_text=$(
            { "$@" "$kvm_journal" -k -b -q -o cat --no-pager 2>/dev/null || printf 'log ended\n'; } |
                kvm_filter_log
        )
        ! kvm_say_log || return 0
    fi
    unknown firmware.log "$kvm_why"
}

kvm_all_modules
kvm_users
kvm_effective
kvm_drop_ins
kvm_firmware_log
