package dev.rookery.shell.posix;

import dev.rookery.shell.Limits;
import dev.rookery.shell.LineReader;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/// Reads standard output: noise, the answer between the sentinels, and whatever follows.
final class OutputReader extends LineReader {
    private enum Part {
        NOISE,
        ANSWER,
        REST
    }

    /// A line outside the answer is kept to this length: enough for any marker.
    private static final int SHORT_LINE = 512;

    private final Markers markers;
    private final Limits limits;
    private final Progress progress;
    private final List<String> lines = new ArrayList<>();
    private Part part = Part.NOISE;
    private long bytes;

    OutputReader(InputStream in, Markers markers, Limits limits, Progress progress) {
        super(in);
        this.markers = markers;
        this.limits = limits;
        this.progress = progress;
    }

    @Override
    protected int keep() {
        return part == Part.ANSWER ? limits.lineBytes() : SHORT_LINE;
    }

    @Override
    protected void read(int more, int length) {
        bytes += more;
        if (part == Part.ANSWER) {
            if (length > limits.lineBytes()) {
                progress.sawTooMuch("a line of more than " + limits.lineBytes() + " bytes");
            }
            if (bytes > limits.answerBytes()) {
                progress.sawTooMuch("more than " + limits.answerBytes() + " bytes");
            }
        } else if (part == Part.NOISE && bytes > limits.noiseBytes()) {
            progress.sawTooMuch(
                    "more than " + limits.noiseBytes() + " bytes before the script began");
        }
    }

    @Override
    protected void line(String text) {
        switch (part) {
            case NOISE -> noise(text);
            case ANSWER -> answer(text);
            case REST -> rest(text);
        }
    }

    @Override
    protected boolean isEnough() {
        return !progress.tooMuch().isEmpty();
    }

    @Override
    protected void closed() {
        progress.outputClosed();
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
