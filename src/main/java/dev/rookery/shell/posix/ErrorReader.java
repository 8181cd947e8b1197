package dev.rookery.shell.posix;

import dev.rookery.shell.Limits;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/// Reads standard error: keeps the last of it, sees sudo's prompt, and drops what was said outside
/// the script's own run.
final class ErrorReader implements Runnable {
    private final InputStream in;
    private final Markers markers;
    private final Limits limits;
    private final Progress progress;

    /// A byte a character: a chunk may end inside a character.
    private final StringBuilder tail = new StringBuilder();

    private boolean whole;

    ErrorReader(InputStream in, Markers markers, Limits limits, Progress progress) {
        this.in = in;
        this.markers = markers;
        this.limits = limits;
        this.progress = progress;
    }

    @Override
    public void run() {
        byte[] chunk = new byte[8 << 10];
        try {
            for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                if (!whole) {
                    tail.append(new String(chunk, 0, n, StandardCharsets.ISO_8859_1));
                    look();
                }
            }
        } catch (IOException closed) {
            // The command was closed or the connection lost: what has come so far counts.
        } finally {
            progress.errorsClosed();
        }
    }

    private void look() {
        for (int at = tail.indexOf(markers.prompt());
                at >= 0;
                at = tail.indexOf(markers.prompt())) {
            tail.delete(at, at + markers.prompt().length());
            tell();
            progress.sawPrompt();
        }
        String begin = markers.begin() + "\n";
        int begins = tail.indexOf(begin);
        if (begins >= 0) {
            tail.delete(0, begins + begin.length());
        }
        int ends =
                Math.max(tail.indexOf("\n" + markers.held()), tail.indexOf("\n" + markers.end()));
        if (ends >= 0) {
            tail.setLength(ends);
            whole = true;
        }
        tell();
        if (whole) {
            progress.sawErrorMark();
        }
    }

    /// Hands on the last part, and forgets all but that and what may be the start of a marker.
    private void tell() {
        int spare = limits.errorBytes() + 2 * markers.mark().length();
        if (tail.length() > spare) {
            tail.delete(0, tail.length() - spare);
        }
        String last = tail.substring(Math.max(0, tail.length() - limits.errorBytes()));
        progress.sawErrors(
                new String(last.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8)
                        .stripTrailing());
    }
}
