package dev.rookery.run;

import dev.rookery.connect.Carrier;
import dev.rookery.connect.Connection;
import dev.rookery.facts.OsFamily;
import dev.rookery.shell.Shell;
import dev.rookery.shell.ShellException;
import dev.rookery.shell.posix.PosixShell;
import dev.rookery.shell.powershell.DirectShell;
import dev.rookery.shell.powershell.PowerShellShell;

import java.time.Duration;
import java.util.Optional;

/// A shell on a machine and what it runs over.
sealed interface Session extends AutoCloseable {
    Shell shell();

    /// The way to machines behind this one, if there is one over the same connection.
    Optional<Carrier> carrier();

    /// Asks for the machine's lock.
    ///
    /// @param owner for people, such as `user@controller`
    MachineLock lock(String owner, String run, Duration deadline) throws ShellException;

    @Override
    void close();

    /// On a Linux machine.
    record Posix(Connection connection, PosixShell shell) implements Session {
        @Override
        public Optional<Carrier> carrier() {
            return connection.carrier();
        }

        @Override
        public void close() {
            connection.close();
        }

        @Override
        public MachineLock lock(String owner, String run, Duration deadline) throws ShellException {
            return new MachineLock.Held(
                    shell.hold(TaskScript.lock(OsFamily.LINUX, owner, run), deadline));
        }
    }

    /// On a Windows machine.
    record PowerShell(Connection connection, PowerShellShell shell) implements Session {
        @Override
        public Optional<Carrier> carrier() {
            return connection.carrier();
        }

        @Override
        public void close() {
            connection.close();
        }

        @Override
        public MachineLock lock(String owner, String run, Duration deadline) throws ShellException {
            return MachineLock.Lease.take(shell, owner, run, deadline);
        }
    }

    /// In a Windows guest, by its parent's shell: the parent's connection is not its own.
    record Direct(DirectShell shell) implements Session {
        @Override
        public Optional<Carrier> carrier() {
            return Optional.empty();
        }

        @Override
        public void close() {}

        @Override
        public MachineLock lock(String owner, String run, Duration deadline) throws ShellException {
            return MachineLock.Lease.take(shell, owner, run, deadline);
        }
    }
}
