package dev.rookery.cli;

import dev.rookery.plan.Plan;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.util.concurrent.Callable;

/// `rookery verify`: looks whether everything is as desired, and says what was proven.
@Command(
        name = "verify",
        description = "Check that every machine is as desired, and show the proof.")
final class VerifyCommand implements Callable<ExitCode> {
    private final Workplace workplace;

    @Mixin PlaybookOptions given = new PlaybookOptions();

    VerifyCommand(Workplace workplace) {
        this.workplace = workplace;
    }

    @Override
    public ExitCode call() throws BadInputException {
        Job job = workplace.job(given);
        Plan plan = job.verify();
        job.report().verified(plan, job.guestOf());
        return ExitCode.ofPlan(plan);
    }
}
