package dev.rookery.cli;

import dev.rookery.connect.ssh.SshConnector;
import dev.rookery.run.Access;

/// Wires what a command works with, by constructor.
///
/// @param access reaches machines
record Workplace(Terminal terminal, Access access) {
    static Workplace ofProcess() {
        Terminal terminal = Terminal.ofProcess();
        return new Workplace(terminal, new Access(new SshConnector(terminal.environment())));
    }
}
