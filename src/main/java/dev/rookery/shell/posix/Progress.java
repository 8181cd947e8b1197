package dev.rookery.shell.posix;

import dev.rookery.shell.Answer;
import dev.rookery.shell.Watched;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// What has been seen of one running script so far. The stream readers tell it, the caller waits.
final class Progress extends Watched {
    private boolean ready;
    private boolean noSudo;
    private boolean damaged;
    private boolean begun;
    private boolean ended;
    private boolean outputClosed;
    private boolean errorsClosed;
    private int prompts;
    private int errorMarks;
    private int exitCode;
    private @Nullable List<String> lines;
    private String tooMuch = "";
    private String noise = "";
    private String errors = "";

    void sawReady() {
        change(() -> ready = true);
    }

    void sawNoSudo() {
        change(() -> noSudo = true);
    }

    void sawDamage() {
        change(() -> damaged = true);
    }

    void sawBegin() {
        change(() -> begun = true);
    }

    void sawPrompt() {
        change(() -> prompts++);
    }

    void sawAnswer(int code, List<String> said) {
        change(
                () -> {
                    if (lines == null) {
                        exitCode = code;
                        lines = List.copyOf(said);
                    }
                });
    }

    void sawEnd() {
        change(() -> ended = true);
    }

    /// @param what the limit that was passed, for people
    void sawTooMuch(String what) {
        change(() -> tooMuch = what);
    }

    /// The last line before the script began.
    void sawNoise(String line) {
        change(() -> noise = line);
    }

    void sawErrors(String tail) {
        change(() -> errors = tail);
    }

    /// Standard error is whole up to the answer, or up to the end.
    void sawErrorMark() {
        change(() -> errorMarks++);
    }

    void outputClosed() {
        change(() -> outputClosed = true);
    }

    void errorsClosed() {
        change(() -> errorsClosed = true);
    }

    synchronized boolean isReady() {
        return ready;
    }

    synchronized boolean hasNoSudo() {
        return noSudo;
    }

    synchronized boolean isDamaged() {
        return damaged;
    }

    synchronized boolean hasBegun() {
        return begun;
    }

    synchronized boolean hasAnswered() {
        return lines != null;
    }

    synchronized boolean hasEnded() {
        return ended || outputClosed;
    }

    /// Nothing more will come that could lead to an answer.
    synchronized boolean isOver() {
        return outputClosed || damaged || noSudo || !tooMuch.isEmpty();
    }

    synchronized boolean areErrorsWhole() {
        return errorMarks > 0 || errorsClosed;
    }

    synchronized int prompts() {
        return prompts;
    }

    synchronized String tooMuch() {
        return tooMuch;
    }

    synchronized String noise() {
        return noise;
    }

    synchronized String errors() {
        return errors;
    }

    synchronized Answer answer() {
        if (lines == null) {
            throw new IllegalStateException("no answer yet");
        }
        return new Answer(exitCode, lines, errors);
    }
}
