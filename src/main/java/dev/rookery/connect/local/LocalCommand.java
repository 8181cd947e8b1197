package dev.rookery.connect.local;

import dev.rookery.connect.RemoteCommand;
import dev.rookery.connect.pipe.Pipe;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// A process of ours. Closing it hangs up on the process and its children, and ends its streams
/// whether they end or not: what ignores HUP is meant to go on without us, as over SSH.
final class LocalCommand implements RemoteCommand {
    /// What is read ahead of the reader.
    private static final int AHEAD = 64 << 10;

    /// Java tells the signal that ended a process as its number and this.
    private static final int SIGNAL = 128;

    private static final int SIGNALS = 64;

    private final Process process;
    private final Consumer<LocalCommand> closed;
    private final OutputStream stdin;
    private final Pipe stdout = new Pipe();
    private final Pipe stderr = new Pipe();
    private final CompletableFuture<OptionalInt> exit = new CompletableFuture<>();

    /// @param closed told when the command is closed
    LocalCommand(Process process, Consumer<LocalCommand> closed) {
        this.process = process;
        this.closed = closed;
        this.stdin = new Unbuffered(process.getOutputStream());
        pump(process.getInputStream(), stdout);
        pump(process.getErrorStream(), stderr);
        var _ = process.onExit().thenAccept(ended -> exit.complete(code(ended.exitValue())));
    }

    private static OptionalInt code(int value) {
        boolean signalled = value > SIGNAL && value <= SIGNAL + SIGNALS;
        return signalled ? OptionalInt.empty() : OptionalInt.of(value);
    }

    /// A read of a process's own stream cannot be unblocked while a child keeps it open.
    private static void pump(InputStream from, Pipe to) {
        Thread.ofVirtual()
                .name("local-output")
                .start(
                        () -> {
                            byte[] chunk = new byte[32 << 10];
                            try (from) {
                                for (int n = from.read(chunk); n >= 0; n = from.read(chunk)) {
                                    to.add(Arrays.copyOf(chunk, n));
                                    to.awaitRoom(AHEAD);
                                }
                                to.end();
                            } catch (IOException broken) {
                                to.fail(broken);
                            } catch (InterruptedException nobodyDoes) {
                                Thread.currentThread().interrupt();
                            }
                        });
    }

    @Override
    public OutputStream stdin() {
        return stdin;
    }

    @Override
    public InputStream stdout() {
        return stdout;
    }

    @Override
    public InputStream stderr() {
        return stderr;
    }

    @Override
    public OptionalInt awaitExit(Duration atMost) {
        try {
            return exit.get(Math.min(atMost.toMillis(), 1L << 40), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException notEnded) {
            return OptionalInt.empty();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return OptionalInt.empty();
        }
    }

    @Override
    public void close() {
        closed.accept(this);
        exit.complete(OptionalInt.empty());
        IOException given = new IOException("the command was given up");
        stdout.abandon(given);
        stderr.abandon(given);
        if (process.isAlive()) {
            hangUp();
        }
        // A writer that is blocked keeps the stream until the process is gone.
        Thread.ofVirtual().name("local-input-end").start(this::closeInput);
    }

    /// Java itself knows KILL and TERM only.
    private void hangUp() {
        // Before their parent is gone: without it they are not its children any more.
        List<ProcessHandle> all =
                Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList();
        List<String> kill = new ArrayList<>(List.of("/bin/sh", "-c", "kill -HUP \"$@\"", "sh"));
        all.forEach(each -> kill.add(String.valueOf(each.pid())));
        try {
            new ProcessBuilder(kill)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException noShell) {
            all.forEach(ProcessHandle::destroy);
        }
    }

    private void closeInput() {
        try {
            stdin.close();
        } catch (IOException gone) {
            // Then it needs no closing.
        }
    }

    /// What is written is on its way at once.
    private static final class Unbuffered extends FilterOutputStream {
        private Unbuffered(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int b) throws IOException {
            out.write(b);
            out.flush();
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            out.write(bytes, from, length);
            out.flush();
        }
    }
}
