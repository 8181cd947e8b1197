package dev.rookery.shell;

import java.time.Duration;

/// A moment by which something must be done.
///
/// @param length how long it was from its start
/// @param nanos the moment, on the clock of [System#nanoTime()]
public record Deadline(Duration length, long nanos) {
    /// The moment that is so far from now.
    public static Deadline in(Duration length) {
        return new Deadline(length, System.nanoTime() + length.toNanos());
    }

    /// The time left, never negative.
    public long remainingNanos() {
        return Math.max(0, nanos - System.nanoTime());
    }

    /// Its length for people, such as `30 s`.
    public String text() {
        long seconds = length.toSeconds();
        return seconds > 0 ? seconds + " s" : length.toMillis() + " ms";
    }
}
