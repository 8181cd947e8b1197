package dev.rookery.run;

import dev.rookery.facts.OsFamily;
import dev.rookery.shell.Answer;
import dev.rookery.shell.HeldScript;
import dev.rookery.shell.Shell;
import dev.rookery.shell.ShellException;

import java.time.Duration;

/// A machine's lock, as it was asked for. Closing it gives the machine back.
sealed interface MachineLock extends AutoCloseable {
    /// Whether it was taken, and who has it otherwise.
    Answer answer();

    @Override
    void close();

    /// Held by a script that runs for as long as the connection is there.
    record Held(HeldScript script) implements MachineLock {
        @Override
        public Answer answer() {
            return script.answer();
        }

        @Override
        public void close() {
            script.close();
        }
    }

    /// A lease, which each task lengthens. If it cannot be given back it runs out by itself.
    record Lease(Shell shell, String run, Answer answer) implements MachineLock {
        private static final Duration MOMENT = Duration.ofSeconds(20);

        static Lease take(Shell shell, String owner, String run, Duration deadline)
                throws ShellException {
            return new Lease(
                    shell, run, shell.run(TaskScript.lock(OsFamily.WINDOWS, owner, run), deadline));
        }

        @Override
        public void close() {
            try {
                shell.run(TaskScript.unlock(run), MOMENT);
            } catch (ShellException lost) {
                System.getLogger(MachineLock.class.getName())
                        .log(System.Logger.Level.DEBUG, "the lease was not given back", lost);
            }
        }
    }
}
