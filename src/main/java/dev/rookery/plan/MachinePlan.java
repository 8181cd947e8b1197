package dev.rookery.plan;

import java.util.List;
import java.util.stream.Stream;

/// What is to be done for one machine, or why that is not known.
public sealed interface MachinePlan {
    /// The machine's name in the inventory.
    String machine();

    /// What its parent gives it.
    List<Change> given();

    /// All that is known of it, in the order in which the tasks run.
    List<Change> changes();

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

        @Override
        public List<Change> changes() {
            return Stream.concat(given.stream(), own.stream()).toList();
        }
    }

    /// The machine could not be probed.
    ///
    /// @param given what its parent gives it all the same
    record Unplanned(String machine, List<Change> given, Failure failure) implements MachinePlan {
        public Unplanned {
            given = List.copyOf(given);
        }

        @Override
        public List<Change> changes() {
            return given;
        }
    }
}
