# shellcheck disable=SC2034,SC2154,SC2317 # the parts before assign, and use what is here
# virsh 9.0, as far as anybody here asks it. Comes after the other parts. The words and the empty
# lines are those of the real one, recorded on a host with a real libvirt.

say() {
    printf '%s\n' "$1"
    [ "$quiet" = yes ] || echo
}

# complain LINE...: what goes wrong leaves an empty line in the output all the same.
complain() {
    [ "$quiet" = yes ] || echo
    for complaint; do
        printf 'error: %s\n' "$complaint" >&2
    done
    return 1
}

not_running='Requested operation is not valid: domain is not running'

# refused_read_only CALL LINE: says so where the connection only reads.
refused_read_only() {
    [ "$read_only" = yes ] || return 1
    complain "$2" "operation forbidden: read only access prevents $1"
    return 0
}

# The options of a command: those with a value have a colon behind them.
options_of() {
    known=
    case "$1" in
        list)
            known='--all --inactive --name --uuid --title --persistent --transient --autostart --no-autostart'
            known="$known --managed-save --with-managed-save --without-managed-save --with-snapshot --without-snapshot"
            known="$known --state-running --state-paused --state-shutoff --table"
            ;;
        domstate) known='--domain: --reason' ;;
        dumpxml) known='--domain: --inactive --security-info --update-cpu --migratable' ;;
        define) known='--file: --validate' ;;
        shutdown) known='--domain: --mode:' ;;
        autostart) known='--domain: --disable' ;;
        managedsave) known='--domain: --bypass-cache --running --paused' ;;
        start) known='--domain: --paused --bypass-cache --force-boot' ;;
        destroy) known='--domain: --graceful' ;;
        snapshot-list) known='--domain: --name' ;;
        domifaddr) known='--domain: --source: --full' ;;
        domcapabilities) known='--virttype: --arch: --machine:' ;;
        version | uri | connect | echo) ;;
        dominfo | domid | domname | domuuid | suspend | resume | managedsave-remove | undefine) known='--domain:' ;;
        *) return 1 ;;
    esac
}

fault() {
    printf 'error: %s\n' "$1" >&2
    return 1
}

# Puts a command's options into flags, those with a value into variables, and its other words into operand.
read_options() {
    flags='' operand='' mode='' source='' virttype=''
    read_command=$1
    shift
    while [ $# -gt 0 ]; do
        case "$1" in
            --*=*)
                read_option=${1%%=*} read_value=${1#*=}
                shift
                set -- "$read_option" "$read_value" "$@"
                continue
                ;;
            --*)
                case " $known " in
                    *" $1: "*)
                        [ $# -gt 1 ] || { fault "expected syntax: $1 <string>"; return 1; }
                        case "$1" in
                            --mode) mode=$2 ;;
                            --source) source=$2 ;;
                            --virttype) virttype=$2 ;;
                            --domain | --file) operand=$2 ;;
                            *) ;;
                        esac
                        shift
                        ;;
                    *" $1 "*) flags="$flags $1" ;;
                    *) fault "command '$read_command' doesn't support option $1"; return ;;
                esac
                ;;
            *)
                [ -z "$operand" ] || { fault "unexpected data '$1'"; return 1; }
                operand=$1
                ;;
        esac
        shift
    done
}

# Reads one command of virsh; fails where it is none.
read_command() {
    command=$1
    shift
    options_of "$command" || { fault "unknown command: '$command'"; return 1; }
    [ "$command" != echo ] && [ "${1-}" != --help ] || return 0
    read_options "$command" "$@" || return
    case "$known/$operand" in
        --domain:*/) fault "command '$command' requires <domain> option" ;;
        *) ;;
    esac
}

