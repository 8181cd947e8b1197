package dev.rookery.connect;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/// A process as a remote command. As with sshd, closing it takes its streams away and leaves its
/// children alone; the process itself is ended a little later.
final class ProcessCommand implements RemoteCommand {
    private final Process process;
    private final Pipe stdout;
    private final Pipe stderr;

    ProcessCommand(Process process) throws IOException {
        this.process = process;
        this.stdout = new Pipe(process.getInputStream());
        this.stderr = new Pipe(process.getErrorStream());
    }

    /// A read of a process's own stream cannot be unblocked by closing it, so it is pumped.
    private static final class Pipe {
        final PipedInputStream in = new PipedInputStream(64 << 10);
        final PipedOutputStream out = new PipedOutputStream();

        Pipe(InputStream source) throws IOException {
            in.connect(out);
            Thread.ofVirtual().name("pump").start(() -> pump(source));
        }

        private void pump(InputStream source) {
            byte[] chunk = new byte[32 << 10];
            try (source) {
                for (int n = source.read(chunk); n >= 0; n = source.read(chunk)) {
                    out.write(chunk, 0, n);
                    out.flush();
                }
            } catch (IOException closed) {
                // By either side: there is no more to carry.
            } finally {
                close();
            }
        }

        void close() {
            try {
                out.close();
            } catch (IOException unexpected) {
                throw new IllegalStateException(unexpected);
            }
        }

        void abandon() {
            close();
            try {
                in.close();
            } catch (IOException unexpected) {
                throw new IllegalStateException(unexpected);
            }
        }
    }

    @Override
    public OutputStream stdin() {
        return process.getOutputStream();
    }

    @Override
    public InputStream stdout() {
        return stdout.in;
    }

    @Override
    public InputStream stderr() {
        return stderr.in;
    }

    @Override
    public OptionalInt awaitExit(Duration atMost) {
        try {
            return process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)
                    ? OptionalInt.of(process.exitValue())
                    : OptionalInt.empty();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return OptionalInt.empty();
        }
    }

    @Override
    public void close() {
        stdout.abandon();
        stderr.abandon();
        // Closing may wait for a writer that is blocked until the process is gone.
        Thread.ofVirtual()
                .start(
                        () -> {
                            try {
                                process.getOutputStream().close();
                            } catch (IOException gone) {
                                // Then it needs no closing.
                            }
                        });
        Thread.ofVirtual()
                .start(
                        () -> {
                            if (awaitExit(Duration.ofSeconds(1)).isEmpty()) {
                                process.destroyForcibly();
                            }
                        });
    }
}
