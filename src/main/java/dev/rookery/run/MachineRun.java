package dev.rookery.run;

import dev.rookery.facts.Observations;
import dev.rookery.inventory.Machine;
import dev.rookery.plan.Change;
import dev.rookery.plan.Disruption;
import dev.rookery.plan.Failure;
import dev.rookery.plan.MachinePlan;
import dev.rookery.plan.Outcome;
import dev.rookery.plan.Outcome.Part;
import dev.rookery.plan.Outcome.Result;
import dev.rookery.plan.Verdict;
import dev.rookery.playbook.Wanted;
import dev.rookery.shell.ShellException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Applies one machine's plan: takes the machine's lock, looks again, runs the tasks, looks whether
/// it is so now.
final class MachineRun implements AutoCloseable {
    private static final Duration LOCK = Duration.ofSeconds(30);

    private final Machine machine;
    private final Prober prober;
    private final Planner planner;
    private final RunRecord record;
    private final Interruption interruption;
    private final Consumer<Event> events;
    private final Function<Predicate<Observations>, Restart> restarts;
    private Session session;
    private Optional<MachineLock> lock = Optional.empty();

    /// @param session on the machine; it is closed with this
    /// @param restarts what restarts the machine, given when it has settled
    MachineRun(
            Machine machine,
            Session session,
            Prober prober,
            Planner planner,
            RunRecord record,
            Interruption interruption,
            Consumer<Event> events,
            Function<Predicate<Observations>, Restart> restarts) {
        this.machine = machine;
        this.session = session;
        this.prober = prober;
        this.planner = planner;
        this.record = record;
        this.interruption = interruption;
        this.events = events;
        this.restarts = restarts;
    }

    /// A feature of Windows takes its time; a module is loaded in a moment, or never.
    private Duration taskLimit() {
        return switch (machine.os()) {
            case LINUX -> Duration.ofMinutes(5);
            case WINDOWS -> Duration.ofMinutes(30);
        };
    }

    /// The changes that have a task.
    static List<Change> updates(MachinePlan.Planned plan) {
        return plan.changes().stream()
                .filter(change -> change.verdict() instanceof Verdict.Update)
                .toList();
    }

    /// The outcome where no change has a task.
    static Outcome unchanged(MachinePlan.Planned plan) {
        return new Outcome(plan.machine(), withoutTask(plan), Optional.empty());
    }

    /// The outcome where nothing was begun.
    static Outcome skipped(MachinePlan.Planned plan) {
        List<Part> parts = new ArrayList<>(withoutTask(plan));
        updates(plan).forEach(change -> parts.add(new Part(change, Result.SKIPPED)));
        return new Outcome(plan.machine(), parts, Optional.empty());
    }

    private static List<Part> withoutTask(MachinePlan.Planned plan) {
        List<Part> parts = new ArrayList<>();
        for (Change change : plan.changes()) {
            switch (change.verdict()) {
                case Verdict.AsDesired _ -> parts.add(new Part(change, Result.OK));
                case Verdict.Pending _, Verdict.Deferred _ ->
                        parts.add(new Part(change, Result.PENDING));
                case Verdict.Blocked _ -> parts.add(new Part(change, Result.BLOCKED));
                case Verdict.NotApplicable _, Verdict.Update _ -> {}
            }
        }
        return parts;
    }

    Outcome apply(MachinePlan.Planned approved, Wanted wanted) {
        try {
            Optional<Failure> refused = lock();
            return refused.isPresent()
                    ? new Outcome(approved.machine(), withoutTask(approved), refused)
                    : applyLocked(approved, wanted);
        } catch (ShellException failed) {
            return new Outcome(
                    approved.machine(), withoutTask(approved), Optional.of(Failures.of(failed)));
        }
    }

    private Optional<Failure> lock() throws ShellException {
        MachineLock taken = session.lock(record.owner(), record.id(), LOCK);
        lock = Optional.of(taken);
        return TaskAnswer.failure(taken.answer()).map(MachineRun::locked);
    }

    @Override
    public void close() {
        lock.ifPresent(MachineLock::close);
        session.close();
    }

    private static Failure locked(Failure why) {
        return new Failure(
                why.kind(),
                "the machine cannot be taken for this run: " + why.message(),
                "if another run has it, apply again when that has ended");
    }

