package dev.rookery.run;

import dev.rookery.plan.Failure;
import dev.rookery.plan.MachinePlan;
import dev.rookery.playbook.Wanted;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// One look at one machine: it is observed once, and only if somebody needs it.
///
/// What is not to be looked at is a guest that does not run, or not yet.
final class Look {
    private final Site site;
    private final MachinePlanner planner;
    private final Optional<Above> parent;
    private final Consumer<Event> events;
    private @Nullable Probed probed;

    /// @param parent what is known of its parent; nothing if it is no guest
    Look(Site site, MachinePlanner planner, Optional<Above> parent, Consumer<Event> events) {
        this.site = site;
        this.planner = planner;
        this.parent = parent;
        this.events = events;
    }

    MachinePlan plan(Wanted wanted) {
        return planner.plan(site.machine(), wanted, parent, this::observed);
    }

    /// What the guests of a machine of no play are told.
    Above above() {
        return above(new MachinePlan.Planned(site.machine().name(), List.of(), List.of()));
    }

    /// What its guests are told.
    Above above(MachinePlan plan) {
        boolean out =
                parent.isPresent()
                        && site.machine()
                                .guestOf()
                                .filter(
                                        guest ->
                                                planner.isOutOfSight(
                                                        guest, plan.given(), parent.get()))
                                .isPresent();
        return new Above(
                plan.machine(),
                out || site.guests().isEmpty() ? unseen() : observed(),
                plan.changes());
    }

    /// What observing the machine gave.
    Probed observed() {
        if (probed == null) {
            probed = site.observe(events);
        }
        return probed;
    }

    private Probed unseen() {
        return new Probed.Unseen(
                site.machine().name(),
                new Failure(Failure.Kind.UNREACHABLE, "it does not run", "start it"));
    }
}
