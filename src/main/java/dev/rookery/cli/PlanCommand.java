package dev.rookery.cli;

import dev.rookery.plan.Plan;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.util.concurrent.Callable;

/// `rookery plan`: says what would be done, and changes nothing.
@Command(
        name = "plan",
        description = "Show what apply would change, why, and what it would disturb.")
final class PlanCommand implements Callable<ExitCode> {
    private final Workplace workplace;

    @Mixin PlaybookOptions given = new PlaybookOptions();

    @Option(
            names = "--detailed-exitcode",
            description = "End with 2 instead of 0 if something differs.")
    boolean detailedExitCode;

    PlanCommand(Workplace workplace) {
        this.workplace = workplace;
    }

    @Override
    public ExitCode call() throws BadInputException {
        Job job = workplace.job(given);
        Plan plan = job.plan();
        job.report().plan(plan, job.guestOf());
        ExitCode code = ExitCode.ofPlan(plan);
        return code == ExitCode.DIFFERS && !detailedExitCode ? ExitCode.OK : code;
    }
}
