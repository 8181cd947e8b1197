package dev.rookery.resource.guest;

import dev.rookery.facts.Fact;
import dev.rookery.facts.Observations;

import java.util.List;
import java.util.Optional;

/// A job of Rookery that is not done with a guest, as its journal says.
///
/// @param running whether its process is there; else it was left in the middle
/// @param run whose it is
/// @param phase what it did last, such as `shutting-down`
/// @param state the state that the guest had before, such as `Running`
public record GuestJob(boolean running, String run, String phase, String state) {
    /// What a probe said of it: `running` or `left` as the key itself, and its parts below.
    public static Fact<Optional<GuestJob>> read(String key, Observations observed) {
        return observed.all(key).map(lines -> read(key, lines, observed));
    }

    private static Optional<GuestJob> read(String key, List<String> lines, Observations observed) {
        return lines.stream()
                .findFirst()
                .map(
                        word ->
                                new GuestJob(
                                        word.equals("running"),
                                        word(observed, key + ".run"),
                                        word(observed, key + ".phase"),
                                        word(observed, key + ".state")));
    }

    private static String word(Observations observed, String key) {
        return observed.one(key).ifKnown().orElse("unknown");
    }

    /// `run 20261125-1, shutting-down`
    public String words() {
        return "run " + run + ", " + phase;
    }
}
