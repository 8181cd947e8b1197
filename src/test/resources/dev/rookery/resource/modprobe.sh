#!/bin/sh
# A kernel's module loading as far as the tasks see it, for tests. SIM is its root. Files in
# "$SIM"/sim change what it does:
#   busy N       the next N removals fail     bad VALUE    a load with nested=VALUE fails
#   force VALUE  nested reads so after a load  pause        a load waits until this is gone
case "$1" in
    --version) echo "kmod version 30" && exit 0 ;;
    -C) bare=yes && shift 2 ;;
esac
sim=$SIM/sim
echo "$*" >>"$sim"/calls
refused() { echo "modprobe: $*" >&2 && exit 1; }
if [ "$1" = -r ]; then
    dir=$SIM/sys/module/$2
    [ -d "$dir" ] || exit 0
    [ "$(cat "$dir"/refcnt)" = 0 ] || refused "FATAL: Module $2 is in use."
    busy=$(cat "$sim"/busy 2>/dev/null)
    if [ "${busy:-0}" -gt 0 ]; then
        echo $((busy - 1)) >"$sim"/busy
        refused "FATAL: Module $2 is in use."
    fi
    rm -rf "$dir" "$SIM"/dev/kvm
    exit 0
fi
dir=$SIM/sys/module/$1
[ ! -d "$dir" ] || exit 0
touch "$sim"/loading
while [ -e "$sim"/pause ]; do sleep 0.05; done
nested=1
if [ -z "$bare" ]; then
    for file in "$SIM"/etc/modprobe.d/*.conf; do
        [ -f "$file" ] || continue
        while read -r word module options; do
            [ "$word" = options ] && [ "$(echo "$module" | tr - _)" = "$1" ] && nested=${options##*nested=}
        done <"$file"
    done
else
    nested=${2##*nested=}
fi
[ "$nested" != "$(cat "$sim"/bad 2>/dev/null)" ] || refused "ERROR: could not insert '$1': Invalid argument"
mkdir -p "$dir"/parameters "$dir"/holders
echo live >"$dir"/initstate
echo 0 >"$dir"/refcnt
[ ! -e "$sim"/force ] || [ "$nested" = 0 ] || nested=$(cat "$sim"/force)
echo "$nested" >"$dir"/parameters/nested
touch "$SIM"/dev/kvm
