package dev.rookery.run;

import dev.rookery.facts.Observations;
import dev.rookery.plan.Failure;

/// What probing a machine gave.
public sealed interface Probed {
    /// The machine's name in the inventory.
    String machine();

    /// It answered.
    record Seen(String machine, Observations observations) implements Probed {}

    /// It did not.
    record Unseen(String machine, Failure failure) implements Probed {}
}
