# Answers for now, then waits until the controller closes standard input or is lost.
# Only the watcher has that standard input, so no command of the script can take or keep it.
held() {
    rookery_say 'held 0'
    wait "$rookery_watcher"
}

# One command, so that a shell which did not get the last line does nothing.
{
    {
        rookery_say begin
        (
            rookery_watch <&3 3<&- >/dev/null 2>&1 &
            rookery_watcher=$!
            exec 3<&-
            main
        ) </dev/null
        rookery_say "end $?"
    } 3<&0
}
