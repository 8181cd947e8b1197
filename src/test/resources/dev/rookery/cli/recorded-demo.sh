#!/bin/sh
# Runs the demo, then every command on a lab that is kept, with recorders in the place of the real
# kernel and guest tools. To be run in a mount namespace of its own: recorded-demo.sh FOLDER LAUNCHER
set -eu
folder=$1
rookery=$2
calls=$folder/calls
recorder=$folder/recorder
: >"$calls"
# shellcheck disable=SC2016 # the recorder expands them
printf '#!/bin/sh\necho "$0 $*" >>"%s"\n' "$calls" >"$recorder"
chmod 755 "$recorder"
covered=0
for tool in modprobe rmmod insmod modinfo lsmod depmod dmesg virsh systemctl systemd-run journalctl sudo shutdown reboot; do
    for place in /usr/local/sbin /usr/local/bin /usr/sbin /usr/bin /sbin /bin; do
        [ -e "$place/$tool" ] || continue
        real=$(readlink -f "$place/$tool")
        cmp -s "$real" "$recorder" || mount --bind "$recorder" "$real"
        covered=$((covered + 1))
    done
done
[ "$covered" -gt 0 ]
"$rookery" demo
"$rookery" demo --keep >"$folder/kept" 2>&1 &
keep=$!
trap 'kill "$keep"' EXIT
while ! grep -q '^  inventory ' "$folder/kept"; do sleep 0.1; done
inventory=$(sed -n 's/^  inventory  //p' "$folder/kept")
playbook=$(sed -n 's/^  playbook   //p' "$folder/kept")
"$rookery" facts -i "$inventory" --limit kvm >/dev/null
"$rookery" apply "$playbook" -i "$inventory" --limit kvm --yes || [ $? = 3 ]
"$rookery" verify "$playbook" -i "$inventory" --limit kvm || [ $? = 3 ]
cp "$calls" "$folder/calls.before"
for tool in modprobe dmesg; do
    for place in /usr/sbin /usr/bin; do
        [ ! -e "$place/$tool" ] || "$place/$tool" --recorded
    done
done
cmp -s "$calls" "$folder/calls.before" || echo "recorders work"
cp "$folder/calls.before" "$calls"
