package dev.rookery.connect.winrm;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// One command of this machine's `sh`, as a shell of WS-Management holds it.
final class TestShell {
    /// What one answer carries at most.
    static final int PIECE = 60_000;

    private static final int UNREAD = 200_000;

    private Optional<Process> process = Optional.empty();
    private final ByteArrayOutputStream stdout = new ByteArrayOutputStream();
    private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();
    private int pumping;
    private boolean closed;

    synchronized void start(String line) throws IOException {
        Process started = new ProcessBuilder("setsid", "/bin/sh", "-c", line).start();
        process = Optional.of(started);
        pump(started.getInputStream(), stdout);
        pump(started.getErrorStream(), stderr);
    }

    private void pump(InputStream in, ByteArrayOutputStream into) {
        pumping++;
        Thread.ofVirtual()
                .start(
                        () -> {
                            try (in) {
                                byte[] chunk = new byte[8192];
                                for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                                    add(into, chunk, n);
                                }
                            } catch (IOException | InterruptedException gone) {
                                // Then it has ended.
                            } finally {
                                ended();
                            }
                        });
    }

    private synchronized void add(ByteArrayOutputStream into, byte[] chunk, int n)
            throws InterruptedException {
        while (into.size() > UNREAD && !closed) {
            wait();
        }
        into.write(chunk, 0, n);
        notifyAll();
    }

    private synchronized void ended() {
        pumping--;
        notifyAll();
    }

    void send(byte[] bytes, boolean end) throws IOException {
        Process running = process.orElseThrow();
        running.getOutputStream().write(bytes);
        running.getOutputStream().flush();
        if (end) {
            running.getOutputStream().close();
        }
    }

    /// @param done whether the streams have ended
    /// @param code none after a signal
    record Piece(String stdout, String stderr, boolean done, Optional<Integer> code) {}

    /// Waits for output.
    ///
    /// @return nothing if nothing came in time
    synchronized Optional<Piece> receive(Duration atMost) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        while (stdout.size() == 0 && stderr.size() == 0 && pumping > 0 && !closed) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                return Optional.empty();
            }
            TimeUnit.NANOSECONDS.timedWait(this, Math.max(left, 1_000_000));
        }
        String out = take(stdout);
        String err = take(stderr);
        boolean done = pumping == 0 && stdout.size() == 0 && stderr.size() == 0;
        notifyAll();
        return Optional.of(new Piece(out, err, done, done ? code() : Optional.empty()));
    }

    private Optional<Integer> code() throws InterruptedException {
        int code = process.orElseThrow().waitFor();
        return code == 137 ? Optional.empty() : Optional.of(code);
    }

    private static String take(ByteArrayOutputStream from) {
        byte[] all = from.toByteArray();
        int count = Math.min(all.length, PIECE);
        from.reset();
        from.write(all, count, all.length - count);
        byte[] taken = java.util.Arrays.copyOf(all, count);
        return java.util.Base64.getEncoder().encodeToString(taken);
    }

    /// Ends the command and what it has started.
    void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        process.ifPresent(
                running -> {
                    running.descendants().forEach(ProcessHandle::destroyForcibly);
                    running.destroyForcibly();
                });
    }
}
