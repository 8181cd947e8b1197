package dev.rookery.run;

import dev.rookery.connect.ConnectionException;
import dev.rookery.inventory.Machine;
import dev.rookery.plan.Failure;
import dev.rookery.plan.MachinePlan;
import dev.rookery.plan.Outcome;
import dev.rookery.plan.Plan;
import dev.rookery.playbook.Desired;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/// Does what a plan says and nothing else.
public final class Applier {
    private final Access access;
    private final Fleet fleet;
    private final Prober prober;
    private final Planner planner;
    private final RunRecord record;
    private final Interruption interruption;
    private final Patience patience;

    /// @param patience with machines that restart
    public Applier(
            Access access,
            Fleet fleet,
            Prober prober,
            Planner planner,
            RunRecord record,
            Interruption interruption,
            Patience patience) {
        this.access = access;
        this.fleet = fleet;
        this.prober = prober;
        this.planner = planner;
        this.record = record;
        this.interruption = interruption;
        this.patience = patience;
    }

    /// Applies the plan on all of its machines. One machine's failure does not stop another, unless
    /// the play's `max_failures` says so.
    ///
    /// @return what happened to each, in the plan's order
    public List<Outcome> apply(
            Map<String, Machine> machines, Desired desired, Plan plan, Consumer<Event> events) {
        PlayGates gates = new PlayGates(desired.plays());
        return fleet.together(
                plan.machines(),
                approved -> {
                    Outcome outcome = apply(machines, desired, approved, gates, events);
                    if (approved instanceof MachinePlan.Planned) {
                        events.accept(new Event.MachineEnded(outcome.machine(), outcome));
                    }
                    return outcome;
                });
    }

    private Outcome apply(
            Map<String, Machine> machines,
            Desired desired,
            MachinePlan approved,
            PlayGates gates,
            Consumer<Event> events) {
        return switch (approved) {
            case MachinePlan.Unplanned(String machine, Failure failure) ->
                    new Outcome(machine, List.of(), Optional.of(failure));
            case MachinePlan.Planned planned when MachineRun.updates(planned).isEmpty() ->
                    MachineRun.unchanged(planned);
            case MachinePlan.Planned planned -> {
                Machine machine = Objects.requireNonNull(machines.get(planned.machine()));
                yield gates.pass(
                        planned.machine(),
                        () -> fleet.limited(() -> reachAndApply(machine, desired, planned, events)),
                        () -> MachineRun.skipped(planned));
            }
        };
    }

    private Outcome reachAndApply(
            Machine machine,
            Desired desired,
            MachinePlan.Planned approved,
            Consumer<Event> events) {
        if (!interruption.begin()) {
            return MachineRun.skipped(approved);
        }
        try (MachineRun run = open(machine, events)) {
            return run.apply(
                    approved, Objects.requireNonNull(desired.machines().get(machine.name())));
        } catch (ConnectionException unreachable) {
            return new Outcome(machine.name(), List.of(), Optional.of(Failures.of(unreachable)));
        } finally {
            interruption.end();
        }
    }

    private MachineRun open(Machine machine, Consumer<Event> events) throws ConnectionException {
        return new MachineRun(
                machine,
                access.open(machine),
                prober,
                planner,
                record,
                interruption,
                events,
                settled -> new Restart(machine, access, prober, interruption, patience, settled));
    }
}
