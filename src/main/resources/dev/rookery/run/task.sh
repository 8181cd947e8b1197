# shellcheck disable=SC2154,SC2034 # parameters; the parts after this use what is assigned
# What every task finds, after facts/say.sh. root, run: see the task's own parameters.
#
# state: everything that Rookery keeps on the machine. record: what this run keeps there.

state="$root"/var/lib/rookery
record=$state/runs/$run

# Says the outcome and why; a caller ends with `return` right after it.
outcome() {
    known result "$1"
    [ -z "${2-}" ] || known reason "$2"
}

# Makes the run's own directory. Whether the machine lets us write decides, not the user's number.
open_record() {
    if [ -L "$state" ]; then
        outcome failed "${state#"$root"} is a symbolic link: remove it"
        return 1
    fi
    open_record_error=$( (umask 077 && mkdir -p "$record") 2>&1 && chmod 700 "$state" 2>&1 && : 2>&1 >"$record"/.probe && rm -f "$record"/.probe) && return 0
    open_record_remedy=
    [ "$(id -u)" = 0 ] || open_record_remedy="; this needs root: use become"
    outcome failed "cannot write ${state#"$root"}$open_record_remedy"
    [ -z "$open_record_error" ] || known detail "$open_record_error"
    return 1
}

# Field 22 of stat: when the process started, so that a number used again is not taken for it.
# Empty where it cannot be read. The command's name before it may contain anything.
started() {
    started_stat=
    { read -r started_stat <"$root/proc/$1/stat"; } 2>/dev/null || return 0
    started_stat=${started_stat##*) }
    # shellcheck disable=SC2086 # the fields are numbers and letters
    set -- $started_stat
    printf '%s' "${20-}"
}

# alive PID STARTED: the process is there and is still the one that was meant.
alive() {
    case "$1" in '' | *[!0-9]*) return 1 ;; esac
    kill -0 "$1" 2>/dev/null || return 1
    alive_started=$(started "$1")
    [ -z "$2" ] || [ -z "$alive_started" ] || [ "$2" = "$alive_started" ]
}

# The highest ticket; the lock is its holder's. 0: there never was one. See run/lock.sh.
last_ticket() {
    last=0
    for ticket in "$state"/tickets/*; do
        ticket=${ticket##*/}
        case "$ticket" in '' | *[!0-9]*) continue ;; esac
        [ "$ticket" -le "$last" ] || last=$ticket
    done
}

# field FILE NAME: the value of a line `name value`.
field() {
    while IFS= read -r field_line; do
        case "$field_line" in "$2 "*) printf '%s' "${field_line#* }" && return 0 ;; esac
    done 2>/dev/null <"$1"
    return 0
}

# No task may run once another run can have the lock: the connection that held it may be lost.
lock_is_ours() {
    last_ticket
    [ "$last" != 0 ] || return 1
    lock_is_ours_file=$state/tickets/$last
    [ "$(field "$lock_is_ours_file" run)" = "$run" ] && [ "$(field "$lock_is_ours_file" phase)" = held ]
}

# Keeps the lock from being given back while a task's work goes on apart from the connection. The lock's holder
# looks for this file before it goes, and we for the lock after writing it: one of the two sees the other.
enter_lock() {
    last_ticket
    printf '%s\n' "pid $$" "start $(started $$)" "run $run" "owner $(field "$state/tickets/$last" owner)" \
        "boot $(cat "$root"/proc/sys/kernel/random/boot_id)" 2>/dev/null >"$state/lock/task.$$" \
        && lock_is_ours && return 0
    rm -f "$state/lock/task.$$"
    return 1
}

begin_task() {
    open_record || return 1
    lock_is_ours && return 0
    outcome failed "this run does not hold the machine's lock (any more); nothing was changed"
    return 1
}

# Seconds; a fraction where sleep knows them, else at least one second.
nap() {
    sleep "$1" 2>/dev/null || sleep "$(( ${1%%.*} + 1 ))"
}

# Yes and no as the kernel prints and reads them, in one form.
normal() {
    case "$1" in
        Y | y | 1 | on) printf 1 ;;
        N | n | 0 | off) printf 0 ;;
        *) printf '%s' "$1" ;;
    esac
}

# same_bytes FILE TEXT: the file holds exactly this text. A shell drops NUL, so the size counts too.
same_bytes() {
    [ -f "$1" ] || return 1
    same_bytes_text=$(cat "$1" 2>/dev/null && printf x) || return 1
    [ "$same_bytes_text" = "$2x" ] && [ "$(($(wc -c <"$1")))" = "${#2}" ]
}

# write_file PATH TEXT [MODE]: all of the text or nothing of it; PATH is on the disk before it is
# renamed into place. The name in between starts with a dot and does not end in .conf, so nothing
# reads it. Says on standard error, in the system's words, why it failed.
write_file() {
    write_file_new=${1%/*}/.${1##*/}.new
    rm -f "$write_file_new"
    if printf '%s' "$2" | (umask "${3:-077}" && cat >"$write_file_new") \
        && same_bytes "$write_file_new" "$2" && sync "$write_file_new" \
        && mv -f "$write_file_new" "$1"; then
        sync "${1%/*}" 2>/dev/null
        return 0
    fi
    rm -f "$write_file_new"
    return 1
}

# restore_file PATH: puts the content back that persist.sh recorded in this run, if the file is
# still as this run left it. Nothing was recorded: nothing to do.
restore_file() {
    [ -e "$record/absent$1" ] || [ -e "$record/before$1" ] || return 0
    if [ -e "$root$1" ]; then
        same_file "$root$1" "$record/after$1" || same_file "$root$1" "$record/before$1" || return 1
    else
        [ ! -s "$record/after$1" ] || [ -e "$record/absent$1" ] || return 1
    fi
    if [ -e "$record/absent$1" ]; then
        rm -f "$root$1"
        return
    fi
    restore_file_text=$(cat "$record/before$1" && printf x) || return 1
    write_file "$root$1" "${restore_file_text%x}" 022
}

# same_file A B: both exist with the same bytes.
same_file() {
    [ -f "$2" ] || return 1
    same_file_text=$(cat "$2" 2>/dev/null && printf x) || return 1
    same_bytes "$1" "${same_file_text%x}"
}
