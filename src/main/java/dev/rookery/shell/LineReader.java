package dev.rookery.shell;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/// Reads a machine's output line by line, in bounded memory. Bytes that are not UTF-8 become
/// U+FFFD; control characters stay.
public abstract class LineReader implements Runnable {
    private final InputStream in;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    protected LineReader(InputStream in) {
        this.in = in;
    }

    /// Reads until the end, the loss of the connection, or until no more is wanted.
    @Override
    public final void run() {
        byte[] chunk = new byte[32 << 10];
        try {
            for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                take(chunk, n);
                if (isEnough()) {
                    return;
                }
            }
        } catch (IOException closed) {
            // The command was closed or the connection lost: the caller sees what is missing.
        } finally {
            closed();
        }
    }

    private void take(byte[] chunk, int length) {
        int start = 0;
        for (int i = 0; i < length; i++) {
            if (chunk[i] == '\n') {
                append(chunk, start, i, 1);
                String text = line.toString(StandardCharsets.UTF_8);
                line.reset();
                line(text);
                start = i + 1;
                if (isEnough()) {
                    return;
                }
            }
        }
        append(chunk, start, length, 0);
    }

    private void append(byte[] chunk, int from, int to, int ending) {
        int size = to - from;
        read(size + ending, line.size() + size);
        line.write(chunk, from, Math.min(size, Math.max(0, keep() - line.size())));
    }

    /// How many bytes of the line that is being read are kept; the rest is dropped.
    protected abstract int keep();

    /// More bytes of a line have come, its end among them.
    ///
    /// @param length of the line so far, where all of it was kept
    protected abstract void read(int bytes, int length);

    /// A line has come, without its `\n`. What ends without one is no line.
    protected abstract void line(String text);

    /// Whether nothing more is wanted.
    protected abstract boolean isEnough();

    /// Nothing more will be read.
    protected abstract void closed();
}
