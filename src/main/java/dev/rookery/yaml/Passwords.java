package dev.rookery.yaml;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Hides the passwords in a file's lines, because a line is shown with the mistake that it holds.
///
/// It looks at the text alone, so that it works where the text is not even YAML. A column stays
/// what it was: each character becomes an asterisk.
final class Passwords {
    private static final Pattern KEY =
            Pattern.compile("(?i)[a-z0-9_-]*(?:pass|password|passphrase)[\"']?\\s*[:=]\\s*");
    private static final Pattern VALUE =
            Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*+\"?|'(?:[^']|'')*+'?|[^\\s\"'].*");

    private Passwords() {}

    static List<String> hide(List<String> lines) {
        List<String> hidden = new ArrayList<>(lines.size());
        int continued = Integer.MAX_VALUE;
        for (String line : lines) {
            int indent = line.length() - line.stripLeading().length();
            if (indent > continued || (line.isBlank() && continued != Integer.MAX_VALUE)) {
                hidden.add(stars(line, indent, line.length()));
                continue;
            }
            String shown = hideIn(line);
            hidden.add(shown);
            continued = goesOn(line) ? indent : Integer.MAX_VALUE;
        }
        return hidden;
    }

    private static String hideIn(String line) {
        String shown = line;
        Matcher key = KEY.matcher(line);
        int from = 0;
        while (key.find(from)) {
            from = key.end();
            Matcher value = VALUE.matcher(line).region(from, line.length());
            if (value.lookingAt()) {
                int end = end(line, from, value.end());
                shown = stars(shown, from, end);
                from = end;
            }
        }
        return shown;
    }

    /// In a flow mapping a plain value ends before the next comma or brace.
    private static int end(String line, int from, int end) {
        boolean plain = line.charAt(from) != '"' && line.charAt(from) != '\'';
        if (plain && line.lastIndexOf('{', from) >= 0) {
            for (int i = from; i < end; i++) {
                if (line.charAt(i) == '}' || line.startsWith(", ", i)) {
                    return i;
                }
            }
        }
        return end;
    }

    /// Whether the password itself may stand in the lines below, further in.
    private static boolean goesOn(String line) {
        Matcher key = KEY.matcher(line);
        return key.find() && line.lastIndexOf('{', key.start()) < 0;
    }

    private static String stars(String line, int from, int to) {
        int count = line.codePointCount(from, to);
        return line.substring(0, from) + "*".repeat(count) + line.substring(to);
    }
}