    private Outcome applyLocked(MachinePlan.Planned approved, Wanted wanted) {
        Probed before = prober.probe(machine, session.shell());
        if (!(planner.plan(before, wanted) instanceof MachinePlan.Planned now)) {
            return new Outcome(approved.machine(), withoutTask(approved), failure(before));
        }
        if (!verdicts(updates(now)).equals(verdicts(updates(approved)))) {
            return new Outcome(approved.machine(), withoutTask(now), Optional.of(stale()));
        }
        Optional<Failure> unkept = record.before(before);
        if (unkept.isPresent()) {
            return new Outcome(approved.machine(), withoutTask(now), unkept);
        }
        List<Part> parts = new ArrayList<>(withoutTask(now));
        Optional<Failure> failure = runTasks(now, wanted, parts);
        return failure.isPresent()
                ? new Outcome(now.machine(), parts, failure)
                : new Outcome(now.machine(), parts, check(now, wanted));
    }

    private static List<Verdict> verdicts(List<Change> changes) {
        return changes.stream().map(Change::verdict).toList();
    }

    private static Failure stale() {
        return new Failure(
                Failure.Kind.STALE,
                "the machine is no longer as it was when the plan was made",
                "plan again");
    }

    private Optional<Failure> runTasks(MachinePlan.Planned plan, Wanted wanted, List<Part> parts) {
        Optional<Failure> failure = Optional.empty();
        for (Change change : updates(plan)) {
            if (failure.isPresent() || interruption.isRequested()) {
                parts.add(new Part(change, Result.SKIPPED));
                continue;
            }
            failure = run(change, wanted);
            parts.add(new Part(change, failure.map(MachineRun::result).orElse(Result.CHANGED)));
        }
        return failure;
    }

    /// A machine that was lost or is stale is counted as that, once.
    private static Result result(Failure failure) {
        return failure.kind() == Failure.Kind.FAILED ? Result.FAILED : Result.SKIPPED;
    }

    private Optional<Failure> run(Change change, Wanted wanted) {
        if (!(change.verdict() instanceof Verdict.Update update)) {
            return Optional.empty();
        }
        events.accept(new Event.TaskBegan(machine.name(), change));
        long start = System.nanoTime();
        try {
            Optional<Failure> failure =
                    TaskAnswer.failure(
                            session.shell()
                                    .run(TaskScript.of(update.task(), record.id()), taskLimit()));
            if (failure.isEmpty() && update.disruption() == Disruption.REBOOT) {
                failure = restart(wanted);
            }
            if (failure.isEmpty()) {
                events.accept(
                        new Event.TaskEnded(
                                machine.name(),
                                change,
                                Duration.ofNanos(System.nanoTime() - start)));
            }
            return failure;
        } catch (ShellException failed) {
            return Optional.of(Failures.during(update.task(), failed));
        }
    }

    /// Restarts the machine and takes it again. It has settled when nothing is left to do.
    private Optional<Failure> restart(Wanted wanted) throws ShellException {
        events.accept(new Event.Restarting(machine.name()));
        Restart restart =
                restarts.apply(
                        seen ->
                                planner.plan(new Probed.Seen(machine.name(), seen), wanted)
                                                instanceof MachinePlan.Planned now
                                        && updates(now).isEmpty());
        return switch (restart.run(session, record.id())) {
            case Restart.Result.Back(Session back) -> {
                session = back;
                yield lock();
            }
            case Restart.Result.Failed(Failure failure) -> Optional.of(failure);
        };
    }

    /// Looks whether what was done is so now.
    private Optional<Failure> check(MachinePlan.Planned done, Wanted wanted) {
        Probed after = prober.probe(machine, session.shell());
        if (!(planner.plan(after, wanted) instanceof MachinePlan.Planned now)) {
            return failure(after);
        }
        Set<String> touched =
                updates(done).stream().map(Change::resource).collect(Collectors.toSet());
        List<String> left = new ArrayList<>();
        List<String> remedies = new ArrayList<>();
        for (Change change : now.changes()) {
            switch (change.verdict()) {
                case Verdict.Update update ->
                        left.add(change.resource() + " (" + update.reason() + ")");
                case Verdict.Blocked(String reason, String remedy)
                        when touched.contains(change.resource()) -> {
                    left.add(change.resource() + " (" + reason + ")");
                    remedies.add(remedy);
                }
                case Verdict.AsDesired _,
                        Verdict.NotApplicable _,
                        Verdict.Pending _,
                        Verdict.Blocked _,
                        Verdict.Deferred _ -> {}
            }
        }
        return left.isEmpty() || interruption.isRequested()
                ? Optional.empty()
                : Optional.of(
                        new Failure(
                                Failure.Kind.FAILED,
                                "every task says that it is done, but this still differs: "
                                        + String.join("; ", left),
                                remedies.isEmpty()
                                        ? "see what changes it: rookery plan --diff"
                                        : String.join("; ", remedies)));
    }

    private static Optional<Failure> failure(Probed probed) {
        return switch (probed) {
            case Probed.Seen _ -> Optional.empty();
            case Probed.Unseen(String _, Failure failure) -> Optional.of(failure);
        };
    }
}
