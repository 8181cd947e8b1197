package dev.rookery.run;

import dev.rookery.inventory.Machine;
import dev.rookery.plan.MachinePlan;
import dev.rookery.plan.Outcome;
import dev.rookery.plan.Plan;
import dev.rookery.playbook.Desired;
import dev.rookery.playbook.Wanted;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// Does what a plan says and nothing else: each machine after its parent.
public final class Applier {
    private final Fleet fleet;
    private final Prober prober;
    private final MachinePlanner planner;
    private final RunRecord record;
    private final Interruption interruption;
    private final Patience patience;

    /// @param patience with machines that restart
    public Applier(
            Fleet fleet,
            Prober prober,
            Planner planner,
            RunRecord record,
            Interruption interruption,
            Patience patience) {
        this.fleet = fleet;
        this.prober = prober;
        this.planner = planner.machines();
        this.record = record;
        this.interruption = interruption;
        this.patience = patience;
    }

    /// Applies the plan on all of its machines. One machine's failure stops its own guests and no
    /// other, unless the play's `max_failures` says so.
    ///
    /// @return what happened to each, in the plan's order
    public List<Outcome> apply(
            Map<String, Machine> all, Desired desired, Plan plan, Consumer<Event> events) {
        Map<String, MachinePlan> approved = new LinkedHashMap<>();
        plan.machines().forEach(one -> approved.put(one.machine(), one));
        Map<String, Outcome> outcomes = new ConcurrentHashMap<>();
        Run run = new Run(record, interruption, patience, events);
        PlayGates gates = new PlayGates(desired.plays());
        prober.walk(Forest.of(all, approved.keySet()))
                .<Applied>each(
                        (site, parent) -> {
                            Applied applied =
                                    Optional.ofNullable(approved.get(site.machine().name()))
                                            .map(
                                                    one ->
                                                            apply(
                                                                    site, one, parent, desired,
                                                                    gates, run))
                                            .orElseGet(() -> look(site, parent, run));
                            applied.outcome().ifPresent(one -> outcomes.put(one.machine(), one));
                            return applied;
                        });
        return approved.keySet().stream()
                .map(name -> Objects.requireNonNull(outcomes.get(name), name))
                .toList();
    }

    /// A machine that is only there because of its guests.
    private Applied look(Site site, Optional<Applied> parent, Run run) {
        Look look = new Look(site, planner, parent.flatMap(Applied::above), run.events());
        return new Applied(Optional.empty(), Optional.of(fleet.limited(look::above)));
    }

    private Applied apply(
            Site site,
            MachinePlan approved,
            Optional<Applied> parent,
            Desired desired,
            PlayGates gates,
            Run run) {
        Wanted wanted = Objects.requireNonNull(desired.machines().get(approved.machine()));
        if (parent.isPresent() && parent.get().above().isEmpty()) {
            String failed = site.machine().parent().orElseThrow();
            run.events().accept(new Event.ParentFailed(approved.machine(), failed));
            return Applied.skipped(approved);
        }
        MachineRun machine =
                new MachineRun(site, wanted, planner, parent.flatMap(Applied::above), run);
        if (!Parts.isToDo(approved.changes())) {
            return fleet.limited(() -> machine.apply(approved));
        }
        Applied applied =
                gates.pass(
                        approved.machine(),
                        () -> fleet.limited(() -> begin(machine, approved)),
                        () -> Applied.skipped(approved));
        applied.outcome()
                .ifPresent(one -> run.events().accept(new Event.MachineEnded(one.machine(), one)));
        return applied;
    }

    private Applied begin(MachineRun machine, MachinePlan approved) {
        if (!interruption.begin()) {
            return Applied.skipped(approved);
        }
        try {
            return machine.apply(approved);
        } finally {
            interruption.end();
        }
    }
}
