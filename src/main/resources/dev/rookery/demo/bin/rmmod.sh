# shellcheck disable=SC2154,SC2012 # kernel.sh assigns; the names are plain
# rmmod, as kmod's does it. Comes after kernel.sh.
for given; do
    module=$(fold "$given")
    if ! loaded "$module"; then
        printf 'rmmod: ERROR: Module %s is not currently loaded\n' "$module" >&2
        exit 1
    fi
    if builtin_module "$module"; then
        printf 'rmmod: ERROR: Module %s is builtin.\n' "$module" >&2
        exit 1
    fi
    users=$(ls "$root/sys/module/$module/holders" | tr '\n' ' ')
    if [ -n "$users" ]; then
        printf 'rmmod: ERROR: Module %s is in use by: %s\n' "$module" "${users% }" >&2
        exit 1
    fi
    if [ "$(references "$module")" -gt 0 ]; then
        printf 'rmmod: ERROR: Module %s is in use\n' "$module" >&2
        exit 1
    fi
    delete_module "$module"
done
