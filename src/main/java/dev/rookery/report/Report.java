package dev.rookery.report;

import dev.rookery.plan.Outcome;
import dev.rookery.plan.Plan;
import dev.rookery.run.Event;

import java.util.List;
import java.util.Map;

/// One way to tell what a run found and did. Safe for use by many threads.
public interface Report {
    /// What would be done.
    ///
    /// @param guestOf each guest's parent, by name
    void plan(Plan plan, Map<String, String> guestOf);

    /// What is as desired, with what was seen that says so, and what is not.
    void verified(Plan plan, Map<String, String> guestOf);

    /// Something happened just now.
    void event(Event event);

    /// The user asked to end; what has begun comes to its end first.
    ///
    /// @param working how many machines are being changed now
    void interrupted(int working);

    /// What happened to every machine.
    void recap(List<Outcome> outcomes);
}
