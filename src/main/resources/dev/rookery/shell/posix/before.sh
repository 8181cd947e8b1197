# What every script finds when it starts. Comes after the assignments, before main.
# rookery_group: the process id of the first shell, which sshd makes the leader of a process group.
rookery_group=$2

# Only the demo's own server sets ROOKERY_ROOT; it comes with a PATH of its own.
if [ -n "${ROOKERY_ROOT-}" ]; then
    root=$ROOKERY_ROOT
else
    root=
    PATH=$rookery_path
fi
IFS=$rookery_ifs
LC_ALL=C
export PATH LC_ALL
unset ENV BASH_ENV CDPATH LANGUAGE GREP_OPTIONS MODPROBE_OPTIONS POSIXLY_CORRECT
umask 022
cd "${root:-/}" || exit

# On both streams, so that neither has to be read to its end: a background process may keep it open.
rookery_say() {
    printf '\n%s-%s\n' "$rookery_mark" "$1"
    printf '\n%s-%s\n' "$rookery_mark" "$1" >&2
}

# Reads what the controller still says. Its end, or the loss of the connection, ends nothing; the
# word "stop" hangs up on the process group. A script that ignores HUP goes on. A number that leads
# no process group is refused by kill.
rookery_watch() {
    IFS= read -r rookery_word || return
    [ "$rookery_word" = "$rookery_mark-stop" ] || return
    kill -HUP "-$rookery_group"
    kill -HUP "-$$"
}
