package dev.rookery.cli;

import dev.rookery.diagnostic.Diagnostics;
import dev.rookery.run.Probed;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/// `rookery facts`: shows what is observed of machines.
@Command(name = "facts", description = "Show what is observed of machines; nothing is changed.")
final class FactsCommand implements Callable<ExitCode> {
    private final Workplace workplace;

    @Mixin FleetOptions fleet = new FleetOptions();

    @Option(names = "--json", description = "Print one JSON object with every machine.")
    boolean json;

    @Option(
            names = "--record",
            paramLabel = "DIR",
            description = "Write what was observed into DIR/MACHINE/observed.txt, for tests.")
    Optional<Path> record = Optional.empty();

    FactsCommand(Workplace workplace) {
        this.workplace = workplace;
    }

    @Override
    public ExitCode call() throws BadInputException {
        List<Probed> probed = workplace.probe(fleet);
        if (record.isPresent()) {
            record(probed, record.get());
        }
        List<String> lines = json ? FactsOutput.json(probed) : FactsOutput.text(probed);
        lines.forEach(workplace.terminal().out()::println);
        return ExitCode.ofProbes(probed);
    }

    private static void record(List<Probed> probed, Path folder) throws BadInputException {
        try {
            FactsOutput.record(probed, folder);
        } catch (IOException unwritable) {
            Diagnostics mistakes = new Diagnostics();
            mistakes.error("--record: " + unwritable, "name a folder that you may write to");
            throw new BadInputException(mistakes.all());
        }
    }
}
