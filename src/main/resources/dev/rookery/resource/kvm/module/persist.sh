# shellcheck disable=SC2154 # parameters, and what the parts before this assign
# Writes one file of module options, or removes it.
#
#   path     on the machine
#   existed  yes or no: whether the file was there when the change was planned
#   before   its content then; empty if it was not there
#   content  its new content; empty: the file is removed
#
# before and content are the file's bytes, the last newline included. A probe reports lines, so a
# present content counts as before also if only its last newline is missing.

persist_failed() {
    outcome failed "$1"
    [ -z "${2-}" ] || known detail "$2"
}

# The directory is the one that path names: no symbolic link on the way leads elsewhere.
persist_directory() {
    persist_dir=${path%/*}
    persist_words=$( (umask 022 && mkdir -p "$root$persist_dir") 2>&1) \
        || { persist_failed "cannot make $persist_dir" "$persist_words"; return 1; }
    persist_top=$(cd -P "${root:-/}" && pwd -P)
    persist_real=$(cd -P "$root$persist_dir" && pwd -P)
    [ "$persist_real" = "${persist_top%/}$persist_dir" ] && return 0
    persist_failed "$persist_dir leads elsewhere, to ${persist_real#"$persist_top"}"
    return 1
}

persist_as_planned() {
    if [ ! -e "$root$path" ]; then
        [ "$existed" = no ]
        return
    fi
    [ "$existed" = yes ] || return 1
    same_bytes "$root$path" "$before" || same_bytes "$root$path" "${before%
}"
}

# What a later rollback or undo needs. The first record of a run is the one that counts.
persist_record() {
    for persist_kind in before after absent; do
        (umask 077 && mkdir -p "$record/$persist_kind$persist_dir") || return 1
    done
    if [ ! -e "$record/before$path" ] && [ ! -e "$record/absent$path" ]; then
        if [ "$existed" = no ]; then
            write_file "$record/absent$path" "" || return 1
        else
            persist_now=$(cat "$root$path" && printf x) || return 1
            write_file "$record/before$path" "${persist_now%x}" || return 1
        fi
    fi
    write_file "$record/after$path" "$content"
}

persist_apply() {
    if [ -n "$content" ]; then
        write_file "$root$path" "$content" 022 && chmod 644 "$root$path"
    else
        rm -f "$root$path" && sync "$root$persist_dir"
    fi
}

begin_task || return 0
persist_directory || return 0
if [ -L "$root$path" ]; then
    persist_failed "$path is a symbolic link to $(readlink "$root$path")"
    return 0
fi
if [ -e "$root$path" ] && [ ! -f "$root$path" ]; then
    persist_failed "$path is not a regular file"
    return 0
fi
if [ -n "$content" ] && same_bytes "$root$path" "$content"; then
    outcome 'done'
    return 0
fi
if [ -z "$content" ] && [ ! -e "$root$path" ]; then
    outcome 'done'
    return 0
fi
if ! persist_as_planned; then
    outcome stale "$path is not as it was when the change was planned"
    return 0
fi
if ! persist_words=$(persist_record 2>&1); then
    persist_failed "cannot record what $path was; nothing was changed" "$persist_words"
    return 0
fi
if persist_words=$(persist_apply 2>&1); then
    outcome 'done'
else
    persist_failed "cannot write $path; it is as it was" "$persist_words"
fi
