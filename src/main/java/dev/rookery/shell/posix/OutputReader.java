package dev.rookery.shell.posix;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Reads standard output: noise, the answer between the sentinels, and whatever follows.
///
/// Bytes that are not UTF-8 become U+FFFD; control characters stay.
final class OutputReader implements Runnable {
    private enum Part {
        NOISE,
        ANSWER,
        REST
    }

    /// A line outside the answer is kept to this length: enough for any marker.
    private static final int SHORT_LINE = 512;

    private final InputStream in;
    private final Markers markers;
    private final Limits limits;
    private final Progress progress;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final List<String> lines = new ArrayList<>();
    private Part part = Part.NOISE;
    private long bytes;

    OutputReader(InputStream in, Markers markers, Limits limits, Progress progress) {
        this.in = in;
        this.markers = markers;
        this.limits = limits;
        this.progress = progress;
    }

    @Override
    public void run() {
        byte[] chunk = new byte[32 << 10];
        try {
            for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                take(chunk, n);
                if (!progress.tooMuch().isEmpty()) {
                    return;
                }
            }
        } catch (IOException closed) {
            // The command was closed or the connection lost: the caller sees what is missing.
        } finally {
            progress.outputClosed();
        }
    }

    private void take(byte[] chunk, int length) {
        int start = 0;
        for (int i = 0; i < length; i++) {
            if (chunk[i] == '\n') {
                append(chunk, start, i);
                endLine();
                start = i + 1;
                if (!progress.tooMuch().isEmpty()) {
                    return;
                }
            }
        }
        append(chunk, start, length);
    }

    private void append(byte[] chunk, int from, int to) {
        int size = to - from;
        bytes += size;
        if (part == Part.ANSWER) {
            if (line.size() + size > limits.lineBytes()) {
                progress.sawTooMuch("a line of more than " + limits.lineBytes() + " bytes");
            } else {
                line.write(chunk, from, size);
            }
            if (bytes > limits.answerBytes()) {
                progress.sawTooMuch("more than " + limits.answerBytes() + " bytes");
            }
        } else {
            line.write(chunk, from, Math.min(size, SHORT_LINE - line.size()));
            if (part == Part.NOISE && bytes > limits.noiseBytes()) {
                progress.sawTooMuch(
                        "more than " + limits.noiseBytes() + " bytes before the script began");
            }
        }
    }

    private void endLine() {
        bytes++;
        String text = line.toString(StandardCharsets.UTF_8);
        line.reset();
        switch (part) {
            case NOISE -> noise(text);
            case ANSWER -> answer(text);
            case REST -> rest(text);
        }
    }

    private void noise(String text) {
        if (text.equals(markers.begin())) {
            part = Part.ANSWER;
            bytes = 0;
            progress.sawBegin();
        } else if (text.equals(markers.ready())) {
            progress.sawReady();
        } else if (text.equals(markers.damaged())) {
            progress.sawDamage();
        } else if (text.equals(markers.noSudo())) {
            progress.sawNoSudo();
        } else if (!text.isBlank()) {
            progress.sawNoise(text);
        }
    }

    private void answer(String text) {
        boolean held = text.startsWith(markers.held());
        if (held || text.startsWith(markers.end())) {
            // The sentinel brings a newline of its own, which ends the script's last line if that
            // had none.
            if (!lines.isEmpty() && lines.getLast().isEmpty()) {
                lines.removeLast();
            }
            part = Part.REST;
            String marker = held ? markers.held() : markers.end();
            progress.sawAnswer(Integer.parseInt(text.substring(marker.length())), lines);
            lines.clear();
            if (!held) {
                progress.sawEnd();
            }
        } else if (lines.size() >= limits.answerLines()) {
            progress.sawTooMuch("more than " + limits.answerLines() + " lines");
        } else {
            lines.add(text);
        }
    }

    private void rest(String text) {
        if (text.startsWith(markers.end())) {
            progress.sawEnd();
        }
    }
}
