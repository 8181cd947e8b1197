package dev.rookery.run;

import dev.rookery.inventory.Machine;

import java.util.List;
import java.util.Optional;

/// Goes through the machines of a run: to each after its parent, and while the parent's connection
/// is open; to siblings at the same time.
record Walk(Forest forest, Fleet fleet, Access access, Prober prober) {
    /// What is done at each machine.
    ///
    /// @param <T> what its guests are told of it
    @FunctionalInterface
    interface Visit<T> {
        /// Does it.
        ///
        /// @param parent what was found at its parent; nothing if it is no guest
        T at(Site site, Optional<T> parent);
    }

    <T> void each(Visit<T> visit) {
        all(forest.roots(), Optional.empty(), Optional.empty(), visit);
    }

    private <T> void all(
            List<Machine> machines, Optional<Site> above, Optional<T> found, Visit<T> visit) {
        fleet.together(machines, machine -> one(machine, above, found, visit));
    }

    private <T> boolean one(
            Machine machine, Optional<Site> above, Optional<T> found, Visit<T> visit) {
        List<Machine> guests = forest.guestsOf(machine);
        try (Site site = new Site(machine, above, guests, access, prober)) {
            T here = visit.at(site, found);
            if (!guests.isEmpty()) {
                all(guests, Optional.of(site), Optional.of(here), visit);
            }
            return true;
        }
    }
}
