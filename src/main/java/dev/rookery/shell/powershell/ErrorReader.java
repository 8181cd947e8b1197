package dev.rookery.shell.powershell;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/// Reads standard error to its end and keeps the last of it. Errors of the script are in its
/// answer; what comes here says why there is none.
final class ErrorReader implements Runnable {
    /// More than is ever shown: records of progress are long, and are dropped.
    private static final int KEPT = 64 << 10;

    private final InputStream in;
    private final Progress progress;
    private final StringBuilder tail = new StringBuilder();

    ErrorReader(InputStream in, Progress progress) {
        this.in = in;
        this.progress = progress;
    }

    @Override
    public void run() {
        byte[] chunk = new byte[32 << 10];
        try {
            for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                // A byte a character: a chunk may end inside a character.
                tail.append(new String(chunk, 0, n, StandardCharsets.ISO_8859_1));
                tail.delete(0, Math.max(0, tail.length() - KEPT));
                byte[] kept = tail.toString().getBytes(StandardCharsets.ISO_8859_1);
                progress.sawErrors(new String(kept, StandardCharsets.UTF_8));
            }
        } catch (IOException closed) {
            // The command was closed or the connection lost: what has come so far counts.
        } finally {
            progress.errorsClosed();
        }
    }
}
