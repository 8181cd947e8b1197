package dev.rookery.run;

import dev.rookery.connect.ConnectionException;
import dev.rookery.facts.Observations;
import dev.rookery.plan.Change;
import dev.rookery.plan.Disruption;
import dev.rookery.plan.Failure;
import dev.rookery.plan.Outcome.Part;
import dev.rookery.plan.Outcome.Result;
import dev.rookery.plan.Verdict;
import dev.rookery.shell.Answer;
import dev.rookery.shell.Script;
import dev.rookery.shell.ShellException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Makes one machine's changes so, on the machine that their tasks run on: takes that machine's
/// lock, looks again, runs the tasks, looks whether it is so now.
///
/// @param machine whose changes they are
/// @param site the machine that the tasks run on
/// @param planning the changes that follow from observing it
record PartRun(String machine, Site site, Function<Observations, List<Change>> planning, Run run) {
    /// What came of it.
    ///
    /// @param after what was seen last of the machine that the tasks ran on
    record Done(List<Part> parts, Optional<Failure> failure, Optional<Probed> after) {
        private static Done failed(List<Part> parts, Optional<Failure> failure) {
            return new Done(parts, failure, Optional.empty());
        }
    }

    /// A feature of Windows takes its time, and so do guests that shut down and start.
    private static final Duration TASK_LIMIT = Duration.ofMinutes(30);

    /// @param approved what was shown; nothing where it could not be known before
    Done apply(Optional<List<Change>> approved) {
        List<Part> untouched = approved.map(Parts::withoutTask).orElse(List.of());
        try {
            Optional<Failure> refused = site.lock(run.record());
            return refused.isPresent() ? Done.failed(untouched, refused) : locked(approved);
        } catch (ConnectionException unreachable) {
            return Done.failed(untouched, Optional.of(Failures.of(unreachable)));
        } catch (ShellException failed) {
            return Done.failed(untouched, Optional.of(Failures.of(failed)));
        }
    }

    private Done locked(Optional<List<Change>> approved) {
        Probed before = site.observe();
        if (!(before instanceof Probed.Seen(String _, Observations seen))) {
            return Done.failed(approved.map(Parts::withoutTask).orElse(List.of()), failure(before));
        }
        List<Change> now = planning.apply(seen);
        if (approved.isPresent() && !verdicts(now).equals(verdicts(approved.get()))) {
            return Done.failed(Parts.withoutTask(now), Optional.of(stale()));
        }
        Optional<Failure> unkept = run.record().before(before);
        if (unkept.isPresent()) {
            return Done.failed(Parts.withoutTask(now), unkept);
        }
        if (approved.isEmpty()) {
            run.tellUndone(machine, now);
        }
        List<Part> parts = new ArrayList<>(Parts.withoutTask(now));
        Optional<Failure> failure = runTasks(now, parts);
        return failure.isPresent() ? Done.failed(parts, failure) : checked(parts);
    }

    private static List<Verdict> verdicts(List<Change> changes) {
        return Parts.updates(changes).stream().map(Change::verdict).toList();
    }

    private static Failure stale() {
        return new Failure(
                Failure.Kind.STALE,
                "the machine is no longer as it was when the plan was made",
                "plan again");
    }

    private Optional<Failure> runTasks(List<Change> changes, List<Part> parts) {
        Optional<Failure> failure = Optional.empty();
        for (Change change : changes) {
            if (!(change.verdict() instanceof Verdict.Update update)) {
                continue;
            }
            if (failure.isPresent() || run.interruption().isRequested()) {
                parts.add(new Part(change, Result.SKIPPED));
                continue;
            }
            Did did = runTask(change, update);
            parts.add(did.part());
            failure = did.failure();
        }
        return failure;
    }

    /// A machine that was lost or is stale is counted as that, once.
    private static Result result(Failure failure) {
        return failure.kind() == Failure.Kind.FAILED ? Result.FAILED : Result.SKIPPED;
    }

    /// What became of one task.
    private record Did(Part part, Optional<Failure> failure) {}

    private Did runTask(Change change, Verdict.Update update) {
        run.events().accept(new Event.TaskBegan(machine, change));
        long start = System.nanoTime();
        Optional<Failure> failure;
        try {
            Script script = TaskScript.of(update.task(), run.record().id());
            Answer answer = site.session().shell().run(script, TASK_LIMIT);
            Optional<String> waits = TaskAnswer.pending(answer);
            if (waits.isPresent()) {
                tell(change, "pending: " + waits.get());
                return new Did(pending(change, update, waits.get()), Optional.empty());
            }
            failure = TaskAnswer.failure(answer);
            if (failure.isEmpty() && update.disruption() == Disruption.REBOOT) {
                failure = restart();
            }
            TaskAnswer.notes(answer).forEach(note -> tell(change, note));
        } catch (ConnectionException unreachable) {
            failure = Optional.of(Failures.of(unreachable));
        } catch (ShellException failed) {
            failure = Optional.of(Failures.during(update.task(), failed));
        }
        if (failure.isEmpty()) {
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            run.events().accept(new Event.TaskEnded(machine, change, took));
        }
        return new Did(
                new Part(change, failure.map(PartRun::result).orElse(Result.CHANGED)), failure);
    }

    private void tell(Change change, String words) {
        run.events().accept(new Event.TaskSaid(machine, change, words));
    }

    /// A task that waits for something that only showed itself while it ran.
    private static Part pending(Change change, Verdict.Update update, String reason) {
        Verdict verdict = new Verdict.Pending(update.disruption(), reason, "apply again later");
        return new Part(change.with(verdict), Result.PENDING);
    }

    /// Restarts the machine and takes it again. It has settled when nothing is left to do.
    private Optional<Failure> restart() throws ConnectionException, ShellException {
        run.events().accept(new Event.Restarting(site.machine().name()));
        Optional<Failure> failure =
                new Restart(site, run, seen -> Parts.updates(planning.apply(seen)).isEmpty()).now();
        return failure.isPresent() ? failure : site.lock(run.record());
    }

    /// Looks whether what was done is so now.
    private Done checked(List<Part> parts) {
        Probed after = site.observe();
        if (!(after instanceof Probed.Seen(String _, Observations seen))) {
            return Done.failed(parts, failure(after));
        }
        Optional<Failure> left =
                run.interruption().isRequested()
                        ? Optional.empty()
                        : Remainder.of(parts, planning.apply(seen)).failure();
        return new Done(parts, left, Optional.of(after));
    }

    private static Optional<Failure> failure(Probed probed) {
        return switch (probed) {
            case Probed.Seen _ -> Optional.empty();
            case Probed.Unseen(String _, Failure failure) -> Optional.of(failure);
        };
    }
}
