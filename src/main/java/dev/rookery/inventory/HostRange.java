package dev.rookery.inventory;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Host names with ranges, as Ansible writes them: `node[01:20]`, `rack-[a:c]`, `n[0:8:2]`.
final class HostRange {
    /// What a range may stand for, so that a slip of the keyboard does not fill the memory.
    static final int MOST = 10_000;

    private static final Pattern RANGE = Pattern.compile("\\[(\\w*):(\\w+)(?::([0-9]{1,4}))?\\]");

    private HostRange() {}

    /// Whether the name has anything that looks like a range.
    static boolean isRange(String name) {
        return name.indexOf('[') >= 0 || name.indexOf(']') >= 0;
    }

    /// All names that it stands for; nothing if it is no range or stands for too many.
    static Optional<List<String>> expand(String name) {
        Matcher matcher = RANGE.matcher(name);
        if (!matcher.find()) {
            return isRange(name) ? Optional.empty() : Optional.of(List.of(name));
        }
        String step = matcher.group(3);
        Optional<List<String>> values =
                values(
                        matcher.group(1),
                        matcher.group(2),
                        step == null ? 1 : Integer.parseInt(step));
        Optional<List<String>> rest = expand(name.substring(matcher.end()));
        if (values.isEmpty() || rest.isEmpty()) {
            return Optional.empty();
        }
        if ((long) values.get().size() * rest.get().size() > MOST) {
            return Optional.empty();
        }
        String before = name.substring(0, matcher.start());
        if (isRange(before)) {
            return Optional.empty();
        }
        List<String> names = new ArrayList<>();
        for (String value : values.get()) {
            rest.get().forEach(after -> names.add(before + value + after));
        }
        return Optional.of(names);
    }

    private static Optional<List<String>> values(String from, String to, int step) {
        if (step < 1) {
            return Optional.empty();
        }
        if (from.matches("[A-Za-z]") && to.matches("[A-Za-z]")) {
            return letters(from.charAt(0), to.charAt(0), step);
        }
        if (!from.matches("[0-9]{0,9}") || !to.matches("[0-9]{1,9}")) {
            return Optional.empty();
        }
        boolean padded = from.length() > 1 && from.startsWith("0");
        if (padded && from.length() != to.length()) {
            return Optional.empty();
        }
        int first = from.isEmpty() ? 0 : Integer.parseInt(from);
        int last = Integer.parseInt(to);
        if (first > last || (last - first) / step >= MOST) {
            return Optional.empty();
        }
        List<String> values = new ArrayList<>();
        for (int i = first; i <= last; i += step) {
            String digits = Integer.toString(i);
            values.add(padded ? "0".repeat(from.length() - digits.length()) + digits : digits);
        }
        return Optional.of(values);
    }

    private static Optional<List<String>> letters(char from, char to, int step) {
        if (from > to || Character.isLowerCase(from) != Character.isLowerCase(to)) {
            return Optional.empty();
        }
        List<String> values = new ArrayList<>();
        for (int i = from; i <= to; i += step) {
            values.add(Character.toString(i));
        }
        return Optional.of(values);
    }
}