# Runs one command. Its result is that of the last one.
run_command() {
    read_command "$@" || return
    shift
    if [ "$command" = echo ]; then
        printf '%s' "$*"
        [ "$quiet" = yes ] || echo
        return
    fi
    if [ "${1-}" = --help ]; then
        printf '  NAME\n    %s\n\n  OPTIONS\n' "$command"
        printf '%s\n' "$known" | tr ' ' '\n' | sed 's/^/    /; s/:$/ <string>/'
        echo
        return
    fi
    case "$known" in
        --domain:*) find_domain "$operand" || { complain "failed to get domain '$operand'"; return 1; } ;;
        *) ;;
    esac
    case "$command" in
        list) do_list ;;
        dominfo) do_dominfo ;;
        domstate) do_domstate ;;
        domid) do_domid ;;
        domname) say "$found" ;;
        domuuid) say "$(uuid_of "$(file_of "$found")")" ;;
        dumpxml) do_dumpxml ;;
        define) do_define ;;
        start) do_start ;;
        shutdown) do_shutdown ;;
        destroy) do_destroy ;;
        suspend) change_state suspend running paused user ;;
        resume) change_state resume paused running unpaused ;;
        managedsave) do_managedsave ;;
        managedsave-remove) do_managedsave_remove ;;
        autostart) do_autostart ;;
        snapshot-list) do_snapshot_list ;;
        domifaddr) do_domifaddr ;;
        domcapabilities) do_domcapabilities ;;
        version) do_version ;;
        undefine) do_undefine ;;
        *) say "${uri:-qemu:///system}" ;;
    esac
}

# The words of a line of commands, one a line and with a letter before each: w, or e at a command's end.
words_of() {
    printf '%s\n' "$1" | awk '
        function flush() { if (open) print "w" word; word = ""; open = 0 }
        { text = text (NR > 1 ? "\n" : "") $0 }
        END {
            for (i = 1; i <= length(text); i++) {
                c = substr(text, i, 1)
                if (quote != "") {
                    if (c == quote) quote = ""
                    else if (c == "\\" && quote == "\"") word = word substr(text, ++i, 1)
                    else word = word c
                } else if (c == "\047" || c == "\"") { quote = c; open = 1 }
                else if (c == "\\") { word = word substr(text, ++i, 1); open = 1 }
                else if (c == ";" || c == "\n") { flush(); print "e" }
                else if (c == " " || c == "\t") flush()
                else { word = word c; open = 1 }
            }
            flush()
            print "e"
        }
    '
}

tab=$(printf '\t')
uri='' quiet=no read_only=no base=$root
while [ $# -gt 0 ]; do
    case "$1" in
        -c | --connect) uri=$2 && shift ;;
        --connect=*) uri=${1#*=} ;;
        -q | --quiet) quiet=yes ;;
        -r | --readonly) read_only=yes ;;
        -qr | -rq) quiet=yes read_only=yes ;;
        -k0 | -K0) ;;
        -k | -K | --keepalive-interval | --keepalive-count) shift ;;
        -v | -V | --version) echo 9.0.0 && exit ;;
        -*) printf "error: unsupported option '%s'. See --help.\n" "$1" >&2 && exit 1 ;;
        *) break ;;
    esac
    shift
done

# each_command HANDLER LINE: gives every command of the line to the handler, until it fails where it must not.
each_command() {
    each_handler=$1
    each_line=$2
    set --
    while IFS= read -r word; do
        if [ "$word" != e ]; then
            set -- "$@" "${word#w}"
        elif [ $# -gt 0 ]; then
            result=0
            "$each_handler" "$@" </dev/null || result=$?
            [ "$result" -eq 0 ] || [ "$each_handler" = run_command ] || return
            set --
        fi
    done <<WORDS
$(words_of "$each_line")
WORDS
}

# The whole line is read before anything of it is done.
result=0
if [ $# -eq 1 ]; then
    each_command read_command "$1"
else
    read_command "$@" || result=$?
fi
[ "$result" -eq 0 ] || exit "$result"
connect_to "$uri"
settle
if [ $# -eq 1 ]; then
    each_command run_command "$1"
else
    run_command "$@" || result=$?
fi
exit "$result"
