# What is observed of libvirt's domains. Reads only; needs say.sh and facts/probe.sh before it.
#
#   libvirt.connection.C          the URI; C counts from 0. libvirt.connection.C.error: why it cannot be asked
#   libvirt.version               lines of `virsh version`
#   libvirt.cpu                   the <cpu> of `virsh domcapabilities`, lines
#   libvirt.guests.on-shutdown    what libvirt-guests does with guests when the machine goes down; none if it is
#                                 not enabled
#   libvirt.domains               how many there are; unknown if a connection cannot be asked; none without libvirt
#   libvirt.domain.N.connection   the URI; N counts from 0 over all connections
#   libvirt.domain.N.uuid  .name  .persistent .autostart .managed-save (yes, no)  .snapshots (how many)
#   libvirt.domain.N.state        such as `shut off (saved)`
#   libvirt.domain.N.xml          as it is next started, lines; without secrets
#   libvirt.domain.N.live.xml     as it runs, if it does
#   libvirt.domain.N[.live].xml.continued   numbers of lines that belong to the line before them
#   libvirt.domain.N.address.lease  .agent  .arp   of one that runs: addresses by that source
#   libvirt.domain.N.job          of a job of Rookery that is not done with it: running, or left where its process
#                                 is gone; else none. With .run .phase .state as the journal says

# shellcheck disable=SC2154 # root comes with the run, facts_* from facts/probe.sh

# A daemon that hangs must not hang the probe.
libvirt_run() {
    libvirt_seconds=$1
    shift
    if facts_find timeout; then
        set -- "$facts_found" "$libvirt_seconds" "$libvirt_virsh" "$@"
    else
        set -- "$libvirt_virsh" "$@"
    fi
    "$@" </dev/null 2>&1
}

# The URIs of daemons whose sockets are there: a probe starts none. Root sees other users' sessions too.
libvirt_find_connections() {
    libvirt_uris=
    for libvirt_path in "$root"/run/libvirt/libvirt-sock "$root"/run/libvirt/virtqemud-sock \
        "$root"/var/run/libvirt/libvirt-sock; do
        [ ! -e "$libvirt_path" ] || libvirt_uris=qemu:///system
    done
    for libvirt_dir in "$root"/run/user/*/libvirt; do
        for libvirt_name in virtqemud-sock libvirt-sock; do
            if [ -e "$libvirt_dir/$libvirt_name" ]; then
                libvirt_uris="$libvirt_uris qemu+unix:///session?socket=${libvirt_dir#"$root"}/$libvirt_name"
                break
            fi
        done
    done
}

# What `virsh` complains of in $1, on one line.
libvirt_errors() {
    libvirt_why=$(
        printf '%s\n' "$1" | sed -n 's/^error: //p' |
            awk '{ printf "%s%s", (NR > 1 ? ": " : ""), $0 }'
    )
    [ -n "$libvirt_why" ] || libvirt_why="virsh did not answer within 20 seconds"
}

# The UUIDs that follow the mark $1 in $libvirt_text, as words.
libvirt_listed() {
    printf '%s\n' "$libvirt_text" | awk -v mark="@$1" '
        /^@/ { wanted = $0 == mark; next }
        wanted && /^[0-9a-f-]+$/ { printf " %s", $0 }
        END { print " " }
    '
}

libvirt_member() {
    case "$1" in
        *" $2 "*) known "$3" yes ;;
        *) known "$3" no ;;
    esac
}

# Lists all domains of a connection; fails if it cannot be asked.
libvirt_list() {
    libvirt_text=$(
        libvirt_run 20 -r -c "$1" "echo @all; list --all --uuid; echo @active; list --uuid;
            echo @persistent; list --all --persistent --uuid; echo @autostart; list --all --autostart --uuid;
            echo @saved; list --all --with-managed-save --uuid; echo @snapshots; list --all --with-snapshot --uuid;
            echo @end"
    )
    case "$libvirt_text" in
        *"error: "*) libvirt_errors "$libvirt_text" && return 1 ;;
        *@end*) ;;
        *) libvirt_errors '' && return 1 ;;
    esac
    libvirt_all=$(libvirt_listed all) libvirt_active=$(libvirt_listed active)
    libvirt_persistent=$(libvirt_listed persistent) libvirt_autostart=$(libvirt_listed autostart)
    libvirt_saved=$(libvirt_listed saved) libvirt_snapshots=$(libvirt_listed snapshots)
}

# What virsh is to be asked about domain $2, number $1: commands, and marks between their answers.
libvirt_questions() {
    printf 'echo %s%s name; domname %s; ' "$libvirt_mark" "$1" "$2"
    printf 'echo %s%s state; domstate %s --reason; ' "$libvirt_mark" "$1" "$2"
    printf 'echo %s%s xml; dumpxml %s --inactive; ' "$libvirt_mark" "$1" "$2"
    case "$libvirt_snapshots" in
        *" $2 "*) printf 'echo %s%s snapshots; snapshot-list %s --name; ' "$libvirt_mark" "$1" "$2" ;;
        *) ;;
    esac
    case "$libvirt_active" in
        *" $2 "*)
            printf 'echo %s%s live.xml; dumpxml %s; ' "$libvirt_mark" "$1" "$2"
            printf 'echo %s%s address.lease; domifaddr %s --source lease; ' "$libvirt_mark" "$1" "$2"
            printf 'echo %s%s address.arp; domifaddr %s --source arp; ' "$libvirt_mark" "$1" "$2"
            ;;
        *) ;;
    esac
}

# Turns the answers into keys. A line that is longer than a value may be goes on in the next one, and no
# character is cut in two. Adds a line `@agent N` for each whose agent could say more of its addresses.
libvirt_keys() {
    awk -v mark="$libvirt_mark" '
        function put(line,   cut) {
            gsub(/[\001-\010\013-\037\177]/, "", line)
            for (count++; length(line) > 4096; count++) {
                cut = 4096
                while (cut > 4092 && substr(line, cut + 1, 1) ~ /[\200-\277]/) cut--
                print key "=" substr(line, 1, cut)
                line = substr(line, cut + 1)
                continued[++more] = count + 1
            }
            print key "=" line
        }
        function finish(   i) {
            if (part == "snapshots") print key "=" count
            else if (count == 0 && failed != "") print key "!" failed
            else if (count == 0 && part != "") print key "~"
            for (i = 1; i <= more; i++) print key ".continued=" continued[i]
            count = blank = more = 0
            failed = ""
        }
        index($0, mark) == 1 {
            finish()
            split(substr($0, length(mark) + 1), word, " ")
            number = word[1]
            part = word[2]
            key = "libvirt.domain." number "." part
            next
        }
        part == "" { next }
        count == 0 && /^error: / {
            failed = failed (failed == "" ? "" : ": ") substr($0, 8)
            next
        }
        part == "snapshots" { if ($0 != "") count++; next }
        part ~ /^address/ {
            if (NF > 1 && $(NF - 1) ~ /^ipv[46]$/) {
                sub(/\/.*/, "", $NF)
                print key "=" $NF
                count++
                if (part == "address.lease") leased[number] = 1
            }
            next
        }
        $0 == "" { blank++; next }
        {
            for (; blank > 0; blank--) put("")
            put($0)
            if (part == "live.xml" && /name=.org\.qemu\.guest_agent\.0. state=.connected./) agent[number] = 1
        }
        END {
            finish()
            for (number in agent) if (!(number in leased)) print "@agent " number
        }
    '
}

