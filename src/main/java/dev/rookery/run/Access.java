package dev.rookery.run;

import dev.rookery.connect.Connection;
import dev.rookery.connect.ConnectionException;
import dev.rookery.connect.Connector;
import dev.rookery.inventory.Machine;
import dev.rookery.shell.Shell;
import dev.rookery.shell.posix.PosixShell;

/// Opens a shell on a machine, by whatever way it is reached.
///
/// @param ssh reaches machines over SSH
public record Access(Connector ssh) {
    /// A shell on a machine and the connection that it runs over.
    record Session(Connection connection, Shell shell) implements AutoCloseable {
        @Override
        public void close() {
            connection.close();
        }
    }

    Session open(Machine machine) throws ConnectionException {
        Connection connection = ssh.connect(machine.endpoint());
        return new Session(connection, new PosixShell(connection, machine.become()));
    }
}
