package dev.rookery.connect.ssh;

import dev.rookery.connect.tcp.Words;

import net.schmizz.sshj.transport.TransportException;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.TimeoutException;

/// Words for people, on one line, for what the client library throws.
final class Failures {
    private Failures() {}

    static String words(Throwable failure) {
        String said = Words.of(failure);
        return said.contains("encountered EOF")
                        || said.contains("closed connection during")
                        || said.equals("Not connected")
                ? "the server closed the connection"
                : said;
    }

    /// That something was lost, and the one cause that matters: the first connection that broke.
    static String lost(String what, Throwable failure) {
        String why = words(failure);
        return why.startsWith("the connection") && why.contains(" was lost: ")
                ? why
                : what + " was lost: " + why;
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

    private static @Nullable Throwable cause(Throwable failure, Class<? extends Throwable> kind) {
        for (@Nullable Throwable at = failure; at != null; at = at.getCause()) {
            if (kind.isInstance(at)) {
                return at;
            }
        }
        return null;
    }
}
