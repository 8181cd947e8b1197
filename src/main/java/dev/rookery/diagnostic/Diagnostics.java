package dev.rookery.diagnostic;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Collects every mistake of a run's input, so that all of them can be shown at once.
///
/// Not safe for use by several threads: input is read by one, before anything is connected.
public final class Diagnostics {
    private static final Comparator<Diagnostic> BY_PLACE =
            Comparator.comparing(
                    diagnostic -> diagnostic.at().orElse(null),
                    Comparator.nullsFirst(
                            Comparator.comparing(Location::file)
                                    .thenComparingInt(Location::line)
                                    .thenComparingInt(Location::column)));

    private final List<Diagnostic> found = new ArrayList<>();

    public void error(Location at, String message) {
        found.add(new Diagnostic(Optional.of(at), message, Optional.empty()));
    }

    public void error(Location at, String message, String help) {
        found.add(new Diagnostic(Optional.of(at), message, Optional.of(help)));
    }

    public void error(Location at, String message, Optional<String> help) {
        found.add(new Diagnostic(Optional.of(at), message, help));
    }

    /// A mistake that stands in no file: a missing file, a wrong option.
    public void error(String message, String help) {
        found.add(new Diagnostic(Optional.empty(), message, Optional.of(help)));
    }

    public boolean isEmpty() {
        return found.isEmpty();
    }

    /// Every mistake once, in the order of the files' lines.
    public List<Diagnostic> all() {
        return found.stream().distinct().sorted(BY_PLACE).toList();
    }
}
