package dev.rookery.shell;

import java.util.function.BooleanSupplier;

/// What has been seen of something that goes on elsewhere: some threads tell it, others wait.
public abstract class Watched {
    protected Watched() {}

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
}
