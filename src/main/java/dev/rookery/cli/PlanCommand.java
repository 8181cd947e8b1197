package dev.rookery.cli;

import dev.rookery.plan.Plan;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.nio.file.Path;
import java.util.concurrent.Callable;

/// `rookery plan`: says what would be done, and changes nothing.
@Command(
        name = "plan",
        description = "Show what apply would change, why, and what it would disturb.")
final class PlanCommand implements Callable<ExitCode> {
    private final Workplace workplace;

    @Parameters(paramLabel = "PLAYBOOK", description = "What should be true of the machines.")
    Path playbook = Path.of("");

    @Mixin FleetOptions fleet = new FleetOptions();

    @Option(names = "--diff", description = "Show the edits of files line by line.")
    boolean diff;

    @Option(
            names = "--detailed-exitcode",
            description = "End with 2 instead of 0 if something differs.")
    boolean detailedExitCode;

    PlanCommand(Workplace workplace) {
        this.workplace = workplace;
    }

    @Override
    public ExitCode call() throws BadInputException {
        Job job = workplace.job(fleet, playbook, diff);
        Plan plan = job.plan();
        job.report().plan(plan, job.guestOf());
        ExitCode code = ExitCode.ofPlan(plan);
        return code == ExitCode.DIFFERS && !detailedExitCode ? ExitCode.OK : code;
    }
}
