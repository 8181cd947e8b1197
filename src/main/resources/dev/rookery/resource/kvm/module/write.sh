# shellcheck disable=SC2154 # parameters, and what the parts before this assign
# Sets parameters that a loaded module takes at run time; all of them, or none.
#
#   values  lines `MODULE PARAMETER VALUE`; VALUE is 0, 1 or a number

write_path() {
    printf '%s' "$root/sys/module/$1/parameters/$2"
}

write_now() {
    cat "$(write_path "$1" "$2")" 2>/dev/null
}

# One write, so that the kernel sees the whole value; cat says in the system's words why it failed.
write_one() {
    printf '%s\n' "$3" | cat >"$(write_path "$1" "$2")"
}

write_all() {
    while read -r write_module write_name write_value; do
        [ -n "$write_module" ] || continue
        write_old=$(write_now "$write_module" "$write_name")
        [ "$(normal "$write_old")" != "$write_value" ] || continue
        printf '%s\n' "$write_module $write_name $write_old" >>"$record"/written
        write_one "$write_module" "$write_name" "$write_value" || return 1
        write_got=$(write_now "$write_module" "$write_name")
        if [ "$(normal "$write_got")" != "$write_value" ]; then
            printf '%s\n' "$write_module.$write_name reads $write_got after $write_value was written" >&2
            return 1
        fi
    done <<VALUES
$values
VALUES
}

write_back() {
    write_back=yes
    while read -r write_module write_name write_old; do
        write_one "$write_module" "$write_name" "$write_old" 2>/dev/null
        [ "$(write_now "$write_module" "$write_name")" = "$write_old" ] || write_back=no
    done <"$record"/written
    known rolled-back "$write_back"
}

write_observed() {
    while read -r write_module write_name write_value; do
        [ -z "$write_module" ] || known "observed.$write_module.$write_name" \
            "$(normal "$(write_now "$write_module" "$write_name")")"
    done <<VALUES
$values
VALUES
}

begin_task || return 0
while read -r write_module write_name write_value; do
    if [ -n "$write_module" ] && [ ! -e "$(write_path "$write_module" "$write_name")" ]; then
        outcome failed "$write_module has no parameter $write_name here; nothing was changed"
        return 0
    fi
done <<VALUES
$values
VALUES
: >"$record"/written
if write_words=$(write_all 2>&1); then
    outcome 'done'
else
    outcome failed "a parameter did not take its value"
    known detail "$write_words"
    write_back
fi
write_observed
