package dev.rookery.cli;

import dev.rookery.facts.Observations;
import dev.rookery.plan.Check;
import dev.rookery.plan.Failure;
import dev.rookery.report.CheckText;
import dev.rookery.report.Paint;
import dev.rookery.resource.Resources;
import dev.rookery.run.Probed;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/// `rookery doctor`: whether machines can let their guests nest, and what is in the way.
@Command(
        name = "doctor",
        description = "Check whether machines can let guests nest; nothing is changed.",
        footerHeading = "%n",
        footer = "Exit code: 3 if a check fails, else 0 (4 if a machine could not be reached).")
final class DoctorCommand implements Callable<ExitCode> {
    private final Workplace workplace;

    @Mixin FleetOptions fleet = new FleetOptions();

    DoctorCommand(Workplace workplace) {
        this.workplace = workplace;
    }

    @Override
    public ExitCode call() throws BadInputException {
        List<Probed> probed = workplace.probe(fleet);
        CheckText text = new CheckText(new Paint(workplace.terminal().colour()));
        Resources resources = Resources.all();
        List<Check> all = new ArrayList<>();
        for (Probed machine : probed) {
            List<String> lines =
                    switch (machine) {
                        case Probed.Seen(String name, Observations observed) -> {
                            List<Check> checks = resources.checks(observed);
                            all.addAll(checks);
                            yield text.lines(name, checks);
                        }
                        case Probed.Unseen(String name, Failure failure) ->
                                text.lines(name, failure);
                    };
            lines.forEach(workplace.terminal().out()::println);
        }
        long unseen = probed.stream().filter(Probed.Unseen.class::isInstance).count();
        workplace.terminal().out().println("\n" + CheckText.summary(probed.size(), unseen, all));
        return ExitCode.ofChecks(probed, all);
    }
}
