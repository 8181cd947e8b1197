package dev.rookery.run;

import java.time.Duration;

/// How long is waited for a machine that restarts.
///
/// @param between two looks at the machine
/// @param back for the machine to answer after its restart
/// @param settling for its services, once it has answered
public record Patience(Duration between, Duration back, Duration settling) {
    /// For a real machine, whose firmware alone may take minutes.
    public static final Patience USUAL =
            new Patience(Duration.ofSeconds(10), Duration.ofMinutes(30), Duration.ofMinutes(5));
}
