package dev.rookery.shell.posix;

import java.time.Duration;

/// A moment by which something must be done.
///
/// @param length how long it was from its start
/// @param nanos the moment, on the clock of [System#nanoTime()]
record Deadline(Duration length, long nanos) {
    static Deadline in(Duration length) {
        return new Deadline(length, System.nanoTime() + length.toNanos());
    }

    /// The time left, never negative.
    long remainingNanos() {
        return Math.max(0, nanos - System.nanoTime());
    }

    /// The earlier of this one and one that is so far away.
    Deadline atMost(Duration other) {
        Deadline sooner = in(other);
        return sooner.nanos - nanos < 0 ? sooner : this;
    }

    String text() {
        long seconds = length.toSeconds();
        return seconds > 0 ? seconds + " s" : length.toMillis() + " ms";
    }
}
