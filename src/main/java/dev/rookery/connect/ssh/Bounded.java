package dev.rookery.connect.ssh;

import java.time.Duration;

/// Runs what may block in a virtual thread of its own, and does not wait for it for ever.
final class Bounded {
    private Bounded() {}

    /// Waits also if the calling thread is interrupted, and leaves it interrupted.
    ///
    /// @return true if it is done
    static boolean run(Duration patience, Runnable work) {
        Thread thread = Thread.ofVirtual().name("ssh-bounded").start(work);
        long end = System.nanoTime() + patience.toNanos();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return thread.join(Duration.ofNanos(end - System.nanoTime()));
                } catch (InterruptedException again) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
