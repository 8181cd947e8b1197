package dev.rookery.run;

import dev.rookery.facts.Fact;
import dev.rookery.facts.Observations;
import dev.rookery.inventory.Machine;
import dev.rookery.plan.Change;
import dev.rookery.plan.Failure;
import dev.rookery.plan.MachinePlan;
import dev.rookery.plan.Outcome;
import dev.rookery.plan.Outcome.Part;
import dev.rookery.plan.Outcome.Result;
import dev.rookery.plan.Verdict;
import dev.rookery.playbook.Wanted;
import dev.rookery.shell.Answer;
import dev.rookery.shell.HeldScript;
import dev.rookery.shell.ShellException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Applies one machine's plan: takes the machine's lock, looks again, runs the tasks, looks whether
/// it is so now.
///
/// @param session on the machine
record MachineRun(
        Machine machine,
        Access.Session session,
        Prober prober,
        Planner planner,
        RunRecord record,
        Interruption interruption,
        Consumer<Event> events) {
    private static final Duration LOCK = Duration.ofSeconds(30);
    private static final Duration TASK = Duration.ofMinutes(5);

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
        try (HeldScript lock = session.hold(TaskScript.lock(record.owner(), record.id()), LOCK)) {
            Optional<Failure> refused = failure(lock.answer()).map(MachineRun::locked);
            return refused.isPresent()
                    ? new Outcome(approved.machine(), withoutTask(approved), refused)
                    : applyLocked(approved, wanted);
        } catch (ShellException failed) {
            return new Outcome(
                    approved.machine(), withoutTask(approved), Optional.of(Failures.of(failed)));
        }
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
        Optional<Failure> failure = runTasks(now, parts);
        return failure.isPresent()
                ? new Outcome(now.machine(), parts, failure)
                : new Outcome(now.machine(), parts, check(wanted));
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

    private Optional<Failure> runTasks(MachinePlan.Planned plan, List<Part> parts) {
        Optional<Failure> failure = Optional.empty();
        for (Change change : updates(plan)) {
            if (failure.isPresent() || interruption.isRequested()) {
                parts.add(new Part(change, Result.SKIPPED));
                continue;
            }
            failure = run(plan.machine(), change);
            parts.add(new Part(change, failure.map(MachineRun::result).orElse(Result.CHANGED)));
        }
        return failure;
    }

    /// A machine that was lost or is stale is counted as that, once.
    private static Result result(Failure failure) {
        return failure.kind() == Failure.Kind.FAILED ? Result.FAILED : Result.SKIPPED;
    }

    private Optional<Failure> run(String machine, Change change) {
        if (!(change.verdict() instanceof Verdict.Update update)) {
            return Optional.empty();
        }
        events.accept(new Event.TaskBegan(machine, change));
        long start = System.nanoTime();
        try {
            Optional<Failure> failure =
                    failure(session.shell().run(TaskScript.of(update.task(), record.id()), TASK));
            if (failure.isPresent()) {
                return failure;
            }
            events.accept(
                    new Event.TaskEnded(
                            machine, change, Duration.ofNanos(System.nanoTime() - start)));
            return failure;
        } catch (ShellException failed) {
            return Optional.of(Failures.during(update.task(), failed));
        }
    }

    /// Looks whether what was done is so now.
    private Optional<Failure> check(Wanted wanted) {
        Probed after = prober.probe(machine, session.shell());
        if (!(planner.plan(after, wanted) instanceof MachinePlan.Planned now)) {
            return failure(after);
        }
        List<String> left = updates(now).stream().map(Change::resource).toList();
        return left.isEmpty() || interruption.isRequested()
                ? Optional.empty()
                : Optional.of(
                        new Failure(
                                Failure.Kind.FAILED,
                                "every task says that it is done, but this still differs: "
                                        + String.join("; ", left),
                                "see what changes it: rookery plan --diff"));
    }

    private static Optional<Failure> failure(Probed probed) {
        return switch (probed) {
            case Probed.Seen _ -> Optional.empty();
            case Probed.Unseen(String _, Failure failure) -> Optional.of(failure);
        };
    }

    private static Optional<Failure> failure(Answer answer) {
        Observations said = Observations.parse(answer.lines());
        String result = said.one("result").ifKnown().orElse("");
        if (result.equals("done")) {
            return Optional.empty();
        }
        String reason =
                switch (said.one("reason")) {
                    case Fact.Known<String>(String known) -> known;
                    case Fact.Unknown<String> _ ->
                            "the script ended with exit code "
                                    + answer.exitCode()
                                    + ": "
                                    + answer.errors().strip();
                };
        String detail = String.join("; ", said.all("detail").ifKnown().orElse(List.of()));
        boolean rolledBack = said.one("rolled-back").ifKnown().filter("yes"::equals).isPresent();
        return Optional.of(
                new Failure(
                        result.equals("stale") ? Failure.Kind.STALE : Failure.Kind.FAILED,
                        reason
                                + (detail.isEmpty() ? "" : ": " + detail)
                                + (rolledBack
                                        ? "; rolled back, file and module are as before"
                                        : ""),
                        ""));
    }
}
