package dev.rookery.yaml;

import dev.rookery.diagnostic.Location;

import org.yaml.snakeyaml.error.Mark;

import java.util.List;

/// A file's lines, to say where something stands. Passwords in them are not shown.
final class Source {
    /// What the YAML library counts as the end of a line.
    private static final String LINE_END = "\r\n|[\n\r\u0085\u2028\u2029]";

    private final String name;
    private final List<String> lines;

    /// How many characters each line has, without blanks at its end: counted once, since a mark is
    /// asked for far more often than there are lines.
    private final int[] ends;

    Source(String name, String text) {
        this.name = name;
        this.lines = Passwords.hide(List.of(text.split(LINE_END, -1)));
        this.ends = lines.stream().map(String::stripTrailing).mapToInt(Source::count).toArray();
    }

    /// From one mark to the other, or to the end of the line if that comes first.
    Location between(Mark start, Mark end) {
        if (start.getLine() == end.getLine()) {
            return at(start.getLine(), start.getColumn(), end.getColumn() - start.getColumn());
        }
        return at(start.getLine(), start.getColumn(), Integer.MAX_VALUE);
    }

    Location at(Mark mark) {
        return at(mark.getLine(), mark.getColumn(), 1);
    }

    Location start() {
        return at(0, 0, 1);
    }

    /// The place of an offset into the text, in characters of its UTF-16.
    static Location ofOffset(String name, String text, int offset) {
        String[] before = text.substring(0, offset).split(LINE_END, -1);
        String last = before[before.length - 1];
        return new Source(name, text).at(before.length - 1, count(last), 1);
    }

    private Location at(int line, int column, int length) {
        int known = Math.clamp(line, 0, lines.size() - 1);
        int begin = Math.max(0, known == line ? column : ends[known]);
        int width = Math.max(1, Math.min(length, ends[known] - begin));
        return new Location(name, known + 1, begin + 1, width, lines.get(known));
    }

    private static int count(String text) {
        return text.codePointCount(0, text.length());
    }
}
