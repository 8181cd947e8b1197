package dev.rookery.run;

import dev.rookery.plan.Change;
import dev.rookery.plan.Failure;
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
    /// @param done the changes whose tasks ran
    /// @param now the changes that follow from looking again
    static Remainder of(List<Change> done, List<Change> now) {
        Set<String> touched =
                Parts.updates(done).stream().map(Change::resource).collect(Collectors.toSet());
        List<String> resources = new ArrayList<>();
        List<String> remedies = new ArrayList<>();
        for (Change change : now) {
            switch (change.verdict()) {
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
