package dev.rookery.run;

import dev.rookery.connect.Connection;
import dev.rookery.facts.OsFamily;
import dev.rookery.shell.Shell;
import dev.rookery.shell.ShellException;
import dev.rookery.shell.posix.PosixShell;
import dev.rookery.shell.powershell.PowerShellShell;

import java.time.Duration;

/// A shell on a machine and the connection that it runs over.
sealed interface Session extends AutoCloseable {
    Connection connection();

    Shell shell();

    /// Asks for the machine's lock.
    ///
    /// @param owner for people, such as `user@controller`
    MachineLock lock(String owner, String run, Duration deadline) throws ShellException;

    @Override
    default void close() {
        connection().close();
    }

    /// On a Linux machine.
    record Posix(Connection connection, PosixShell shell) implements Session {
        @Override
        public MachineLock lock(String owner, String run, Duration deadline) throws ShellException {
            return new MachineLock.Held(
                    shell.hold(TaskScript.lock(OsFamily.LINUX, owner, run), deadline));
        }
    }

    /// On a Windows machine.
    record PowerShell(Connection connection, PowerShellShell shell) implements Session {
        @Override
        public MachineLock lock(String owner, String run, Duration deadline) throws ShellException {
            return MachineLock.Lease.take(shell, owner, run, deadline);
        }
    }
}
