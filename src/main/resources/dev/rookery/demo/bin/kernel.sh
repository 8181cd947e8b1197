# shellcheck disable=SC2034,SC2317 # the parts after this use what is here
# What the simulated kernel tools of a machine share. They act below the machine's root only, and
# say what kmod says; without a root they do nothing.

root=${ROOKERY_ROOT:?is set by the demo\'s own server only}
LC_ALL=C
export LC_ALL
release=$(cat "$root"/proc/sys/kernel/osrelease)
files=$root/lib/modules/$release
log=$root/dev/kmsg

# fold NAME: to the kernel a hyphen and an underscore in a module's name are the same.
fold() {
    printf '%s\n' "$1" | tr - _
}

# What modules.dep says of module $1: its file and the modules it needs, as words.
module_line() {
    awk -v module="$1" '
        {
            file = $1
            sub(/:$/, "", file)
            name = file
            gsub(/.*\/|\.ko.*/, "", name)
            gsub(/-/, "_", name)
            if (name != module) next
            out = file
            for (i = 2; i <= NF; i++) {
                need = $i
                gsub(/.*\/|\.ko.*/, "", need)
                gsub(/-/, "_", need)
                out = out " " need
            }
            print out
        }
    ' "$files"/modules.dep
}

loaded() {
    [ -d "$root/sys/module/$1" ]
}

builtin_module() {
    [ -d "$root/sys/module/$1" ] && [ ! -e "$root/sys/module/$1/initstate" ]
}

references() {
    cat "$root/sys/module/$1/refcnt"
}

# add_references MODULE NUMBER
add_references() {
    printf '%s\n' "$(($(references "$1") + $2))" >"$root/sys/module/$1/refcnt"
}

# Takes the module out of the kernel. Nothing may refer to it any more.
delete_module() {
    rm -rf "$root/sys/module/$1"
    case "$1" in kvm_*) rm -f "$root"/dev/kvm ;; esac
    for delete_held in "$root"/sys/module/*/holders/"$1"; do
        [ -e "$delete_held" ] || continue
        rm -f "$delete_held"
        delete_owner=${delete_held%/holders/*}
        add_references "${delete_owner##*/}" -1
    done
}
