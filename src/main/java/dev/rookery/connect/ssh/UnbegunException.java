package dev.rookery.connect.ssh;

import net.schmizz.sshj.connection.ConnectionException;

import java.io.Serial;

/// The server has closed a session without a word on the command that it was to begin.
final class UnbegunException extends ConnectionException {
    @Serial private static final long serialVersionUID = 1;

    UnbegunException() {
        super("the server closed the session before the command had begun");
    }
}
