# shellcheck disable=SC2154,SC2012 # kernel.sh assigns; the names are plain
# lsmod. Comes after kernel.sh.
printf 'Module                  Size  Used by\n'
for path in "$root"/sys/module/*/initstate; do
    [ -e "$path" ] || continue
    path=${path%/initstate}
    users=$(ls "$path"/holders | tr '\n' ',')
    printf '%-20s %8d  %s %s\n' "${path##*/}" 0 "$(cat "$path"/refcnt)" "${users%,}"
done
