# shellcheck disable=SC2154,SC2012 # kernel.sh assigns; the names are plain
# Every machine of the lab is bare metal. Comes after kernel.sh.
echo none
exit 1
