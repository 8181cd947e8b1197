package dev.rookery.plan;

import java.util.List;

/// What follows from comparing one resource's desired state with the facts.
public sealed interface Verdict {
    /// Nothing is to be done.
    ///
    /// @param evidence what was seen that says so
    record AsDesired(List<String> evidence) implements Verdict {
        public AsDesired {
            evidence = List.copyOf(evidence);
        }
    }

    /// Says nothing about this machine, such as a parameter of the other vendor's module; not
    /// counted.
    ///
    /// @param reason why not
    record NotApplicable(String reason) implements Verdict {}

    /// A task will make it so.
    ///
    /// @param reason why it is to be changed
    record Update(Task task, Disruption disruption, String reason) implements Verdict {}

    /// Can be done, but would disturb more than the play allows now.
    ///
    /// @param disruption what it waits for
    /// @param reason who or what is in the way
    record Pending(Disruption disruption, String reason, String remedy) implements Verdict {}

    /// Cannot be made so as things are.
    ///
    /// @param remedy what a person can do about it
    record Blocked(String reason, String remedy) implements Verdict {}

    /// Cannot be known before something else was applied.
    record Deferred(String reason) implements Verdict {}
}
