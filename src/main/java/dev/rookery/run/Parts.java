package dev.rookery.run;

import dev.rookery.plan.Change;
import dev.rookery.plan.Outcome.Part;
import dev.rookery.plan.Outcome.Result;
import dev.rookery.plan.Verdict;

import java.util.ArrayList;
import java.util.List;

/// What becomes of changes for which nothing is run.
final class Parts {
    private Parts() {}

    /// The changes that have a task.
    static List<Change> updates(List<Change> changes) {
        return changes.stream()
                .filter(change -> change.verdict() instanceof Verdict.Update)
                .toList();
    }

    static boolean isDeferred(List<Change> changes) {
        return changes.stream().anyMatch(change -> change.verdict() instanceof Verdict.Deferred);
    }

    static boolean isToDo(List<Change> changes) {
        return isDeferred(changes) || !updates(changes).isEmpty();
    }

    /// Of those that have no task.
    static List<Part> withoutTask(List<Change> changes) {
        List<Part> parts = new ArrayList<>();
        for (Change change : changes) {
            switch (change.verdict()) {
                case Verdict.AsDesired _ -> parts.add(new Part(change, Result.OK));
                case Verdict.Pending _, Verdict.Deferred _ ->
                        parts.add(new Part(change, Result.PENDING));
                case Verdict.Blocked _ -> parts.add(new Part(change, Result.BLOCKED));
                case Verdict.NotApplicable _, Verdict.Update _ -> {}
            }
        }
        return parts;
    }

    /// Of all, where nothing is begun.
    static List<Part> skipped(List<Change> changes) {
        List<Part> parts = new ArrayList<>();
        for (Change change : changes) {
            switch (change.verdict()) {
                case Verdict.Update _, Verdict.Deferred _ ->
                        parts.add(new Part(change, Result.SKIPPED));
                case Verdict.AsDesired _,
                        Verdict.Pending _,
                        Verdict.Blocked _,
                        Verdict.NotApplicable _ ->
                        parts.addAll(withoutTask(List.of(change)));
            }
        }
        return parts;
    }
}
