package dev.rookery.report;

/// Colours, where they are wanted. What is painted is first made safe to show.
///
/// @param colour whether the output is a terminal that may be coloured
public record Paint(boolean colour) {
    String bold(String text) {
        return with("1", text);
    }

    String dim(String text) {
        return with("2", text);
    }

    String red(String text) {
        return with("31", text);
    }

    String green(String text) {
        return with("32", text);
    }

    String yellow(String text) {
        return with("33", text);
    }

    private String with(String code, String text) {
        return colour ? "\u001b[" + code + "m" + safe(text) + "\u001b[m" : safe(text);
    }

    /// The text without anything that a terminal would obey: much of it comes from other machines.
    static String safe(String text) {
        return text.codePoints()
                .map(c -> Character.isISOControl(c) ? '\uFFFD' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
