package dev.rookery.connect;

import java.io.Serial;

/// A machine could not be reached, or was lost.
public final class ConnectionException extends Exception {
    @Serial private static final long serialVersionUID = 1;

    /// What went wrong, for programs; the message says it for people.
    public enum Reason {
        /// No such name, no route, refused, closed before or while the protocol was agreed on.
        UNREACHABLE,
        /// Nothing came in time.
        TIMEOUT,
        /// The machine's key or certificate is not known, or cannot be trusted.
        HOST_KEY_UNKNOWN,
        /// The machine's key is another than the known one.
        HOST_KEY_CHANGED,
        /// The machine did not accept who we are.
        AUTHENTICATION,
        /// What the user gave cannot be used: an unreadable key, a wrong passphrase, no agent.
        CREDENTIALS,
        /// The machine lets us in, and refuses to start a command.
        REFUSED,
        /// The connection was open and is no more.
        LOST
    }

    private final Reason reason;
    private final String remedy;

    /// @param message what happened, one line, without the machine's name
    /// @param remedy what the user can do: a command or a setting; empty if there is nothing to say
    public ConnectionException(Reason reason, String message, String remedy, Throwable cause) {
        super(message, cause);
        this.reason = reason;
        this.remedy = remedy;
    }

    public ConnectionException(Reason reason, String message, String remedy) {
        super(message);
        this.reason = reason;
        this.remedy = remedy;
    }

    /// The thread that waited for the machine was interrupted.
    public static ConnectionException interrupted(Throwable cause) {
        return new ConnectionException(Reason.LOST, "interrupted", "", cause);
    }

    public Reason reason() {
        return reason;
    }

    /// What the user can do; empty if there is nothing to say.
    public String remedy() {
        return remedy;
    }
}
