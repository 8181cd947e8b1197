package dev.rookery.run;

/// Lets a run be ended between two tasks, so that no machine is left half way through one.
public final class Interruption {
    private boolean requested;
    private int working;

    /// Asks the run to begin nothing more, and waits until what has begun is done.
    public synchronized void request() throws InterruptedException {
        refuse();
        while (working > 0) {
            wait();
        }
    }

    /// Has the run begin nothing more.
    public synchronized void refuse() {
        requested = true;
    }

    /// How many machines are being changed now.
    public synchronized int working() {
        return working;
    }

    /// Says that a machine will be changed now.
    ///
    /// @return whether it may be
    synchronized boolean begin() {
        if (requested) {
            return false;
        }
        working++;
        return true;
    }

    synchronized void end() {
        working--;
        notifyAll();
    }

    /// Whether the end was asked for.
    public synchronized boolean isRequested() {
        return requested;
    }
}