# What the agent of domain $2, number $1, says of its addresses. It may not answer at all.
libvirt_ask_agent() {
    libvirt_text=$(libvirt_run 5 -c "$libvirt_uri" domifaddr "$2" --source agent)
    printf '%sX address.agent\n%s\n' "$libvirt_mark" "$libvirt_text" | libvirt_keys | sed "s/X/$1/"
}

# Ten at a time, for each may take five seconds.
libvirt_agents() {
    libvirt_asked=0
    for libvirt_number in $1; do
        eval "libvirt_uuid=\$libvirt_uuid_$libvirt_number"
        libvirt_ask_agent "$libvirt_number" "$libvirt_uuid" &
        libvirt_asked=$((libvirt_asked + 1))
        [ $((libvirt_asked % 10)) != 0 ] || wait
    done
    wait
}

# Asks $libvirt_commands, which are of fifty domains at most: a word on a command line has its limit.
libvirt_ask() {
    [ -n "$libvirt_commands" ] || return 0
    libvirt_text=$(libvirt_run 20 -r -c "$libvirt_uri" "$libvirt_commands" | libvirt_keys)
    libvirt_commands=
    printf '%s\n' "$libvirt_text" | grep -v '^@agent '
    libvirt_agents "$(printf '%s\n' "$libvirt_text" | sed -n 's/^@agent //p')"
}

