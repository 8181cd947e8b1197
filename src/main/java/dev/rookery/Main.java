package dev.rookery;

import dev.rookery.cli.Cli;

/// Starts the program.
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(Cli.run(args));
    }
}
