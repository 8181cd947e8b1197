package dev.rookery.shell.posix;

import dev.rookery.shell.Answer;
import dev.rookery.shell.Sightings;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// What has been seen of one running script so far. The stream readers tell it, the caller waits.
final class Progress extends Sightings {
    private boolean ready;
    private boolean noSudo;
    private boolean ended;
    private int prompts;
    private int errorMarks;
    private int exitCode;
    private @Nullable List<String> lines;

    void sawReady() {
        change(() -> ready = true);
    }

    void sawNoSudo() {
        change(() -> noSudo = true);
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

    /// Standard error is whole up to the answer, or up to the end.
    void sawErrorMark() {
        change(() -> errorMarks++);
    }

    synchronized boolean isReady() {
        return ready;
    }

    synchronized boolean hasNoSudo() {
        return noSudo;
    }

    synchronized boolean hasAnswered() {
        return lines != null;
    }

    synchronized boolean hasEnded() {
        return ended || isOutputClosed();
    }

    @Override
    public synchronized boolean isOver() {
        return super.isOver() || noSudo;
    }

    synchronized boolean areErrorsWhole() {
        return errorMarks > 0 || areErrorsClosed();
    }

    synchronized int prompts() {
        return prompts;
    }

    synchronized Answer answer() {
        if (lines == null) {
            throw new IllegalStateException("no answer yet");
        }
        return new Answer(exitCode, lines, errors());
    }
}
