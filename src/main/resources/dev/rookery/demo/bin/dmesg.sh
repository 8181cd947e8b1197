# shellcheck disable=SC2154,SC2012 # kernel.sh assigns; the names are plain
# The machine's kernel log. Comes after kernel.sh.
cat "$log"
