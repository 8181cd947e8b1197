package dev.rookery.report;

import dev.rookery.plan.Change;
import dev.rookery.plan.Failure;
import dev.rookery.plan.Outcome;
import dev.rookery.plan.Plan;
import dev.rookery.plan.Verdict;
import dev.rookery.run.Event;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What people read: results on standard output, progress and mistakes on standard error.
public final class HumanReport implements Report {
    private final PrintStream out;
    private final PrintStream err;
    private final Paint paint;
    private final boolean diff;
    private final boolean everyMachine;

    /// @param out for results
    /// @param err for progress
    /// @param diff whether the edits of files are shown line by line
    /// @param everyMachine whether it is told of each machine that it was observed
    public HumanReport(
            PrintStream out, PrintStream err, Paint paint, boolean diff, boolean everyMachine) {
        this.out = out;
        this.err = err;
        this.paint = paint;
        this.diff = diff;
        this.everyMachine = everyMachine;
    }

    @Override
    public synchronized void plan(Plan plan, Map<String, String> guestOf) {
        new PlanText(paint, guestOf, diff, false).lines(plan).forEach(out::println);
        Totals totals = Totals.of(plan);
        out.println();
        out.println(
                totals.differs() || totals.unplanned() > 0
                        ? paint.bold("Plan:") + " " + totals.words() + "."
                        : paint.bold("No changes.") + " Every machine is as desired.");
        if (totals.deferred() > 0) {
            out.println(
                    paint.dim(
                            "What is deferred cannot be known yet: the same apply plans and does it"
                                    + " then, without asking again; what it disturbs is not counted"
                                    + " here."));
        }
    }

    @Override
    public synchronized void verified(Plan plan, Map<String, String> guestOf) {
        new PlanText(paint, guestOf, diff, true).lines(plan).forEach(out::println);
        Totals totals = Totals.of(plan);
        out.println();
        out.println(
                totals.differs() || totals.unplanned() > 0
                        ? paint.bold("Not verified:") + " " + totals.words() + "."
                        : paint.bold("Verified.") + " Every machine is as desired.");
        if (isUnproven(plan)) {
            out.println("Not all of it could be proven: see \"not proven\" above.");
        }
    }

    private static boolean isUnproven(Plan plan) {
        return plan.machines().stream()
                .flatMap(machine -> machine.changes().stream())
                .anyMatch(
                        change ->
                                change.verdict() instanceof Verdict.AsDesired(var evidence)
                                        && evidence.stream()
                                                .anyMatch(one -> one.contains("not proven")));
    }

    @Override
    public synchronized void event(Event event) {
        switch (event) {
            case Event.Probed(String machine, Duration took) ->
                    tell(machine + ": observed in " + seconds(took));
            case Event.NotProbed(String machine, Failure failure) ->
                    tell(machine + ": " + PlanText.failureWord(failure));
            case Event.TaskBegan(String machine, var change) ->
                    err.println(paint.dim(machine + ": " + change.resource() + " ..."));
            case Event.Awaited(String machine) ->
                    err.println(paint.dim(machine + ": was started; waiting for it ..."));
            case Event.ParentFailed(String machine, String parent) ->
                    err.println(
                            paint.yellow(
                                    machine
                                            + ": skipped: its parent "
                                            + parent
                                            + " was not finished"));
            case Event.Restarting(String machine) ->
                    err.println(paint.dim(machine + ": restarts; waiting for it ..."));
            case Event.TaskSaid(String machine, var change, String words) ->
                    err.println(paint.yellow(machine + ": " + change.resource() + ": " + words));
            case Event.LeftUndone(String machine, var change) -> undone(machine, change);
            case Event.TaskEnded(String machine, var change, Duration took) ->
                    err.println(
                            paint.dim(
                                    machine
                                            + ": "
                                            + change.resource()
                                            + ": done in "
                                            + seconds(took)));
            case Event.MachineEnded(String machine, Outcome outcome) ->
                    outcome.failure().ifPresent(failure -> failure(machine, failure));
        }
    }

    private void undone(String machine, Change change) {
        switch (change.verdict()) {
            case Verdict.Blocked(String reason, String remedy) ->
                    undone(machine, change, "blocked: " + reason, remedy);
            case Verdict.Pending(var _, String reason, String remedy) ->
                    undone(machine, change, "pending: " + reason, remedy);
            case Verdict.AsDesired _,
                    Verdict.NotApplicable _,
                    Verdict.Update _,
                    Verdict.Deferred _ -> {}
        }
    }

    private void undone(String machine, Change change, String words, String remedy) {
        err.println(paint.yellow(machine + ": " + change.resource() + ": " + Paint.safe(words)));
        if (!remedy.isEmpty()) {
            err.println("    " + paint.dim("remedy: ") + Paint.safe(remedy));
        }
    }

    private void tell(String progress) {
        if (everyMachine) {
            err.println(paint.dim(progress));
        }
    }

    private void failure(String machine, Failure failure) {
        err.println(
                paint.red(
                        machine + ": " + PlanText.failureWord(failure) + ": " + failure.message()));
        if (!failure.remedy().isEmpty()) {
            err.println("    " + paint.dim("remedy: ") + Paint.safe(failure.remedy()));
        }
    }

    private static String seconds(Duration took) {
        return String.format(Locale.ROOT, "%.1f s", took.toMillis() / 1000.0);
    }

    @Override
    public void interrupted(int working) {
        err.println(
                working == 0
                        ? "Interrupted."
                        : "Interrupted: nothing more is begun; waiting for the tasks on "
                                + working
                                + (working == 1 ? " machine." : " machines."));
    }

    @Override
    public synchronized void recap(List<Outcome> outcomes) {
        out.println();
        new Recap(paint).lines(outcomes).forEach(out::println);
    }
}
