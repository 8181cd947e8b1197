package dev.rookery.plan;

import java.util.List;
import java.util.stream.Stream;

/// What is to be done for one machine, or why that is not known.
public sealed interface MachinePlan {
    /// The machine's name in the inventory.
    String machine();

    /// The machine was compared with what is wanted: every resource that the playbook states, also
    /// those as desired, in the order in which their tasks run.
    ///
    /// @param given what its parent gives it; those tasks run on the parent, before its own
    /// @param own what it is itself
    record Planned(String machine, List<Change> given, List<Change> own) implements MachinePlan {
        public Planned {
            given = List.copyOf(given);
            own = List.copyOf(own);
        }

        /// All of them, in their order.
        public List<Change> changes() {
            return Stream.concat(given.stream(), own.stream()).toList();
        }
    }

    /// The machine could not be probed.
    record Unplanned(String machine, Failure failure) implements MachinePlan {}
}
