# How probes and tasks answer: one line for each thing, as Observations reads it.
#
#   known KEY VALUE      it was seen; a value of several lines is as many lines of the key
#   unknown KEY REASON   it could not be seen, and why
#   none KEY             it is known that there is none
#   known_lines KEY      every line of standard input, or none
#
# A value loses its control characters (a tab stays: it separates words in modprobe's files) and
# whatever follows its 4096th byte in a line. Plain values cost no process.

known() {
    case "$2" in
        *[[:cntrl:]]*) ;;
        *)
            if [ "${#2}" -le 4096 ]; then
                printf '%s=%s\n' "$1" "$2"
                return 0
            fi
            ;;
    esac
    printf '%s\n' "$2" | known_lines "$1"
}

unknown() {
    case "$2" in
        *[[:cntrl:]]*)
            printf '%s!' "$1"
            printf '%s' "$2" | tr '\011\012\015' '   ' | tr -d '\000-\037\177' | cut -b 1-4096
            ;;
        *)
            printf '%s!%s\n' "$1" "$2"
            ;;
    esac
}

none() {
    printf '%s~\n' "$1"
}

known_lines() {
    tr -d '\000-\010\013-\037\177' | awk -v say_key="$1" '
        { printf "%s=%s\n", say_key, substr($0, 1, 4096) }
        END { if (NR == 0) printf "%s~\n", say_key }
    '
}
