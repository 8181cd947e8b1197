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
            Pattern.compile("(?i)pass(?:word|phrase)?[\"']?\\s*[:=]\\s*");

    /// `user:password` in the address of a proxy.
    private static final Pattern IN_ADDRESS = Pattern.compile("(?<=://)\\S{1,300}(?=@)");

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
        Matcher address = IN_ADDRESS.matcher(line);
        while (address.find()) {
            shown = stars(shown, address.start(), address.end());
        }
        Matcher key = KEY.matcher(line);
        int from = 0;
        while (key.find(from)) {
            from = key.end();
            int end = end(line, from);
            shown = stars(shown, from, end);
            from = end;
        }
        return shown;
    }

    /// Where the value ends: at its closing quote; in a flow mapping before the next comma or
    /// brace; else with the line.
    private static int end(String line, int from) {
        char quote = from < line.length() ? line.charAt(from) : ' ';
        boolean quoted = quote == '"' || quote == '\'';
        boolean flow = line.lastIndexOf('{', from) >= 0;
        for (int i = from + 1; i < line.length(); i++) {
            char c = line.charAt(i);
            if (quoted && quote == '"' && c == '\\') {
                i++;
            } else if (quoted && c == quote) {
                return i + 1;
            } else if (!quoted && flow && (c == '}' || line.startsWith(", ", i))) {
                return i;
            }
        }
        return line.length();
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
