package dev.rookery.shell;

import java.time.Duration;

/// Runs scripts on one machine. Several may run at once.
public interface Shell {
    /// Runs the script to its end.
    ///
    /// Nothing of it runs unless all of it has arrived.
    ///
    /// @param deadline for everything from here to the end of the answer
    /// @throws ShellException if it could not be started, did not end, or answered too much
    Answer run(Script script, Duration deadline) throws ShellException;
}
