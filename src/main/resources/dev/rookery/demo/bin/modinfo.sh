# shellcheck disable=SC2154,SC2012 # kernel.sh assigns; the names are plain
# modinfo, as kmod's does it, for the fields that are asked for. Comes after kernel.sh.
field=
if [ "${1-}" = -F ]; then
    field=$2
    shift 2
fi
module=$(fold "${1-}")
line=$(module_line "$module")
if [ -z "$line" ]; then
    printf 'modinfo: ERROR: Module %s not found.\n' "$module" >&2
    exit 1
fi
file=$files/${line%% *}
describe() {
    printf 'filename:       %s\n' "${file#"$root"}"
    printf 'name:           %s\n' "$module"
    printf 'vermagic:       %s SMP mod_unload\n' "$release"
    sed -n 's/^parm \([^ ]*\) \([^ ]*\) .*/parm:           \1:\2/p' "$file"
}
if [ -n "$field" ]; then
    describe | sed -n "s/^$field: *//p"
else
    describe
fi
