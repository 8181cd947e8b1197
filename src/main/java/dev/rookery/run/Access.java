package dev.rookery.run;

import dev.rookery.connect.Connection;
import dev.rookery.connect.ConnectionException;
import dev.rookery.connect.Connector;
import dev.rookery.connect.SshEndpoint;
import dev.rookery.inventory.Machine;
import dev.rookery.shell.HeldScript;
import dev.rookery.shell.Script;
import dev.rookery.shell.ShellException;
import dev.rookery.shell.posix.PosixShell;

import java.time.Duration;

/// Opens a shell on a machine, by whatever way it is reached.
///
/// @param ssh reaches machines over SSH
public record Access(Connector<SshEndpoint> ssh) {
    /// A shell on a machine and the connection that it runs over.
    record Session(Connection connection, PosixShell shell) implements AutoCloseable {
        HeldScript hold(Script script, Duration deadline) throws ShellException {
            return shell.hold(script, deadline);
        }

        @Override
        public void close() {
            connection.close();
        }
    }

    Session open(Machine machine) throws ConnectionException {
        if (!(machine.endpoint() instanceof SshEndpoint endpoint)) {
            throw new IllegalStateException(machine.endpoint().address());
        }
        Connection connection = ssh.connect(endpoint);
        return new Session(connection, new PosixShell(connection, machine.become()));
    }
}
