package dev.rookery.yaml;

import dev.rookery.diagnostic.Diagnostics;
import dev.rookery.diagnostic.Location;

import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.Mark;

import java.util.Set;

/// Refuses every tag that asks for more than YAML's own plain types.
final class Tags {
    private static final String STANDARD = "tag:yaml.org,2002:";
    private static final Set<String> PLAIN =
            Set.of("str", "int", "float", "bool", "null", "map", "seq", "timestamp");
    private static final Set<String> OF_ANSIBLE =
            Set.of("!vault", "!vault-encrypted", "!unsafe", "!encrypted");

    private final Source source;
    private final Diagnostics diagnostics;

    Tags(Source source, Diagnostics diagnostics) {
        this.source = source;
        this.diagnostics = diagnostics;
    }

    /// Reports a tag that is not allowed.
    void check(@Nullable String tag, Mark at) {
        if (tag == null || tag.equals("!")) {
            return;
        }
        if (tag.startsWith(STANDARD)) {
            String name = tag.substring(STANDARD.length());
            if (!PLAIN.contains(name)) {
                refuse(at, "!!" + name);
            }
        } else if (OF_ANSIBLE.contains(tag)) {
            diagnostics.error(
                    place(at, tag),
                    "'" + tag + "' is not supported yet",
                    "give passwords by -k and -K, other values in clear text");
        } else {
            refuse(at, tag);
        }
    }

    /// Reports a tag that is not allowed, and says whether it marks the value as text.
    boolean isText(@Nullable String tag, Mark at) {
        check(tag, at);
        return "!".equals(tag) || (STANDARD + "str").equals(tag);
    }

    private void refuse(Mark at, String tag) {
        diagnostics.error(
                place(at, tag),
                "the tag '" + tag + "' is not allowed",
                "write a plain value: a file cannot make objects");
    }

    private Location place(Mark at, String tag) {
        Location one = source.at(at);
        return new Location(one.file(), one.line(), one.column(), tag.length(), one.text());
    }
}
