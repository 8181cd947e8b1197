package dev.rookery.connect.tcp;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/// Closes what a thread may be blocked on, unless it is done in time.
///
/// The only bound that also holds against a machine that answers a byte at a time.
public final class Deadline implements AutoCloseable {
    private enum State {
        RUNNING,
        MET,
        EXPIRED
    }

    private final AtomicReference<State> state = new AtomicReference<>(State.RUNNING);
    private final Thread watch;

    private Deadline(Duration time, List<? extends Closeable> closed) {
        watch = Thread.ofVirtual().name("deadline").start(() -> run(time, closed));
    }

    /// Starts the clock.
    public static Deadline closing(Duration time, Closeable... closed) {
        return new Deadline(time, List.of(closed));
    }

    private void run(Duration time, List<? extends Closeable> closed) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException met) {
            return;
        }
        if (state.compareAndSet(State.RUNNING, State.EXPIRED)) {
            for (Closeable one : closed) {
                try {
                    one.close();
                } catch (IOException closedAnyway) {
                    // Nothing is lost.
                }
            }
        }
    }

    /// Whether it was too late.
    public boolean expired() {
        return state.get() == State.EXPIRED;
    }

    /// From here on nothing is closed any more.
    @Override
    public void close() {
        if (state.compareAndSet(State.RUNNING, State.MET)) {
            watch.interrupt();
        }
    }
}
