package dev.rookery.cli;

import dev.rookery.plan.Plan;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.nio.file.Path;
import java.util.concurrent.Callable;

/// `rookery verify`: looks whether everything is as desired, and says what was proven.
@Command(
        name = "verify",
        description = "Check that every machine is as desired, and show the proof.")
final class VerifyCommand implements Callable<ExitCode> {
    private final Workplace workplace;

    @Parameters(paramLabel = "PLAYBOOK", description = "What should be true of the machines.")
    Path playbook = Path.of("");

    @Mixin FleetOptions fleet = new FleetOptions();

    @Option(names = "--diff", description = "Show the edits of files line by line.")
    boolean diff;

    VerifyCommand(Workplace workplace) {
        this.workplace = workplace;
    }

    @Override
    public ExitCode call() throws BadInputException {
        Job job = workplace.job(fleet, playbook, diff);
        Plan plan = job.plan();
        job.report().verified(plan, job.guestOf());
        return ExitCode.ofPlan(plan);
    }
}
