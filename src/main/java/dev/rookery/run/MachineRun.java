package dev.rookery.run;

import dev.rookery.facts.Observations;
import dev.rookery.inventory.Machine;
import dev.rookery.inventory.Machine.GuestOf;
import dev.rookery.plan.Change;
import dev.rookery.plan.Failure;
import dev.rookery.plan.MachinePlan;
import dev.rookery.plan.Outcome;
import dev.rookery.plan.Outcome.Part;
import dev.rookery.plan.Outcome.Result;
import dev.rookery.playbook.Wanted;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Applies one machine's plan: what its parent gives it, on the parent; then what it is itself.
/// What could not be planned before is planned now.
final class MachineRun {
    private final Site site;
    private final Wanted wanted;
    private final MachinePlanner planner;
    private final Run run;
    private final List<Part> parts = new ArrayList<>();
    private Optional<Above> parent;

    /// @param parent what is known of its parent; nothing if it is no guest
    MachineRun(Site site, Wanted wanted, MachinePlanner planner, Optional<Above> parent, Run run) {
        this.site = site;
        this.wanted = wanted;
        this.planner = planner;
        this.parent = parent;
        this.run = run;
    }

    Applied apply(MachinePlan approved) {
        Optional<Failure> failure = given(approved.given());
        if (failure.isEmpty()) {
            failure = own(approved);
        } else if (approved instanceof MachinePlan.Planned planned) {
            parts.addAll(Parts.skipped(planned.own()));
        }
        Outcome outcome = new Outcome(site.machine().name(), parts, failure);
        return new Applied(
                Optional.of(outcome),
                failure.isPresent() ? Optional.empty() : Optional.of(above()));
    }

    private Optional<Failure> given(List<Change> approved) {
        if (!Parts.isToDo(approved)) {
            parts.addAll(Parts.withoutTask(approved));
            return Optional.empty();
        }
        GuestOf guest = site.machine().guestOf().orElseThrow();
        Above before = parent.orElseThrow();
        PartRun.Done done =
                new PartRun(
                                site.machine().name(),
                                site.parent().orElseThrow(),
                                seen -> planner.given(guest, wanted, before.now(seen)),
                                run)
                        .apply(
                                Parts.isDeferred(approved)
                                        ? Optional.empty()
                                        : Optional.of(approved));
        parts.addAll(done.parts());
        parent = done.after().map(before::now).or(() -> parent);
        return done.failure();
    }

    private Optional<Failure> own(MachinePlan approved) {
        return switch (approved) {
            case MachinePlan.Unplanned(String _, List<Change> _, Failure failure) ->
                    Optional.of(failure);
            case MachinePlan.Planned planned when !Parts.isToDo(planned.own()) -> {
                parts.addAll(Parts.withoutTask(planned.own()));
                yield Optional.empty();
            }
            case MachinePlan.Planned planned when Parts.isDeferred(planned.own()) ->
                    planNow(planned.own());
            case MachinePlan.Planned planned -> own(Optional.of(planned.own()));
        };
    }

    /// Plans what could not be known before, and does it.
    private Optional<Failure> planNow(List<Change> deferred) {
        if (run.interruption().isRequested()) {
            parts.addAll(Parts.skipped(deferred));
            return Optional.empty();
        }
        boolean given = parts.stream().anyMatch(part -> part.result() == Result.CHANGED);
        return switch (planner.plan(
                site.machine(),
                wanted,
                parent,
                () -> given ? Arrival.await(site, run) : site.observe(run.events()))) {
            case MachinePlan.Unplanned(String _, List<Change> _, Failure failure) ->
                    Optional.of(failure);
            case MachinePlan.Planned now when Parts.updates(now.own()).isEmpty() -> {
                parts.addAll(Parts.withoutTask(now.own()));
                run.tellUndone(site.machine().name(), now.own());
                yield Optional.empty();
            }
            case MachinePlan.Planned _ -> own(Optional.empty());
        };
    }

    private Optional<Failure> own(Optional<List<Change>> approved) {
        PartRun.Done done =
                new PartRun(site.machine().name(), site, this::own, run).apply(approved);
        parts.addAll(done.parts());
        return done.failure();
    }

    private List<Change> own(Observations seen) {
        Machine machine = site.machine();
        return switch (planner.plan(
                machine, wanted, parent, () -> new Probed.Seen(machine.name(), seen))) {
            case MachinePlan.Planned planned -> planned.own();
            case MachinePlan.Unplanned _ -> List.of();
        };
    }

    /// What its guests are told: nothing that was done is left to do.
    private Above above() {
        List<Change> left =
                parts.stream()
                        .filter(part -> part.result() != Result.CHANGED)
                        .map(Part::change)
                        .toList();
        return new Look(site, planner, parent, run.events())
                .above(new MachinePlan.Planned(site.machine().name(), List.of(), left));
    }
}
