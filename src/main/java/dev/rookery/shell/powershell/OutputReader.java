package dev.rookery.shell.powershell;

import dev.rookery.shell.Limits;
import dev.rookery.shell.LineReader;

import java.io.InputStream;

/// Reads standard output: noise, the answer between its sentinels, and whatever follows.
final class OutputReader extends LineReader {
    private enum Part {
        NOISE,
        RUN,
        ANSWER,
        REST
    }

    /// No line of ours is longer, however wide the console is.
    private static final int SHORT_LINE = 512;

    private final Mark mark;
    private final Limits limits;
    private final Progress progress;
    private final StringBuilder answer = new StringBuilder();
    private Part part = Part.NOISE;
    private long bytes;

    OutputReader(InputStream in, Mark mark, Limits limits, Progress progress) {
        super(in);
        this.mark = mark;
        this.limits = limits;
        this.progress = progress;
    }

    @Override
    protected int keep() {
        return SHORT_LINE;
    }

    @Override
    protected void read(int more, int length) {
        bytes += more;
        // Base64 of UTF-8 in lines, identifiers of errors, and what programs write past PowerShell.
        long most = part == Part.NOISE ? limits.noiseBytes() : 6L * limits.answerBytes() + 65_536;
        if (part != Part.REST && bytes > most) {
            progress.sawTooMuch(
                    part == Part.NOISE
                            ? "more than " + most + " bytes before the script began"
                            : "more than " + limits.answerBytes() + " bytes");
        }
    }

    @Override
    protected void line(String line) {
        String text = line.strip();
        switch (part) {
            case NOISE -> noise(text);
            case RUN -> {
                if (text.equals(mark.answer())) {
                    part = Part.ANSWER;
                } else if (!text.isEmpty()) {
                    progress.sawNoise(text);
                }
            }
            case ANSWER -> answer(text);
            case REST -> {
                // Such as what a host says when it ends.
            }
        }
    }

    private void noise(String text) {
        if (text.equals(mark.begin())) {
            part = Part.RUN;
            bytes = 0;
            progress.sawBegin();
        } else if (text.equals(Mark.DAMAGED)) {
            progress.sawDamage();
        } else if (text.equals(Mark.RESTRICTED)) {
            progress.sawRestriction();
        } else if (!text.isEmpty()) {
            progress.sawNoise(text);
        }
    }

    private void answer(String text) {
        if (!text.startsWith(mark.end())) {
            answer.append(text);
            return;
        }
        part = Part.REST;
        try {
            if (Integer.parseInt(text.substring(mark.end().length())) != answer.length()) {
                throw new IllegalArgumentException("another length");
            }
            Reply reply = Reply.parse(answer.toString()).within(limits);
            if (!reply.much().isEmpty()) {
                progress.sawTooMuch(reply.much());
            }
            progress.sawReply(reply);
        } catch (IllegalArgumentException damaged) {
            progress.sawUnreadable();
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
}
