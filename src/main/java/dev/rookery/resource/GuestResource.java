package dev.rookery.resource;

import dev.rookery.facts.Observations;
import dev.rookery.facts.OsFamily;
import dev.rookery.plan.Change;
import dev.rookery.playbook.Wanted;

import java.util.List;

/// A kind of guest that a hypervisor has. What is wanted of one is planned from what was observed
/// of its parent, and its tasks run there.
public interface GuestResource {
    /// The kind of machine that has such guests.
    OsFamily os();

    /// The script that observes all guests of a machine and changes nothing. Its lines are those of
    /// [Observations].
    String probe();

    /// Compares what is wanted with what was observed. A pure function.
    ///
    /// @param name what the guest is called on its parent: its name, UUID or Id
    /// @param wanted of the guest; its `guest:` block is there
    /// @param parent what was observed of its parent
    /// @return a change for each thing that is stated, also where it is as desired; in the order in
    ///   which their tasks must run
    List<Change> plan(String name, Wanted wanted, Observations parent);

    /// What was left undone with guests of a machine, whatever a playbook says of them.
    default List<Change> left(Observations parent) {
        return List.of();
    }

    /// What its parent knows of the guest.
    GuestSight sight(String name, Observations parent);
}
