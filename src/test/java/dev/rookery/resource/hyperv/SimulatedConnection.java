package dev.rookery.resource.hyperv;

import dev.rookery.connect.Connection;
import dev.rookery.connect.RemoteCommand;
import dev.rookery.shell.Answer;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.OptionalInt;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;

/// A connection to a simulated Windows machine whose commands are run by a PowerShell that many of
/// them share: it gets the script of `-EncodedCommand` and the standard input, once that is closed.
///
/// @param scripts what runs them, one at a time
/// @param inputs what a standard input becomes on its way
public record SimulatedConnection(
        WindowsScripts scripts, SimulatedWindows machine, UnaryOperator<String> inputs)
        implements Connection {
    private static final String ENCODED =
            "powershell.exe -NoProfile -NonInteractive -EncodedCommand ";

    /// One that passes on what it is given.
    public SimulatedConnection(WindowsScripts scripts, SimulatedWindows machine) {
        this(scripts, machine, UnaryOperator.identity());
    }

    @Override
    public RemoteCommand start(String command) {
        if (!command.startsWith(ENCODED)) {
            throw new IllegalArgumentException(command);
        }
        byte[] script = Base64.getDecoder().decode(command.substring(ENCODED.length()));
        return new Command(new String(script, StandardCharsets.UTF_16LE));
    }

    @Override
    public void close() {}

    private final class Command implements RemoteCommand {
        private final CompletableFuture<Answer> answer = new CompletableFuture<>();
        private final OutputStream stdin;

        Command(String script) {
            this.stdin =
                    new ByteArrayOutputStream() {
                        @Override
                        public void close() {
                            run(script, toString(StandardCharsets.US_ASCII));
                        }
                    };
        }

        private void run(String script, String input) {
            try {
                answer.complete(scripts.runEncoded(machine, script, inputs.apply(input)));
            } catch (RuntimeException failed) {
                answer.completeExceptionally(failed);
            }
        }

        @Override
        public OutputStream stdin() {
            return stdin;
        }

        @Override
        public InputStream stdout() {
            return new Awaited(
                    answer.thenApply(given -> String.join("\r\n", given.lines()) + "\r\n"));
        }

        @Override
        public InputStream stderr() {
            return new Awaited(answer.thenApply(Answer::errors));
        }

        @Override
        public OptionalInt awaitExit(Duration atMost) {
            try {
                return OptionalInt.of(
                        answer.get(atMost.toMillis(), TimeUnit.MILLISECONDS).exitCode());
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return OptionalInt.empty();
            } catch (ExecutionException | TimeoutException | CancellationException none) {
                return OptionalInt.empty();
            }
        }

        @Override
        public void close() {
            answer.cancel(false);
        }
    }

    /// A stream that has nothing before its text is there.
    private static final class Awaited extends InputStream {
        private final CompletableFuture<String> text;
        private InputStream bytes = InputStream.nullInputStream();
        private boolean there;

        Awaited(CompletableFuture<String> text) {
            this.text = text;
        }

        private InputStream bytes() throws IOException {
            if (!there) {
                try {
                    bytes = new ByteArrayInputStream(text.join().getBytes(StandardCharsets.UTF_8));
                } catch (CompletionException | CancellationException gone) {
                    throw new IOException(gone);
                }
                there = true;
            }
            return bytes;
        }

        @Override
        public int read() throws IOException {
            return bytes().read();
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            return bytes().read(into, offset, length);
        }
    }
}
