package dev.rookery.diagnostic;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One mistake of the user's.
///
/// @param at where it stands, if it stands in a file
/// @param message what is wrong, with the offending text; one line, no full stop
/// @param help what to do about it: a suggestion, the allowed values, the command to run
public record Diagnostic(Optional<Location> at, String message, Optional<String> help) {
    /// This mistake as a compiler would print it: `file:line:column: error: message`, the line
    /// itself, carets below the offending text, `help: ...`.
    ///
    /// Safe to print: control characters of the user's text are escaped.
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        String place = at.map(location -> location + ": ").orElse("");
        lines.add(Excerpt.escaped(place + "error: " + message));
        at.ifPresent(location -> lines.addAll(Excerpt.of(location)));
        help.ifPresent(text -> lines.add("help: " + Excerpt.escaped(text)));
        return lines;
    }
}
