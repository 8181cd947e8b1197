package dev.rookery.cli;

import dev.rookery.connect.ssh.SshConnector;
import dev.rookery.diagnostic.Diagnostic;
import dev.rookery.inventory.ConnectionDefaults;
import dev.rookery.report.HumanReport;
import dev.rookery.report.Paint;
import dev.rookery.report.Report;
import dev.rookery.resource.Resources;
import dev.rookery.run.Access;
import dev.rookery.run.Applier;
import dev.rookery.run.Fleet;
import dev.rookery.run.Interruption;
import dev.rookery.run.Planner;
import dev.rookery.run.Probed;
import dev.rookery.run.Prober;
import dev.rookery.run.RunRecord;
import dev.rookery.secret.Secret;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Wires what a command works with, by constructor.
///
/// @param access reaches machines
record Workplace(Terminal terminal, Access access) {
    static Workplace ofProcess() {
        Terminal terminal = Terminal.ofProcess();
        return new Workplace(terminal, new Access(new SshConnector(terminal.environment())));
    }
}
