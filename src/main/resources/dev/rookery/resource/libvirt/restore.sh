# shellcheck disable=SC2154 # parameters, and what the parts before this assign
# Starts guests that a job shut down and did not start again, as their journals say.
#
#   guests   lines `UUID URI`, in the order in which they are started

restore_one() {
    journal_open "$2"
    [ "$(journal_field ended)" != yes ] || return 0
    if journal_job_runs; then
        restore_why="a job still works on $2: $(journal_field phase)"
        return 1
    fi
    if [ "$(guest_state "$1" "$2")" = running ] || guest_start "$1" "$2"; then
        journal_write ended yes result 'done'
        return 0
    fi
    restore_why="$2: $guest_why"
    return 1
}

begin_task || return 0
restore_why=
printf '%s\n' "$guests" >"$record"/restore.list
while read -r restore_uuid restore_uri <&4; do
    [ -z "$restore_uuid" ] || restore_one "$restore_uri" "$restore_uuid" || :
done 4<"$record"/restore.list
if [ -z "$restore_why" ]; then outcome 'done'; else outcome failed "$restore_why"; fi
