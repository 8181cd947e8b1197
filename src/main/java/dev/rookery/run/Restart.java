package dev.rookery.run;

import dev.rookery.connect.ConnectionException;
import dev.rookery.facts.Observations;
import dev.rookery.inventory.Machine;
import dev.rookery.plan.Failure;
import dev.rookery.shell.ShellException;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;

/// Restarts one machine and waits until it is itself again: until it has booted, and has given the
/// same answer twice.
///
/// @param settled whether what was observed needs no more time
record Restart(
        Machine machine,
        Access access,
        Prober prober,
        Interruption interruption,
        Patience patience,
        Predicate<Observations> settled) {
    private static final Duration ASKING = Duration.ofMinutes(1);

    /// A wrong password that is tried again and again locks an account.
    private static final int LOGINS = 3;

    /// What came of it.
    sealed interface Result {
        /// The machine is there again.
        record Back(Session session) implements Result {}

        /// It is not, or was never restarted.
        record Failed(Failure failure) implements Result {}
    }

    /// Asks the machine to restart, closes the session, and waits for the machine.
    Result run(Session session, String run) {
        long asked = System.nanoTime();
        try (session) {
            Optional<Failure> refused =
                    TaskAnswer.failure(session.shell().run(TaskScript.restart(run), ASKING));
            if (refused.isPresent()) {
                return new Result.Failed(refused.get());
            }
        } catch (ShellException lost) {
            switch (lost.reason()) {
                // It may have gone down before it could answer.
                case CONNECTION, CUT_OFF -> {}
                default -> {
                    return new Result.Failed(Failures.of(lost));
                }
            }
        }
        try {
            return await(asked);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return failed("the wait for its restart was interrupted");
        }
    }

    private Result await(long asked) throws InterruptedException {
        Waiting waiting = new Waiting(asked, patience, settled);
        int refusedLogins = 0;
        while (!waiting.isOver()) {
            if (interruption.isRequested()) {
                return failed("interrupted while it restarts");
            }
            Thread.sleep(patience.between());
            try {
                Session session = access.open(machine);
                refusedLogins = 0;
                if (waiting.isBack(prober.probe(machine, session.shell()))) {
                    return new Result.Back(session);
                }
                session.close();
            } catch (ConnectionException away) {
                refusedLogins =
                        away.reason() == ConnectionException.Reason.AUTHENTICATION
                                ? refusedLogins + 1
                                : 0;
                if (refusedLogins == LOGINS) {
                    return new Result.Failed(Failures.of(away));
                }
            }
        }
        return failed(
                "it was restarted and has not been itself again after "
                        + patience.back().toMinutes()
                        + " min");
    }

    private static Result failed(String message) {
        return new Result.Failed(
                new Failure(
                        Failure.Kind.UNREACHABLE,
                        message,
                        "look at its console; then see with rookery verify"));
    }
}
