package dev.rookery.yaml;

import dev.rookery.diagnostic.Location;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// One value of a YAML file, with the place where it stands.
///
/// Nodes of one file may be shared (an alias is the node that it names) but never contain
/// themselves, so walking them ends.
public sealed interface Node {
    Location at();

    /// What this is, for people: `a mapping`, `a list`, `nothing`, or the value itself in quotes.
    default String described() {
        return switch (this) {
            case Mapping _ -> "a mapping";
            case Sequence _ -> "a list";
            case Scalar scalar -> scalar.isNull() ? "nothing" : "'" + scalar.text() + "'";
        };
    }

    /// A single value, as it was written: no type is guessed from its text.
    ///
    /// @param text what it says, without its quotes
    /// @param quoted whether it is meant as text: in quotes, or as a block
    record Scalar(String text, boolean quoted, Location at) implements Node {
        private static final Set<String> NULLS = Set.of("", "~", "null");

        /// A value that was not read from a file.
        ///
        /// @param source what stands where a file's name would, such as the option's name
        /// @param text one line
        public static Scalar given(String source, String text) {
            int length = Math.max(1, text.codePointCount(0, text.length()));
            String shown = Passwords.hide(List.of(text)).getFirst();
            return new Scalar(text, true, new Location(source, 1, 1, length, shown));
        }

        /// Whether nothing is given: an empty value, `~` or `null`.
        public boolean isNull() {
            return !quoted && NULLS.contains(text.toLowerCase(Locale.ROOT));
        }

        /// The place of a part of the text; the whole place where the text does not stand in the
        /// file as it is.
        ///
        /// @param start counted from 0
        public Location part(int start, int length) {
            String line = at.text();
            int from = line.offsetByCodePoints(0, Math.min(at.column() - 1, count(line)));
            int found = line.indexOf(text, from);
            if (found < 0 || found > from + 1 || length < 1 || start + length > text.length()) {
                return at;
            }
            int column = line.codePointCount(0, found + start) + 1;
            int width = text.codePointCount(start, start + length);
            return new Location(at.file(), at.line(), column, width, line);
        }

        private static int count(String line) {
            return line.codePointCount(0, line.length());
        }
    }

    /// Keys with their values, in the file's order; no key twice, merges (`<<`) already resolved.
    record Mapping(List<Entry> entries, Location at) implements Node {
        public Mapping {
            entries = List.copyOf(entries);
        }

        /// The entry of that key.
        public Optional<Entry> entry(String key) {
            return entries.stream().filter(entry -> entry.key().text().equals(key)).findFirst();
        }
    }

    /// A key with its value.
    record Entry(Scalar key, Node value) {}

    /// A list of values.
    record Sequence(List<Node> items, Location at) implements Node {
        public Sequence {
            items = List.copyOf(items);
        }
    }
}
