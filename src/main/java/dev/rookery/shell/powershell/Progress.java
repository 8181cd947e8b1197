package dev.rookery.shell.powershell;

import dev.rookery.shell.Sightings;

import org.jspecify.annotations.Nullable;

/// What has been seen of one running script so far. The stream readers tell it, the caller waits.
final class Progress extends Sightings {
    private boolean restricted;
    private boolean unreadable;
    private @Nullable Reply reply;

    void sawRestriction() {
        change(() -> restricted = true);
    }

    void sawReply(Reply all) {
        change(() -> reply = all);
    }

    /// Something came where the answer was to be.
    void sawUnreadable() {
        change(() -> unreadable = true);
    }

    synchronized boolean isRestricted() {
        return restricted;
    }

    synchronized boolean isUnreadable() {
        return unreadable;
    }

    synchronized @Nullable Reply reply() {
        return reply;
    }

    @Override
    public synchronized boolean isOver() {
        return super.isOver() || reply != null || restricted || unreadable;
    }

    /// What the machine said on standard error, or else on standard output.
    synchronized String said() {
        String readable = CliXml.text(errors()).strip();
        return readable.isEmpty() ? noise() : readable;
    }
}
