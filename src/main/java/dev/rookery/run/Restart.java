package dev.rookery.run;

import dev.rookery.connect.ConnectionException;
import dev.rookery.facts.Observations;
import dev.rookery.plan.Failure;
import dev.rookery.shell.ShellException;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;

/// Restarts one machine and waits until it is itself again: until it has booted, and has given the
/// same answer twice.
///
/// @param settled whether what was observed needs no more time
record Restart(Site site, Run run, Predicate<Observations> settled) {
    private static final Duration ASKING = Duration.ofMinutes(1);

    /// A wrong password that is tried again and again locks an account.
    static final int LOGINS = 3;

    /// Asks the machine to restart, closes its session, and waits for the machine.
    ///
    /// @return why it is not back, if it is not
    Optional<Failure> now() throws ConnectionException {
        long asked = System.nanoTime();
        try (Session session = site.session()) {
            Optional<Failure> refused =
                    TaskAnswer.failure(
                            session.shell().run(TaskScript.restart(run.record().id()), ASKING));
            if (refused.isPresent()) {
                return refused;
            }
        } catch (ShellException lost) {
            switch (lost.reason()) {
                // It may have gone down before it could answer.
                case CONNECTION, CUT_OFF -> {}
                default -> {
                    return Optional.of(Failures.of(lost));
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

    private Optional<Failure> await(long asked) throws InterruptedException {
        Patience patience = run.patience();
        Waiting waiting = new Waiting(asked, patience, settled);
        int refusedLogins = 0;
        while (!waiting.isOver()) {
            if (run.interruption().isRequested()) {
                return failed("interrupted while it restarts");
            }
            Thread.sleep(patience.between());
            try {
                Session session = site.open();
                refusedLogins = 0;
                if (waiting.isBack(site.observe(session))) {
                    site.isBack(session);
                    return Optional.empty();
                }
                session.close();
            } catch (ConnectionException away) {
                refusedLogins = refusedLogins(refusedLogins, away);
                if (refusedLogins == LOGINS) {
                    return Optional.of(Failures.of(away));
                }
            }
        }
        return failed(
                "it was restarted and has not been itself again after "
                        + patience.back().toMinutes()
                        + " min");
    }

    /// How many logins in a row were refused, with this failure.
    static int refusedLogins(int before, ConnectionException away) {
        return away.reason() == ConnectionException.Reason.AUTHENTICATION ? before + 1 : 0;
    }

    private static Optional<Failure> failed(String message) {
        return Optional.of(
                new Failure(
                        Failure.Kind.UNREACHABLE,
                        message,
                        "look at its console; then see with rookery verify"));
    }
}
