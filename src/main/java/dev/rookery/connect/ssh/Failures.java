package dev.rookery.connect.ssh;

import dev.rookery.connect.ConnectionException;
import dev.rookery.connect.ConnectionException.Reason;

import net.schmizz.sshj.transport.TransportException;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.TimeoutException;

/// Words for people, on one line, for what the client library throws.
final class Failures {
    private Failures() {}

    static String words(Throwable failure) {
        Throwable root = failure;
        while (root.getMessage() == null && root.getCause() != null) {
            root = root.getCause();
        }
        String said =
                root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
        if (said.contains("encountered EOF")
                || said.contains("closed connection during")
                || said.equals("Not connected")) {
            return "the server closed the connection";
        }
        if (said.contains("Connection reset") || said.contains("Broken pipe")) {
            return "the server broke off the connection";
        }
        return clean(said);
    }

    /// One line of a text that a server may have chosen: no control characters, no flood.
    static String clean(String text) {
        String line = text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
        return line.length() <= 300 ? line : line.substring(0, 300) + "...";
    }

    static String seconds(Duration time) {
        return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
    }

    static boolean timedOut(Throwable failure) {
        return cause(failure, TimeoutException.class) != null;
    }

    /// True if the connection itself has failed, and not only what was tried over it.
    static boolean fatal(Throwable failure) {
        return cause(failure, TransportException.class) != null
                || cause(failure, InterruptedException.class) != null
                || timedOut(failure);
    }

    static ConnectionException interrupted(Throwable cause) {
        return new ConnectionException(Reason.LOST, "interrupted", "", cause);
    }

    private static @Nullable Throwable cause(Throwable failure, Class<? extends Throwable> kind) {
        for (@Nullable Throwable at = failure; at != null; at = at.getCause()) {
            if (kind.isInstance(at)) {
                return at;
            }
        }
        return null;
    }
}
