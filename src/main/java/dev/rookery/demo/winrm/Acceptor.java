package dev.rookery.demo.winrm;

import dev.rookery.connect.winrm.auth.ChannelBinding;
import dev.rookery.connect.winrm.auth.HandshakeException;
import dev.rookery.connect.winrm.auth.Sealing;

import java.util.Optional;

/// The service's side of a handshake, for one TCP connection. One thread uses it at a time.
public interface Acceptor {
    /// Takes the client's next token, as it was in `Authorization`.
    ///
    /// @throws HandshakeException if the client is refused; the answer is 401 without a token, and
    ///   this acceptor is of no further use
    Step step(byte[] token) throws HandshakeException;

    /// What seals this connection's messages from now on: [Sealing#unseal] for the client's,
    /// [Sealing#seal] for the service's.
    ///
    /// @throws IllegalStateException before the handshake is done
    Sealing sealing();

    /// What the service does next.
    ///
    /// @param reply a token for `WWW-Authenticate`: with 401 if the handshake goes on, with the
    ///   request's own answer if it is done
    /// @param done whether the client is known, so that its request may be served
    record Step(Optional<byte[]> reply, boolean done) {}

    /// Makes an acceptor for each connection.
    interface Factory {
        /// What the acceptors are for, as `WWW-Authenticate` names it: `Negotiate`, `NTLM` or
        /// `Kerberos`.
        String scheme();

        /// An acceptor for a new connection.
        ///
        /// @param binding of the service's certificate, over TLS
        Acceptor accept(Optional<ChannelBinding> binding);
    }
}
