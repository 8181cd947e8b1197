# shellcheck disable=SC2154,SC2012 # kernel.sh assigns; the names are plain
# modprobe, as kmod's does it. Comes after kernel.sh.
# The files of the configuration in the order in which they count: of two with the same name the
# one in the higher directory, then all sorted by their names alone.
config_files() {
    if [ -n "$config" ]; then
        printf '%s\n' "$config"
        return
    fi
    for config_dir in etc run usr/local/lib usr/lib lib; do
        for config_file in "$root/$config_dir"/modprobe.d/*.conf; do
            [ ! -f "$config_file" ] || printf '%s %s\n' "${config_file##*/}" "$config_file"
        done
    done | awk '!($1 in seen) { seen[$1] = 1; print }' | sort -k 1,1 | cut -d ' ' -f 2-
}

# Every directive in one form; the kernel command line's options come last.
configuration() {
    config_files | while IFS= read -r config_file; do
        cat "$config_file" && echo
    done | awk '
        { line = held $0 }
        /\\$/ { held = substr(line, 1, length(line) - 1); next }
        { held = "" }
        line ~ /^[ \t]*(#|$)/ { next }
        {
            count = split(line, word, /[ \t]+/)
            first = word[1] == "" ? 2 : 1
            if (word[first] !~ /^(options|install|remove|blacklist|softdep|alias)$/) next
            name = word[first + 1]
            gsub(/-/, "_", name)
            out = word[first] " " name
            for (i = first + 2; i <= count; i++) if (word[i] != "") out = out " " word[i]
            print out
        }
    '
    tr ' ' '\n' <"$root"/proc/cmdline | awk '
        /^modprobe\.blacklist=/ {
            count = split(substr($0, index($0, "=") + 1), names, ",")
            for (i = 1; i <= count; i++) print "blacklist " names[i]
            next
        }
        /^[A-Za-z0-9_-]+\.[A-Za-z0-9_]+=/ {
            dot = index($0, ".")
            name = substr($0, 1, dot - 1)
            gsub(/-/, "_", name)
            print "options " name " " substr($0, dot + 1)
        }
    '
}

fatal() {
    [ "$quiet" = yes ] || printf 'modprobe: FATAL: %s\n' "$1" >&2
    exit 1
}

could_not_insert() {
    [ "$quiet" = yes ] || printf "modprobe: ERROR: could not insert '%s': %s\n" "$1" "$2" >&2
    exit 1
}

# A vendor's module needs its processor feature, and the firmware's leave.
supported() {
    case "$1" in
        kvm_intel) supported_flag=vmx supported_words='VMX not enabled (by BIOS) in MSR_IA32_FEAT_CTL' ;;
        kvm_amd) supported_flag=svm supported_words='SVM not supported by' ;;
        *) return 0 ;;
    esac
    grep -qE "^flags.* $supported_flag( |\$)" "$root"/proc/cpuinfo && return 0
    printf '[ 4242.000001] %s: %s on CPU 0\n' "$1" "$supported_words" >>"$log"
    return 1
}

# Writes the parameters of module $1 (its file is $2, its options $3) into directory $4; fails as
# the kernel does for a value that its type does not take. The last value wins.
write_parameters() {
    awk -v module="$1" -v options="$3" -v out="$4" -v log_file="$log" '
        $1 == "parm" { type[$2] = $3; value[$2] = $4 }
        END {
            count = split(options, option, " ")
            for (i = 1; i <= count; i++) {
                equals = index(option[i], "=")
                name = equals ? substr(option[i], 1, equals - 1) : option[i]
                gsub(/-/, "_", name)
                given = equals ? substr(option[i], equals + 1) : "Y"
                if (!(name in type)) {
                    print "[ 4242.000002] " module ": unknown parameter \047" name "\047 ignored" >>log_file
                } else if (type[name] == "bool") {
                    if (given ~ /^([yYtT1]|[oO][nN])/) value[name] = "Y"
                    else if (given ~ /^([nNfF0]|[oO][fF])/) value[name] = "N"
                    else bad = name
                } else if (given ~ /^[0-9]+$/) {
                    value[name] = given + 0
                } else {
                    bad = name
                }
                if (bad != "") {
                    print "[ 4242.000003] " module ": `" given "\047 invalid for parameter `" bad "\047" >>log_file
                    exit 1
                }
            }
            for (name in value) print value[name] >(out "/" name)
        }
    ' "$2"
}