# The job's journal, as resource/libvirt/journal.sh writes it: a line without its full stop was cut off.
libvirt_job() {
    libvirt_state=$root/var/lib/rookery
    libvirt_dir=$libvirt_state/guests/$2
    if [ ! -e "$libvirt_dir"/journal ]; then
        if [ "$facts_uid" = 0 ] || [ ! -e "$libvirt_state" ]; then
            none "libvirt.domain.$1.job"
        else
            unknown "libvirt.domain.$1.job" "only root may look into ${libvirt_state#"$root"}"
        fi
        return
    fi
    libvirt_word=left
    { read -r libvirt_pid libvirt_start libvirt_boot <"$libvirt_dir"/job; } 2>/dev/null || libvirt_pid=
    if [ -n "$libvirt_pid" ] && kill -0 "$libvirt_pid" 2>/dev/null &&
        facts_read "$root"/proc/sys/kernel/random/boot_id && [ "$facts_line" = "$libvirt_boot" ]; then
        libvirt_word=running
        if facts_read "$root/proc/$libvirt_pid/stat"; then
            facts_line=${facts_line##*) }
            # shellcheck disable=SC2086 # numbers and letters
            set -- "$1" "$2" $facts_line
            [ "$libvirt_start" = - ] || [ "${22-}" = "$libvirt_start" ] || libvirt_word=left
        fi
    fi
    awk -v key="libvirt.domain.$1.job" -v word="$libvirt_word" '
        / \.$/ { name = $1; sub(/^[^ ]+ /, ""); sub(/ ?\.$/, ""); field[name] = $0 }
        END {
            if (field["ended"] == "yes" || field["state"] == "") {
                print key "~"
                exit
            }
            print key "=" word
            print key ".run=" field["run"]
            print key ".phase=" field["phase"]
            print key ".state=" field["state"]
        }
    ' "$libvirt_dir"/journal
}

libvirt_domains() {
    libvirt_commands='' libvirt_asking=0
    for libvirt_uuid in $libvirt_all; do
        libvirt_key=libvirt.domain.$libvirt_count
        known "$libvirt_key.connection" "$libvirt_uri"
        known "$libvirt_key.uuid" "$libvirt_uuid"
        libvirt_member "$libvirt_persistent" "$libvirt_uuid" "$libvirt_key.persistent"
        libvirt_member "$libvirt_autostart" "$libvirt_uuid" "$libvirt_key.autostart"
        libvirt_member "$libvirt_saved" "$libvirt_uuid" "$libvirt_key.managed-save"
        case "$libvirt_snapshots" in
            *" $libvirt_uuid "*) ;;
            *) known "$libvirt_key.snapshots" 0 ;;
        esac
        libvirt_job "$libvirt_count" "$libvirt_uuid"
        eval "libvirt_uuid_$libvirt_count=\$libvirt_uuid"
        libvirt_commands="$libvirt_commands$(libvirt_questions "$libvirt_count" "$libvirt_uuid")"
        libvirt_count=$((libvirt_count + 1))
        libvirt_asking=$((libvirt_asking + 1))
        [ $((libvirt_asking % 50)) != 0 ] || libvirt_ask
    done
    libvirt_ask
}

# A session's daemon ends when nobody needs it, and may leave its socket.
libvirt_connection() {
    libvirt_uri=$1
    if libvirt_list "$1"; then
        known "libvirt.connection.$libvirt_connected" "$1"
        libvirt_domains
    else
        case "$1 $libvirt_why" in
            *session*"onnection refused"* | *session*"No such file"*) return ;;
            *) ;;
        esac
        known "libvirt.connection.$libvirt_connected" "$1"
        unknown "libvirt.connection.$libvirt_connected.error" "$libvirt_why"
        libvirt_failed="$1: $libvirt_why"
    fi
    libvirt_connected=$((libvirt_connected + 1))
}

# What CPUs libvirt can give a guest. It says so only where its domains may be changed, too.
libvirt_cpu() {
    libvirt_text=$(libvirt_run 20 -c qemu:///system domcapabilities --virttype kvm)
    case "$libvirt_text" in
        *"<cpu>"*"cpu>"*)
            printf '%s\n' "$libvirt_text" | awk '/<cpu>/ { on = 1 } on { print } /<.cpu>/ { on = 0 }' | known_lines libvirt.cpu
            ;;
        *)
            libvirt_errors "$libvirt_text"
            unknown libvirt.cpu "$libvirt_why"
            ;;
    esac
}

# libvirt-guests(8) suspends guests where nothing else is said.
libvirt_guests() {
    set -- "$root"/etc/systemd/system/*.wants/libvirt-guests.service
    if [ ! -e "$1" ] && [ ! -L "$1" ]; then
        none libvirt.guests.on-shutdown
        return
    fi
    libvirt_word=$(
        cat "$root"/etc/sysconfig/libvirt-guests "$root"/etc/default/libvirt-guests 2>/dev/null |
            sed -n 's/^ *ON_SHUTDOWN=["'\'']\{0,1\}\([a-z]*\).*/\1/p' | tail -n 1
    )
    known libvirt.guests.on-shutdown "${libvirt_word:-suspend}"
}

libvirt_all_connections() {
    libvirt_connected=0 libvirt_count=0 libvirt_failed='' libvirt_mark="@rookery-$$-"
    for libvirt_each in $libvirt_uris; do
        libvirt_connection "$libvirt_each"
    done
    if [ -n "$libvirt_failed" ]; then
        unknown libvirt.domains "$libvirt_failed"
    else
        known libvirt.domains "$libvirt_count"
    fi
    case "$libvirt_uris" in
        qemu:///system*)
            libvirt_text=$(libvirt_run 20 -r -c qemu:///system version | grep -v '^error: ')
            [ -z "$libvirt_text" ] || known libvirt.version "$libvirt_text"
            libvirt_cpu
            ;;
        *) ;;
    esac
    libvirt_guests
}

libvirt_find_connections
if [ -z "$libvirt_uris" ]; then
    none libvirt.domains
elif facts_find virsh; then
    libvirt_virsh=$facts_found
    libvirt_all_connections
else
    unknown libvirt.domains "libvirt is there, but its client virsh is not on PATH"
fi
