package dev.rookery.run;

import dev.rookery.plan.Change;
import dev.rookery.plan.Verdict;

import java.util.List;
import java.util.function.Consumer;

/// What all machines of one run share.
///
/// @param patience with machines that restart
record Run(RunRecord record, Interruption interruption, Patience patience, Consumer<Event> events) {
    /// Says what nothing is done about of what was not shown before.
    void tellUndone(String machine, List<Change> changes) {
        changes.stream()
                .filter(
                        change ->
                                change.verdict() instanceof Verdict.Blocked
                                        || change.verdict() instanceof Verdict.Pending)
                .forEach(change -> events.accept(new Event.LeftUndone(machine, change)));
    }
}
