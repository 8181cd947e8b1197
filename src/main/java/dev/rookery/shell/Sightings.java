package dev.rookery.shell;

import java.util.function.BooleanSupplier;

/// What has been seen of one running script so far. The stream readers tell it, the caller waits.
public abstract class Sightings {
    private boolean damaged;
    private boolean begun;
    private boolean outputClosed;
    private boolean errorsClosed;
    private String tooMuch = "";
    private String noise = "";
    private String errors = "";

    protected Sightings() {}

    /// Waits until the condition holds.
    ///
    /// @return whether it does
    public final synchronized boolean await(BooleanSupplier condition, Deadline deadline)
            throws InterruptedException {
        while (!condition.getAsBoolean()) {
            long left = deadline.remainingNanos();
            if (left == 0) {
                return false;
            }
            // Rounded up: a wait of 0 ms would be one without end.
            wait(left / 1_000_000 + 1);
        }
        return true;
    }

    /// Changes something that others may wait for.
    protected final synchronized void change(Runnable change) {
        change.run();
        notifyAll();
    }

    /// The script did not arrive whole.
    public final void sawDamage() {
        change(() -> damaged = true);
    }

    /// All of the script has arrived, and it begins.
    public final void sawBegin() {
        change(() -> begun = true);
    }

    /// More came than may come.
    ///
    /// @param what the limit that was passed, for people
    public final void sawTooMuch(String what) {
        change(() -> tooMuch = what);
    }

    /// The last line that was none of ours.
    public final void sawNoise(String line) {
        change(() -> noise = line);
    }

    /// What is kept of standard error so far.
    public final void sawErrors(String last) {
        change(() -> errors = last);
    }

    /// Nothing more will come on standard output.
    public final void outputClosed() {
        change(() -> outputClosed = true);
    }

    /// Nothing more will come on standard error.
    public final void errorsClosed() {
        change(() -> errorsClosed = true);
    }

    public final synchronized boolean isDamaged() {
        return damaged;
    }

    public final synchronized boolean hasBegun() {
        return begun;
    }

    public final synchronized boolean isOutputClosed() {
        return outputClosed;
    }

    public final synchronized boolean areErrorsClosed() {
        return errorsClosed;
    }

    /// The limit that was passed, or nothing.
    public final synchronized String tooMuch() {
        return tooMuch;
    }

    public final synchronized String noise() {
        return noise;
    }

    public final synchronized String errors() {
        return errors;
    }

    /// Nothing more will come that could lead to an answer.
    public synchronized boolean isOver() {
        return outputClosed || damaged || !tooMuch.isEmpty();
    }
}
