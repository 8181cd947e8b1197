package dev.rookery.diagnostic;

import java.util.List;

/// The line of a mistake with a caret line below it, fit for a terminal.
///
/// Tabs become spaces, what a terminal would obey or hide becomes its number in hexadecimal, and of
/// a long line only the part around the mistake is shown, so that the carets always stand below
/// their text.
final class Excerpt {
    private static final String INDENT = "    ";
    private static final int TAB = 8;
    private static final int WIDEST = 120;
    private static final int BEFORE = 60;

    private Excerpt() {}

    static List<String> of(Location at) {
        String line = at.text();
        int first = line.length() <= WIDEST ? 0 : Math.max(0, at.column() - 1 - BEFORE);
        int begin =
                line.offsetByCodePoints(0, Math.min(first, line.codePointCount(0, line.length())));
        // A character is at most two of UTF-16's units: this is enough of a line of any length.
        String part = line.substring(begin, Math.min(line.length(), begin + 2 * WIDEST));
        int[] characters = part.codePoints().limit(WIDEST).toArray();
        int start = Math.min(at.column() - 1 - first, characters.length);
        int last = characters.length;
        boolean cut =
                part.codePointCount(0, part.length()) > last
                        || begin + part.length() < line.length();
        StringBuilder shown = new StringBuilder(first > 0 ? "..." : "");
        int width = shown.length();
        int caretAt = width;
        int caretEnd = width;
        for (int i = 0; i < last; i++) {
            if (i == start) {
                caretAt = width;
            }
            String text =
                    characters[i] == '\t' ? " ".repeat(TAB - width % TAB) : shown(characters[i]);
            shown.append(text);
            width += text.codePoints().map(Excerpt::columns).sum();
            if (i < start + at.length()) {
                caretEnd = width;
            }
        }
        if (start >= last) {
            caretAt = width;
        }
        shown.append(cut ? "..." : "");
        String carets = "^" + "~".repeat(Math.max(0, caretEnd - caretAt - 1));
        return List.of(
                INDENT + shown.toString().stripTrailing(), INDENT + " ".repeat(caretAt) + carets);
    }

    /// The text with everything that a terminal would obey or hide written out.
    static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        text.codePoints().forEach(character -> escaped.append(shown(character)));
        return escaped.toString();
    }

    private static String shown(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    "\\u{%x}".formatted(character);
            default -> Character.toString(character);
        };
    }

    /// How many columns of a terminal a character takes, by Unicode's East Asian Width.
    private static int columns(int character) {
        int type = Character.getType(character);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
            return 0;
        }
        boolean wide =
                (character >= 0x1100 && character <= 0x115f)
                        || (character >= 0x2e80 && character <= 0xa4cf)
                        || (character >= 0xac00 && character <= 0xd7a3)
                        || (character >= 0xf900 && character <= 0xfaff)
                        || (character >= 0xfe30 && character <= 0xfe6f)
                        || (character >= 0xff00 && character <= 0xff60)
                        || (character >= 0xffe0 && character <= 0xffe6)
                        || (character >= 0x1f300 && character <= 0x1faff)
                        || (character >= 0x20000 && character <= 0x3fffd);
        return wide ? 2 : 1;
    }
}
