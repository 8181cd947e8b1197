package dev.rookery.shell;

import java.util.List;

/// What a script answered. It ran to its end.
///
/// @param exitCode what its last command, or an explicit return, ended with
/// @param lines its standard output
/// @param errors the last part of its standard error
public record Answer(int exitCode, List<String> lines, String errors) {
    public Answer {
        lines = List.copyOf(lines);
    }
}
