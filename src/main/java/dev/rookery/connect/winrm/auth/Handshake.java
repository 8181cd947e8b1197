package dev.rookery.connect.winrm.auth;

import java.util.Optional;

/// An exchange of tokens by which the two ends of one HTTP connection know each other. Each
/// connection has one of its own; one thread uses it at a time.
public interface Handshake {
    /// The scheme in `Authorization` and `WWW-Authenticate`: `Negotiate` or `Kerberos`.
    String scheme();

    /// The next token to send.
    ///
    /// @param received the other end's last token; empty before its first
    /// @return nothing if the other end needs no further one
    /// @throws HandshakeException if the other end's token is not valid, or we have no credentials
    Optional<byte[]> next(byte[] received) throws HandshakeException;

    /// Whether both ends know each other, so that [#sealing()] may be used.
    boolean isComplete();

    /// What seals the messages of this connection from now on.
    ///
    /// @throws IllegalStateException before the handshake is complete
    Sealing sealing();
}
