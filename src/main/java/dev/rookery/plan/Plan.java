package dev.rookery.plan;

import java.util.List;

/// All changes of a run, as plain data.
///
/// @param machines in the order of the inventory, parents before their guests
public record Plan(List<MachinePlan> machines) {
    public Plan {
        machines = List.copyOf(machines);
    }
}
