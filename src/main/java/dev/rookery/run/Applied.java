package dev.rookery.run;

import dev.rookery.plan.Failure;
import dev.rookery.plan.MachinePlan;
import dev.rookery.plan.Outcome;
import dev.rookery.plan.Outcome.Result;

import java.util.List;
import java.util.Optional;

/// What became of a machine in a run, and what its guests are told.
///
/// @param outcome nothing where the run does not change the machine
/// @param above what is known of it now; nothing if nothing can be done for its guests
record Applied(Optional<Outcome> outcome, Optional<Above> above) {
    /// Nothing was begun.
    static Applied skipped(MachinePlan approved) {
        Optional<Failure> failure =
                switch (approved) {
                    case MachinePlan.Planned _ -> Optional.empty();
                    case MachinePlan.Unplanned unplanned -> Optional.of(unplanned.failure());
                };
        List<Outcome.Part> parts = Parts.skipped(approved.changes());
        return new Applied(
                Optional.of(new Outcome(approved.machine(), parts, failure)), Optional.empty());
    }

    boolean hasFailed() {
        return outcome.filter(one -> one.failure().isPresent() || one.count(Result.FAILED) > 0)
                .isPresent();
    }
}