# What the CPU cannot do, the kernel takes back without a word.
limit_parameters() {
    [ "$1" = kvm_intel ] && [ "$(cat "$2"/nested)" = Y ] || return 0
    grep -q '^vmx flags' "$root"/proc/cpuinfo || return 0
    grep -qE '^vmx flags.* shadow_vmcs( |$)' "$root"/proc/cpuinfo || echo N >"$2"/enable_shadow_vmcs
}

# insert MODULE OPTIONS
insert() {
    loaded "$1" && return
    insert_line=$(module_line "$1")
    [ -n "$insert_line" ] || fatal "Module $1 not found in directory /lib/modules/$release"
    if [ "$ignore_install" = no ] && printf '%s\n' "$settings" | grep -q "^install $1 "; then
        printf 'modprobe: ERROR: Error running install command for module %s: retcode 1\n' "$1" >&2
        exit 1
    fi
    for insert_need in ${insert_line#* }; do
        [ "$insert_need" = "$insert_line" ] || (insert "$insert_need" '') || exit 1
    done
    supported "$1" || could_not_insert "$1" 'Operation not supported'
    insert_options=$(printf '%s\n' "$settings" | sed -n "s/^options $1 //p" | tr '\n' ' ')
    insert_new=$root/sys/module/.$1.$$
    mkdir -p "$insert_new"/parameters "$insert_new"/holders
    if ! write_parameters "$1" "$files/${insert_line%% *}" "$insert_options $2" "$insert_new"/parameters; then
        rm -rf "$insert_new"
        could_not_insert "$1" 'Invalid argument'
    fi
    limit_parameters "$1" "$insert_new"/parameters
    sed -n 's/^parm \([^ ]*\) [^ ]* [^ ]* \([0-7]*\)$/\2 \1/p' "$files/${insert_line%% *}" \
        | while read -r insert_mode insert_name; do
            chmod "$insert_mode" "$insert_new/parameters/$insert_name"
        done
    echo live >"$insert_new"/initstate
    echo 0 >"$insert_new"/refcnt
    mv "$insert_new" "$root/sys/module/$1"
    for insert_need in ${insert_line#* }; do
        [ "$insert_need" != "$insert_line" ] || break
        : >"$root/sys/module/$insert_need/holders/$1"
        add_references "$insert_need" 1
    done
    case "$1" in kvm_*) : >"$root"/dev/kvm ;; esac
}

# remove MODULE: it, and then what only it needed.
remove() {
    loaded "$1" || return 0
    ! builtin_module "$1" || fatal "Module $1 is builtin."
    [ "$(references "$1")" -eq 0 ] || fatal "Module $1 is in use."
    remove_line=$(module_line "$1")
    delete_module "$1"
    for remove_need in ${remove_line#* }; do
        if loaded "$remove_need" && [ -e "$root/sys/module/$remove_need/refcnt" ] \
            && [ "$(references "$remove_need")" -eq 0 ]; then
            delete_module "$remove_need"
        fi
    done
}

action=insert quiet=no config='' ignore_install=no
while [ $# -gt 0 ]; do
    case "$1" in
        -r | --remove) action=remove ;;
        -c | --showconfig) action=show ;;
        -q | --quiet) quiet=yes ;;
        -C) config=$2 && shift ;;
        -i | --ignore-install) ignore_install=yes ;;
        -b | --use-blacklist | -v | --verbose | -s) ;;
        -V | --version) echo 'kmod version 30 (simulated)' && exit ;;
        -*) printf "modprobe: unrecognized option '%s'\n" "$1" >&2 && exit 1 ;;
        *) break ;;
    esac
    shift
done
settings=$(configuration)
if [ "$action" = show ]; then
    printf '%s\n' "$settings"
    exit
fi
[ $# -gt 0 ] || { echo 'modprobe: ERROR: missing parameters. See -h.' >&2 && exit 1; }
if [ "$action" = remove ]; then
    for module; do
        remove "$(fold "$module")"
    done
    exit
fi
module=$(fold "$1")
shift
insert "$module" "$*"
