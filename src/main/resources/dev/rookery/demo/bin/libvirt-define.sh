# shellcheck disable=SC2154,SC2317 # the parts before assign; the parts after use what is here
# How a simulated libvirt takes a domain's XML. Comes after libvirt.sh.

# Prints the XML of file $1 as libvirt does: an element a line, two blanks for each level, single quotes, no comments.
# What is not well formed is refused, in the words of libxml2.
print_xml() {
    awk '
        function refuse(text) {
            print "(domain_definition):" number ": " text >"/dev/stderr"
            failed = 1
            exit 1
        }
        # The attributes with single quotes; what is quoted with the other ones may have single quotes inside.
        # Metadata, which libvirt does not look into, has double ones.
        function quoted(tag, out, end, mark, value, mine) {
            mine = level > 1 && stack[2] == "metadata" ? "\"" : "\047"
            while (match(tag, /=[ \t]*["\047]/)) {
                mark = substr(tag, RSTART + RLENGTH - 1, 1)
                out = out substr(tag, 1, RSTART - 1) "="
                tag = substr(tag, RSTART + RLENGTH)
                end = index(tag, mark)
                if (!end) refuse("AttValue: \047 expected")
                value = substr(tag, 1, end - 1)
                if (mine == "\047") gsub(/\047/, "\\&apos;", value)
                else gsub(/"/, "\\&quot;", value)
                out = out mine value mine
                tag = substr(tag, end + 1)
            }
            return out tag
        }
        function emit(text) { print sprintf("%" (2 * depth) "s", "") text }
        function flush_open(closing) {
            if (opened == "") return
            emit(opened (closing ? "/>" : ">"))
            if (!closing) depth++
            opened = ""
        }
        function blank(text) { return text !~ /[^ \t\n\r]/ }
        { text = text $0 "\n" }
        END {
            number = 1
            while (text != "") {
                at = index(text, "<")
                if (!at) at = length(text) + 1
                between = substr(text, 1, at - 1)
                number += gsub(/\n/, "\n", between)
                text = substr(text, at)
                if (text == "") break
                if (substr(text, 1, 4) == "<!--") {
                    end = index(text, "-->")
                    if (!end) refuse("Comment not terminated")
                    between = substr(text, 1, end)
                    number += gsub(/\n/, "\n", between)
                    text = substr(text, end + 3)
                    continue
                }
                end = index(text, ">")
                if (!end) refuse("Couldn\047t find end of Start Tag")
                tag = substr(text, 2, end - 2)
                text = substr(text, end + 1)
                number += gsub(/\n[ \t]*/, " ", tag)
                if (tag ~ /^[?!]/) continue
                if (tag ~ /^\//) {
                    name = substr(tag, 2)
                    sub(/[ \t]*$/, "", name)
                    if (name != stack[level]) refuse("Opening and ending tag mismatch: " stack[level] " line 1 and " name)
                    level--
                    if (opened != "" && blank(between)) flush_open(1)
                    else if (opened != "") {
                        emit(opened ">" between "</" name ">")
                        opened = ""
                    } else { depth--; emit("</" name ">") }
                    continue
                }
                flush_open(0)
                single = sub(/[ \t]*\/$/, "", tag)
                sub(/[ \t]*$/, "", tag)
                gsub(/[ \t]+/, " ", tag)
                name = tag
                sub(/ .*/, "", name)
                opened = "<" quoted(tag)
                if (single) flush_open(1)
                else stack[++level] = name
            }
            if (!failed && level) refuse("Premature end of data in tag " stack[level] " line 1")
        }
    ' "$1"
}

# What libvirt makes of a domain as printed: sizes in KiB, what it fills in where nothing is said, no number.
normalise() {
    awk -v uuid="$1" '
        function kib(line, value, unit, factor) {
            value = line
            sub(/^[^>]*>/, "", value)
            sub(/<.*/, "", value)
            unit = "KiB"
            if (match(line, /unit=\047[^\047]*\047/)) unit = substr(line, RSTART + 6, RLENGTH - 7)
            factor = 1
            if (unit == "b" || unit == "bytes") factor = 1 / 1024
            else if (unit == "KB") factor = 1000 / 1024
            else if (unit == "M" || unit == "MiB") factor = 1024
            else if (unit == "MB") factor = 1000000 / 1024
            else if (unit == "G" || unit == "GiB") factor = 1048576
            else if (unit == "GB") factor = 1000000000 / 1024
            else if (unit == "T" || unit == "TiB") factor = 1073741824
            value *= factor
            return value == int(value) ? value : int(value) + 1
        }
        function default_cpu() {
            print "  <cpu mode=\047custom\047 match=\047exact\047 check=\047none\047>"
            print "    <model fallback=\047forbid\047>qemu64</model>"
            print "  </cpu>"
        }
        { line[NR] = $0 }
        /^  <uuid>/ { has_uuid = 1 }
        /^  <memory[ >]/ { memory = kib($0) }
        /^  <currentMemory[ >]/ { current = kib($0); has_current = 1 }
        /^  <cpu[ >\/]/ { has_cpu = 1 }
        END {
            if (!has_current || current > memory) current = memory
            for (i = 1; i <= NR; i++) {
                if (i == 1) sub(/ id=\047[0-9]*\047/, "", line[i])
                if (line[i] ~ /^  <memory[ >]/) {
                    printf "  <memory unit=\047KiB\047>%d</memory>\n", memory
                    if (!has_current) printf "  <currentMemory unit=\047KiB\047>%d</currentMemory>\n", current
                    continue
                }
                if (line[i] ~ /^  <currentMemory[ >]/) {
                    printf "  <currentMemory unit=\047KiB\047>%d</currentMemory>\n", current
                    continue
                }
                sub(/^  <vcpu>/, "  <vcpu placement=\047static\047>", line[i])
                if (line[i] ~ /^  <cpu mode=\047host-passthrough\047/) {
                    if (line[i] !~ /check=/) sub(/host-passthrough\047/, "& check=\047none\047", line[i])
                    if (line[i] !~ /migratable=/) sub(/check=\047[a-z]*\047/, "& migratable=\047on\047", line[i])
                } else if (line[i] ~ /^  <cpu mode=\047host-model\047/) {
                    if (line[i] !~ /check=/) sub(/host-model\047/, "& check=\047partial\047", line[i])
                } else if (line[i] ~ /^  <cpu mode=\047custom\047/ && line[i] !~ /check=/) {
                    sub(/\/?>$/, " check=\047" (line[i + 1] ~ /model/ && line[i + 2] ~ /feature/ ? "partial" : "none") "\047&", line[i])
                }
                if (line[i] ~ /^    <model>/ && line[i - 1] ~ /^  <cpu /) sub(/<model>/, "<model fallback=\047allow\047>", line[i])
                if (!has_cpu && line[i] ~ /^  <(clock|devices)[ >]/) { default_cpu(); has_cpu = 1 }
                print line[i]
                if (line[i] ~ /^  <name>/ && !has_uuid) print "  <uuid>" uuid "</uuid>"
            }
        }
    '
}

# The feature that a CPU names twice, if it does.
double_feature() {
    awk '
        /^  <cpu[ >]/ { inside = 1 }
        /^  <\/cpu>/ { inside = 0 }
        inside && /<feature / && match($0, /name=\047[^\047]*\047/) {
            name = substr($0, RSTART + 6, RLENGTH - 7)
            if (seen[name]++) { print name; exit }
        }
    ' "$1"
}

do_define() {
    ! refused_read_only virDomainDefineXML "Failed to define domain from $operand" || return
    if [ ! -r "$operand" ]; then
        complain "Failed to open file '$operand': No such file or directory"
        return
    fi
    define_new=$domains/.define.$$
    if ! define_why=$(print_xml "$operand" 2>&1 >"$define_new.printed"); then
        rm -f "$define_new.printed"
        complain "Failed to define domain from $operand" "$define_why"
        printf '(null)\n^\n' >&2
        return 1
    fi
    define_uuid=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n' |
        sed 's/^\(.\{8\}\)\(.\{4\}\).\(.\{3\}\).\(.\{3\}\)\(.\{12\}\).*/\1-\2-4\3-8\4-\5/')
    normalise "$define_uuid" <"$define_new.printed" >"$define_new"
    rm -f "$define_new.printed"
    define_refuse
    if [ -n "$define_why" ]; then
        rm -f "$define_new"
        complain "Failed to define domain from $operand" "$define_why"
        return
    fi
    mv "$define_new" "$domains/$define_name.xml"
    say "Domain '$define_name' defined from $operand"
}

# Why what stands in $define_new cannot be a domain here, as $define_why; its name as $define_name.
define_refuse() {
    define_why=
    define_name=$(sed -n 's|^  <name>\(.*\)</name>$|\1|p' "$define_new" | head -n 1)
    define_uuid=$(uuid_of "$define_new")
    define_twice=$(double_feature "$define_new")
    if ! head -n 1 "$define_new" | grep -q '^<domain[ >]'; then
        define_why="XML error: unexpected root element <$(sed -n '1s/^<\([^ >]*\).*/\1/p' "$define_new")>, expecting <domain>"
    elif [ -z "$define_name" ]; then
        define_why='XML error: missing domain name'
    elif grep -q "^<domain type='kvm'" "$define_new" && [ ! -e "$root"/dev/kvm ]; then
        define_why="unsupported configuration: Emulator '/usr/bin/qemu-system-x86_64' does not support virt type 'kvm'"
    elif [ -n "$define_twice" ]; then
        define_why="XML error: CPU feature '$define_twice' specified more than once"
    elif find_domain "$define_uuid" && [ "$found" != "$define_name" ]; then
        define_why="operation failed: domain '$found' is already defined with uuid $define_uuid"
    elif find_domain "$define_name" && [ "$found" = "$define_name" ]; then
        define_old=$(uuid_of "$(file_of "$found")")
        [ "$define_old" = "$define_uuid" ] ||
            define_why="operation failed: domain '$define_name' already exists with uuid $define_old"
    fi
}
