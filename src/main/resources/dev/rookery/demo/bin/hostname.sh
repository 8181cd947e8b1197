# shellcheck disable=SC2154,SC2012 # kernel.sh assigns; the names are plain
# The machine's name; it cannot be changed. Comes after kernel.sh.
cat "$root"/etc/hostname
