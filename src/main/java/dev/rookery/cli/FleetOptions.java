package dev.rookery.cli;

import dev.rookery.diagnostic.Diagnostics;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.nio.file.Files;
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
            description = "Work on so many machines at once. Default: ${DEFAULT-VALUE}.")
    int forks = 50;

    @Option(
            names = {"-v", "--verbose"},
            description = "Show progress of every machine; -vv shows diagnostics too.")
    boolean[] verbose = {};

    @Option(names = "--log", paramLabel = "FILE", description = "Append diagnostics to this file.")
    Optional<Path> log = Optional.empty();

    @Mixin ConnectionOptions connection = new ConnectionOptions();

    List<String> limits() {
        return limit.map(List::of).orElse(List.of());
    }

    /// Reports numbers that mean nothing.
    void check(Diagnostics mistakes) {
        if (forks < 1) {
            mistakes.error("--forks " + forks + " is not a number of machines", "give at least 1");
        }
        connection
                .timeout
                .filter(seconds -> seconds < 1)
                .ifPresent(
                        seconds ->
                                mistakes.error(
                                        "--timeout " + seconds + " is not a time",
                                        "give at least 1 second"));
        log.filter(Files::isDirectory)
                .ifPresent(
                        file -> mistakes.error("--log: " + file + " is a folder", "name a file"));
        log.map(file -> file.toAbsolutePath().getParent())
                .filter(folder -> !Files.isDirectory(folder))
                .ifPresent(
                        folder ->
                                mistakes.error(
                                        "--log: " + folder + " is not a folder", "make it first"));
    }

    void startLogging() {
        if (verbose.length > 1) {
            Logging.toStandardError();
        }
        log.ifPresent(Logging::toFile);
    }
}
