package dev.rookery.playbook;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.OptionalInt;
import java.util.SequencedMap;

/// What a playbook states of the machines of an inventory: the answer of reading both.
///
/// @param machines what is wanted of each selected machine, by its name, in the inventory's order
/// @param plays how each play wants its machines to be taken
public record Desired(SequencedMap<String, Wanted> machines, List<PlayLimits> plays) {
    public Desired {
        machines = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(machines));
        plays = List.copyOf(plays);
    }

    /// How many machines of a play may be changed at once, and how many may fail.
    ///
    /// @param name the play's name, or its place if it has none
    /// @param machines that the play names, after `--limit`
    /// @param serial how many at the same time, at least 1
    /// @param maxFailures once more than these have failed, no further machine is begun
    public record PlayLimits(
            String name, List<String> machines, int serial, OptionalInt maxFailures) {
        public PlayLimits {
            machines = List.copyOf(machines);
            if (serial < 1) {
                throw new IllegalArgumentException("serial " + serial);
            }
        }
    }
}
