package dev.rookery.shell.powershell;

import dev.rookery.shell.Watched;

import org.jspecify.annotations.Nullable;

/// What has been seen of one running script so far. The stream readers tell it, the caller waits.
final class Progress extends Watched {
    private boolean damaged;
    private boolean restricted;
    private boolean begun;
    private boolean unreadable;
    private boolean outputClosed;
    private boolean errorsClosed;
    private @Nullable Reply reply;
    private String tooMuch = "";
    private String noise = "";
    private String errors = "";

    void sawDamage() {
        change(() -> damaged = true);
    }

    void sawRestriction() {
        change(() -> restricted = true);
    }

    void sawBegin() {
        change(() -> begun = true);
    }

    void sawReply(Reply all) {
        change(() -> reply = all);
    }

    /// Something came where the answer was to be.
    void sawUnreadable() {
        change(() -> unreadable = true);
    }

    /// @param what the limit that was passed, for people
    void sawTooMuch(String what) {
        change(() -> tooMuch = what);
    }

    /// The last line that was none of ours.
    void sawNoise(String line) {
        change(() -> noise = line);
    }

    void outputClosed() {
        change(() -> outputClosed = true);
    }

    /// @param last what was kept of standard error
    void sawErrors(String last) {
        change(() -> errors = last);
    }

    void errorsClosed() {
        change(() -> errorsClosed = true);
    }

    synchronized boolean isDamaged() {
        return damaged;
    }

    synchronized boolean isRestricted() {
        return restricted;
    }

    synchronized boolean hasBegun() {
        return begun;
    }

    synchronized boolean isUnreadable() {
        return unreadable;
    }

    synchronized @Nullable Reply reply() {
        return reply;
    }

    /// There is an answer, or nothing more will come that could lead to one.
    synchronized boolean isOver() {
        return reply != null
                || outputClosed
                || damaged
                || restricted
                || unreadable
                || !tooMuch.isEmpty();
    }

    synchronized boolean areErrorsWhole() {
        return errorsClosed;
    }

    synchronized String tooMuch() {
        return tooMuch;
    }

    /// What the machine said on standard error, or else on standard output.
    synchronized String said() {
        String readable = CliXml.text(errors).strip();
        return readable.isEmpty() ? noise : readable;
    }
}
