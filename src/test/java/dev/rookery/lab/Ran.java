package dev.rookery.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// What a process did.
///
/// @param code its exit code
/// @param out its standard output
/// @param err its standard error
public record Ran(int code, String out, String err) {
    /// Runs a process with nothing on its standard input.
    ///
    /// @throws AssertionError if it has not ended in time; it is ended then
    public static Ran of(ProcessBuilder builder, Duration limit) {
        try {
            Path out = Files.createTempFile("ran", ".out");
            Path err = Files.createTempFile("ran", ".err");
            try {
                Process process = start(builder, out, err);
                boolean ended = ended(process, limit);
                Ran ran = new Ran(ended ? process.exitValue() : -1, text(out), text(err));
                if (!ended) {
                    throw new AssertionError(
                            builder.command() + " did not end within " + limit + ": " + ran);
                }
                return ran;
            } finally {
                Files.delete(out);
                Files.delete(err);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Starts a process whose output goes to files: a child that outlives the process cannot keep a
    /// reader waiting.
    public static Process start(ProcessBuilder builder, Path out, Path err) throws IOException {
        return builder.redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
    }

    /// Waits for a process; one that has not ended in time is ended.
    ///
    /// @return whether it ended by itself
    public static boolean ended(Process process, Duration limit) {
        try {
            if (process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                return true;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
        return false;
    }

    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "exit code " + code + "\n--- output\n" + out + "--- errors\n" + err;
    }
}
