package dev.rookery.cli;

import dev.rookery.connect.local.LocalConnector;
import dev.rookery.connect.ssh.SshConnector;
import dev.rookery.connect.winrm.WinRmConnector;
import dev.rookery.diagnostic.Diagnostics;
import dev.rookery.inventory.ConnectionDefaults;
import dev.rookery.playbook.Input;
import dev.rookery.report.HumanReport;
import dev.rookery.report.Paint;
import dev.rookery.report.Report;
import dev.rookery.resource.Resources;
import dev.rookery.run.Access;
import dev.rookery.run.Applier;
import dev.rookery.run.Fleet;
import dev.rookery.run.Interruption;
import dev.rookery.run.Patience;
import dev.rookery.run.Planner;
import dev.rookery.run.Probed;
import dev.rookery.run.Prober;
import dev.rookery.run.RunRecord;

import java.util.List;
import java.util.Optional;

/// Wires what the commands work with, by constructor.
///
/// @param access reaches machines
/// @param patience with machines that restart
record Workplace(Terminal terminal, Access access, Patience patience) {
    static Workplace ofProcess() {
        Terminal terminal = Terminal.ofProcess();
        return new Workplace(
                terminal,
                new Access(
                        new SshConnector(terminal.environment()),
                        new WinRmConnector(terminal.environment()),
                        new LocalConnector()),
                Patience.USUAL);
    }

    /// Reads what a command is given. Nothing is connected before all of it is right.
    ///
    /// @throws BadInputException with every mistake of the inventory, the playbook and the options
    Job job(PlaybookOptions given) throws BadInputException {
        FleetOptions options = given.fleet;
        Diagnostics mistakes = new Diagnostics();
        options.check(mistakes);
        Optional<Input> input =
                Input.read(
                        options.inventory,
                        given.playbook,
                        options.limits(),
                        defaults(options, mistakes),
                        mistakes);
        if (input.isEmpty()) {
            throw new BadInputException(mistakes.all());
        }
        options.startLogging();
        Fleet fleet = new Fleet(options.forks);
        Prober prober = new Prober(access, fleet, Resources.all());
        Planner planner = new Planner(fleet, prober, Resources.all());
        Interruption interruption = new Interruption();
        RunRecord record = RunRecord.begin(terminal.environment());
        return new Job(
                input.get().inventory().machines(),
                input.get().desired(),
                planner,
                new Applier(fleet, prober, planner, record, interruption, patience),
                interruption,
                report(options, given.diff));
    }

    /// Observes the machines that `--limit` selects.
    List<Probed> probe(FleetOptions options) throws BadInputException {
        Diagnostics mistakes = new Diagnostics();
        options.check(mistakes);
        Optional<Input.Selected> selected =
                Input.readInventory(
                        options.inventory, options.limits(), defaults(options, mistakes), mistakes);
        if (selected.isEmpty()) {
            throw new BadInputException(mistakes.all());
        }
        options.startLogging();
        Prober prober = new Prober(access, new Fleet(options.forks), Resources.all());
        return prober.probe(
                selected.get().inventory().machines(),
                selected.get().machines(),
                report(options, false)::event);
    }

    private Report report(FleetOptions options, boolean diff) {
        return new HumanReport(
                terminal.out(),
                terminal.err(),
                new Paint(terminal.colour()),
                diff,
                options.verbose.length > 0);
    }

    private ConnectionDefaults defaults(FleetOptions options, Diagnostics mistakes) {
        return options.connection.defaults(terminal, mistakes);
    }
}
