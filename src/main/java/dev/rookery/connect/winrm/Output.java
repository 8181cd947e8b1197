package dev.rookery.connect.winrm;

import dev.rookery.connect.pipe.Pipe;
import dev.rookery.connect.winrm.wsman.Received;

import java.io.IOException;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/// What has come from a command, and its end.
final class Output {
    /// Unread bytes of one stream above which no more are asked for.
    private static final int ENOUGH = 256 << 10;

    private final Pipe stdout = new Pipe();
    private final Pipe stderr = new Pipe();
    private boolean over;
    private boolean done;
    private OptionalInt exitCode = OptionalInt.empty();

    Pipe stdout() {
        return stdout;
    }

    Pipe stderr() {
        return stderr;
    }

    void awaitRoom() throws InterruptedException {
        stdout.awaitRoom(ENOUGH);
        stderr.awaitRoom(ENOUGH);
    }

    void add(Received received) {
        stdout.add(received.stdout());
        stderr.add(received.stderr());
        if (received.isDone()) {
            synchronized (this) {
                if (!over) {
                    done = true;
                    exitCode = received.exitCode();
                }
                over = true;
                notifyAll();
            }
            stdout.end();
            stderr.end();
        }
    }

    /// The connection is lost.
    void fail(IOException why) {
        finish();
        stdout.fail(why);
        stderr.fail(why);
    }

    /// Nobody reads any more.
    void abandon() {
        finish();
        IOException why = new IOException("the command is closed");
        stdout.abandon(why);
        stderr.abandon(why);
    }

    private synchronized void finish() {
        over = true;
        notifyAll();
    }

    /// Whether the command has ended by itself.
    synchronized boolean isDone() {
        return done;
    }

    synchronized OptionalInt awaitExit(Duration atMost) {
        long end = System.nanoTime() + Math.min(atMost.toMillis(), 1L << 40) * 1_000_000;
        while (!over) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                break;
            }
            try {
                TimeUnit.NANOSECONDS.timedWait(this, Math.max(left, 1_000_000));
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        return exitCode;
    }
}
