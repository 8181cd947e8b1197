package dev.rookery.facts;

import java.util.ArrayList;
import java.util.List;

/// What a machine's probe answered, kept in a file: the observations' lines below a header that
/// says where they come from.
///
/// @param header lines for people without the `# ` before each: the kernel and how it was recorded,
///   or `synthetic: ` and the source of what was made up
/// @param observations what the probe said
public record Recording(List<String> header, Observations observations) {
    private static final String MARK = "#";

    public Recording {
        header = List.copyOf(header);
        for (String line : header) {
            if (line.chars().anyMatch(Character::isISOControl)) {
                throw new IllegalArgumentException("a header's line has a control character");
            }
        }
    }

    /// Reads a recording's lines. No key starts with `#`, so a header's line is told by that.
    public static Recording parse(List<String> lines) {
        List<String> header =
                lines.stream()
                        .filter(line -> line.startsWith(MARK))
                        .map(line -> line.substring(MARK.length()).strip())
                        .toList();
        return new Recording(header, Observations.parse(lines));
    }

    /// The lines that [#parse(List)] reads back as this.
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        header.forEach(line -> lines.add((MARK + " " + line).strip()));
        lines.addAll(observations.lines());
        return lines;
    }
}
