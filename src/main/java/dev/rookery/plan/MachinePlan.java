package dev.rookery.plan;

import java.util.List;

/// What is to be done on one machine, or why that is not known.
public sealed interface MachinePlan {
    /// The machine's name in the inventory.
    String machine();

    /// The machine was probed and compared.
    ///
    /// @param changes every resource that the playbook states, also those as desired; in the order
    ///   in which their tasks run
    record Planned(String machine, List<Change> changes) implements MachinePlan {
        public Planned {
            changes = List.copyOf(changes);
        }
    }

    /// The machine could not be probed.
    record Unplanned(String machine, Failure failure) implements MachinePlan {}
}
