package dev.rookery.cli;

import dev.rookery.plan.Outcome;
import dev.rookery.plan.Plan;
import dev.rookery.report.Totals;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.util.List;
import java.util.concurrent.Callable;

/// `rookery apply`: shows the plan, asks, and makes it so.
@Command(name = "apply", description = "Show the plan, ask, and make it so.")
final class ApplyCommand implements Callable<ExitCode> {
    private final Workplace workplace;

    @Mixin PlaybookOptions given = new PlaybookOptions();

    @Option(
            names = {"-C", "--check"},
            description = "Only plan, like rookery plan.")
    boolean check;

    @Option(
            names = {"-y", "--yes"},
            description = "Do not ask; needed where there is no terminal.")
    boolean yes;

    ApplyCommand(Workplace workplace) {
        this.workplace = workplace;
    }

    @Override
    public ExitCode call() throws BadInputException {
        if (!check && !yes && workplace.terminal().console().isEmpty()) {
            workplace
                    .terminal()
                    .err()
                    .println(
                            "rookery: there is no terminal to ask on; give --yes, or --check to"
                                    + " plan only");
            return ExitCode.USAGE;
        }
        Job job = workplace.job(given);
        Plan plan = job.plan();
        job.report().plan(plan, job.guestOf());
        if (check) {
            ExitCode code = ExitCode.ofPlan(plan);
            return code == ExitCode.DIFFERS ? ExitCode.OK : code;
        }
        boolean nothingToDo = Totals.of(plan).updates() == 0;
        if (!nothingToDo
                && !yes
                && !workplace.terminal().agrees("\nApply this plan? Only 'yes' applies it: ")) {
            workplace.terminal().err().println("Nothing was changed.");
            return ExitCode.INTERRUPTED;
        }
        List<Outcome> outcomes = job.apply(plan);
        return ExitCode.ofOutcomes(outcomes);
    }
}
