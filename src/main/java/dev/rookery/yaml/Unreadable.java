package dev.rookery.yaml;

import dev.rookery.diagnostic.Location;

import java.io.Serial;

/// Reading a file cannot go on. Stays inside this package: what leaves it is a diagnostic.
final class Unreadable extends Exception {
    @Serial private static final long serialVersionUID = 1;

    private final transient Location at;
    private final String help;

    Unreadable(Location at, String message, String help) {
        super(message);
        this.at = at;
        this.help = help;
    }

    Location at() {
        return at;
    }

    /// What to do about it; empty if there is nothing to say.
    String help() {
        return help;
    }
}
