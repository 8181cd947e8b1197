package dev.rookery.run;

import dev.rookery.inventory.Machine;
import dev.rookery.plan.MachinePlan;
import dev.rookery.plan.Plan;
import dev.rookery.playbook.Desired;
import dev.rookery.playbook.Wanted;
import dev.rookery.resource.Resources;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// Plans what is to be done on machines: observes them, each after its parent, then compares.
public final class Planner {
    private final Fleet fleet;
    private final Prober prober;
    private final MachinePlanner machines;

    public Planner(Fleet fleet, Prober prober, Resources resources) {
        this.fleet = fleet;
        this.prober = prober;
        this.machines = new MachinePlanner(resources);
    }

    /// One that also proves what is as desired.
    public Planner proving() {
        return new Planner(fleet, prober.proving(), machines.resources());
    }

    /// Plans every machine that the playbook says something about. Changes nothing.
    ///
    /// @param all machines of the inventory, by name
    public Plan plan(Map<String, Machine> all, Desired desired, Consumer<Event> events) {
        Map<String, MachinePlan> plans = new ConcurrentHashMap<>();
        Walk walk = prober.walk(Forest.of(all, desired.machines().keySet()));
        walk.<Above>each(
                (site, parent) ->
                        fleet.limited(
                                () -> {
                                    Look look = new Look(site, machines, parent, events);
                                    Optional<MachinePlan> plan =
                                            wanted(desired, site).map(look::plan);
                                    plan.ifPresent(one -> plans.put(one.machine(), one));
                                    return plan.map(look::above).orElseGet(look::above);
                                }));
        return new Plan(
                desired.machines().keySet().stream()
                        .map(name -> Objects.requireNonNull(plans.get(name), name))
                        .toList());
    }

    private static Optional<Wanted> wanted(Desired desired, Site site) {
        return Optional.ofNullable(desired.machines().get(site.machine().name()));
    }

    MachinePlanner machines() {
        return machines;
    }
}
