package dev.rookery.cli;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.nio.file.Path;

/// What every command that works on a playbook is given.
final class PlaybookOptions {
    @Parameters(paramLabel = "PLAYBOOK", description = "What should be true of the machines.")
    Path playbook = Path.of("");

    @Option(names = "--diff", description = "Show the edits of files line by line.")
    boolean diff;

    @Mixin FleetOptions fleet = new FleetOptions();
}
