package dev.rookery.run;

import dev.rookery.plan.Change;
import dev.rookery.plan.Failure;
import dev.rookery.plan.Outcome.Part;
import dev.rookery.plan.Outcome.Result;
import dev.rookery.plan.Verdict;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What is left though every task said that it is done.
///
/// @param resources what differs still, each with the reason
/// @param remedies for those that are blocked now
record Remainder(List<String> resources, List<String> remedies) {
    /// @param parts what became of the changes
    /// @param now the changes that follow from looking again
    static Remainder of(List<Part> parts, List<Change> now) {
        Set<String> touched = resources(parts, Result.CHANGED);
        Set<String> waiting = resources(parts, Result.PENDING);
        List<String> resources = new ArrayList<>();
        List<String> remedies = new ArrayList<>();
        for (Change change : now) {
            switch (change.verdict()) {
                case Verdict.Update _ when waiting.contains(change.resource()) -> {}
                case Verdict.Update update ->
                        resources.add(change.resource() + " (" + update.reason() + ")");
                case Verdict.Blocked(String reason, String remedy)
                        when touched.contains(change.resource()) -> {
                    resources.add(change.resource() + " (" + reason + ")");
                    remedies.add(remedy);
                }
                case Verdict.AsDesired _,
                        Verdict.NotApplicable _,
                        Verdict.Pending _,
                        Verdict.Blocked _,
                        Verdict.Deferred _ -> {}
            }
        }
        return new Remainder(resources, remedies);
    }

    private static Set<String> resources(List<Part> parts, Result result) {
        return parts.stream()
                .filter(part -> part.result() == result)
                .map(part -> part.change().resource())
                .collect(Collectors.toSet());
    }

    Optional<Failure> failure() {
        return resources.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Failure(
                                Failure.Kind.FAILED,
                                "every task says that it is done, but this still differs: "
                                        + String.join("; ", resources),
                                remedies.isEmpty()
                                        ? "see what changes it: rookery plan --diff"
                                        : String.join("; ", remedies)));
    }
}
