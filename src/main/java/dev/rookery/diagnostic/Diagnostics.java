package dev.rookery.diagnostic;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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

    /// Nobody reads more, and a file made to have millions of mistakes must not fill the memory.
    private static final int MOST = 1000;

    private final Set<Diagnostic> found = new LinkedHashSet<>();

    public void error(Location at, String message) {
        add(new Diagnostic(Optional.of(at), message, Optional.empty()));
    }

    public void error(Location at, String message, String help) {
        add(new Diagnostic(Optional.of(at), message, Optional.of(help)));
    }

    public void error(Location at, String message, Optional<String> help) {
        add(new Diagnostic(Optional.of(at), message, help));
    }

    /// A mistake that stands in no file: a missing file, a wrong option.
    public void error(String message, String help) {
        add(new Diagnostic(Optional.empty(), message, Optional.of(help)));
    }

    private void add(Diagnostic diagnostic) {
        if (found.size() < MOST) {
            found.add(diagnostic);
        }
    }

    public boolean isEmpty() {
        return found.isEmpty();
    }

    /// Every mistake once, in the order of the files' lines; of very many only the first thousand.
    public List<Diagnostic> all() {
        return found.stream().sorted(BY_PLACE).toList();
    }
}
