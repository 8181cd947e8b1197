package dev.rookery.cli;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The options that say which machines there are and which of them are meant.
final class FleetOptions {
    @Option(
            names = {"-i", "--inventory"},
            paramLabel = "FILE",
            required = true,
            description = "The inventory, in Ansible's YAML format.")
    List<Path> inventory = new ArrayList<>();

    @Option(
            names = {"-l", "--limit"},
            paramLabel = "PATTERN",
            description = "Only these machines: names, groups, globs, as in a play's hosts.")
    Optional<String> limit = Optional.empty();

    @Option(
            names = {"-f", "--forks"},
            paramLabel = "N",
            defaultValue = "50",
            description = "Work on so many machines at once. Default: ${DEFAULT-VALUE}.")
    int forks;

    @Option(
            names = {"-v", "--verbose"},
            description = "Show progress of every machine; -vv shows diagnostics too.")
    boolean[] verbose = {};

    @Option(names = "--log", paramLabel = "FILE", description = "Append diagnostics to this file.")
    Optional<Path> log = Optional.empty();

    @Mixin ConnectionOptions connection = new ConnectionOptions();
}
