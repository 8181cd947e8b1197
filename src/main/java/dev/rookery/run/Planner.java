package dev.rookery.run;

import dev.rookery.facts.Observations;
import dev.rookery.inventory.Machine;
import dev.rookery.plan.Failure;
import dev.rookery.plan.MachinePlan;
import dev.rookery.plan.Plan;
import dev.rookery.playbook.Desired;
import dev.rookery.playbook.Wanted;
import dev.rookery.resource.Resources;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/// Plans what is to be done on machines: observes them, then compares.
public final class Planner {
    private final Prober prober;
    private final Resources resources;

    public Planner(Prober prober, Resources resources) {
        this.prober = prober;
        this.resources = resources;
    }

    /// Plans every machine that the playbook says something about. Changes nothing.
    ///
    /// @param machines of the inventory, by name
    public Plan plan(Map<String, Machine> machines, Desired desired, Consumer<Event> events) {
        List<Machine> selected =
                desired.machines().keySet().stream()
                        .map(name -> Objects.requireNonNull(machines.get(name), name))
                        .toList();
        return new Plan(
                prober.probe(selected, events).stream()
                        .map(probed -> plan(probed, wanted(desired, probed.machine())))
                        .toList());
    }

    private static Wanted wanted(Desired desired, String machine) {
        return Objects.requireNonNull(desired.machines().get(machine), machine);
    }

    MachinePlan plan(Probed probed, Wanted wanted) {
        return switch (probed) {
            case Probed.Seen(String machine, Observations observed) ->
                    new MachinePlan.Planned(machine, List.of(), resources.plan(wanted, observed));
            case Probed.Unseen(String machine, Failure failure) ->
                    new MachinePlan.Unplanned(machine, failure);
        };
    }
}
