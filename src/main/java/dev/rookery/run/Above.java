package dev.rookery.run;

import dev.rookery.facts.Observations;
import dev.rookery.plan.Change;
import dev.rookery.plan.Failure;
import dev.rookery.plan.Verdict;

import java.util.List;
import java.util.Optional;

/// What is known of a parent when its guest is planned.
///
/// @param machine the parent's name
/// @param probed what observing it gave
/// @param changes of its own plan; none if it is not part of the run
record Above(String machine, Probed probed, List<Change> changes) {
    Above {
        changes = List.copyOf(changes);
    }

    Optional<Observations> seen() {
        return switch (probed) {
            case Probed.Seen(String _, Observations observations) -> Optional.of(observations);
            case Probed.Unseen _ -> Optional.empty();
        };
    }

    Optional<Failure> failure() {
        return switch (probed) {
            case Probed.Seen _ -> Optional.empty();
            case Probed.Unseen(String _, Failure failure) -> Optional.of(failure);
        };
    }

    /// The same after another look at the parent.
    Above now(Probed again) {
        return new Above(machine, again, changes);
    }

    Above now(Observations again) {
        return now(new Probed.Seen(machine, again));
    }

    /// Whether it will be another when its plan was applied.
    boolean moves() {
        return Parts.isToDo(changes);
    }

    /// What a verdict on its guest comes to that says no: if the parent moves it is not known yet,
    /// and if something keeps the parent from moving, that is what is in the way.
    Verdict dependent(Verdict.Blocked blocked) {
        if (moves()) {
            return later();
        }
        for (Change change : changes) {
            if (change.verdict() instanceof Verdict.Pending pending) {
                return new Verdict.Pending(
                        pending.disruption(), waits(change, pending.reason()), pending.remedy());
            }
        }
        for (Change change : changes) {
            if (change.verdict() instanceof Verdict.Blocked above) {
                return new Verdict.Blocked(waits(change, above.reason()), above.remedy());
            }
        }
        return blocked;
    }

    Verdict.Deferred later() {
        return new Verdict.Deferred("known after " + machine + " is applied");
    }

    private String waits(Change change, String reason) {
        return "it waits for " + change.resource() + " of " + machine + ": " + reason;
    }
}
