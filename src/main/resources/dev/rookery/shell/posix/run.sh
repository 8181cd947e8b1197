# One command, so that a shell which did not get the last line does nothing.
{
    {
        rookery_say begin
        rookery_watch <&3 3<&- >/dev/null 2>&1 &
        (main) </dev/null 3<&-
        rookery_say "end $?"
    } 3<&0
}
