package dev.rookery.connect.winrm.auth;

import java.io.Serial;

/// What the other end sent cannot be trusted, or we have no credentials.
public final class HandshakeException extends Exception {
    @Serial private static final long serialVersionUID = 1;

    private final String remedy;

    /// A failure by itself.
    ///
    /// @param remedy what the user can do; empty if there is nothing to say
    public HandshakeException(String message, String remedy) {
        super(message);
        this.remedy = remedy;
    }

    public HandshakeException(String message, String remedy, Throwable cause) {
        super(message, cause);
        this.remedy = remedy;
    }

    /// What the user can do; empty if there is nothing to say.
    public String remedy() {
        return remedy;
    }
}
