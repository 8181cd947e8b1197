package dev.rookery.plan;

import java.util.List;

/// The new content of a file, for `--diff`.
///
/// @param path on the machine
/// @param before its lines; none if it does not exist
/// @param after its lines
public record FileEdit(String path, List<String> before, List<String> after) {
    public FileEdit {
        before = List.copyOf(before);
        after = List.copyOf(after);
    }
}
