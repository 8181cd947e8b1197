package dev.rookery.shell;

import java.io.Serial;

/// A script could not be run to its end, or its answer did not arrive whole.
public final class ShellException extends Exception {
    @Serial private static final long serialVersionUID = 1;

    /// What went wrong, for programs; the message says it for people.
    public enum Reason {
        /// The connection was lost, or was refused a command.
        CONNECTION,
        /// The other user could not be become: wrong or missing password, no sudo, no terminal.
        BECOME,
        /// The script did not end in time and was given up.
        TIMEOUT,
        /// The answer is longer than any honest one.
        OUTPUT,
        /// The machine's policy does not let the script run.
        RESTRICTED,
        /// The shell ended before the script did.
        CUT_OFF
    }

    private final Reason reason;
    private final String remedy;

    public ShellException(Reason reason, String message, String remedy) {
        super(message);
        this.reason = reason;
        this.remedy = remedy;
    }

    public ShellException(Reason reason, String message, String remedy, Throwable cause) {
        super(message, cause);
        this.reason = reason;
        this.remedy = remedy;
    }

    public Reason reason() {
        return reason;
    }

    /// What the user can do; empty if there is nothing to say.
    public String remedy() {
        return remedy;
    }
}
