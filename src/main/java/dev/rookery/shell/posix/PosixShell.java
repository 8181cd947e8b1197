package dev.rookery.shell.posix;

import dev.rookery.connect.Connection;
import dev.rookery.shell.*;

import java.time.Duration;
import java.util.Optional;

/// Temp.
public record PosixShell(Connection c, Optional<Become> b) implements Shell {
    @Override
    public Answer run(Script script, Duration deadline) throws ShellException {
        throw new ShellException(ShellException.Reason.BECOME, "", "");
    }

    @Override
    public HeldScript hold(Script script, Duration deadline) throws ShellException {
        throw new ShellException(ShellException.Reason.BECOME, "", "");
    }
}
