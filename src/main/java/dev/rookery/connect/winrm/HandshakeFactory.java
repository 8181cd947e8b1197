package dev.rookery.connect.winrm;

import dev.rookery.connect.WinRmEndpoint;
import dev.rookery.connect.winrm.auth.Handshake;
import dev.rookery.connect.winrm.auth.HandshakeException;

import java.security.cert.X509Certificate;
import java.util.Optional;

/// Begins the handshakes of an endpoint's connections.
@FunctionalInterface
interface HandshakeFactory {
    /// The handshake of one connection.
    ///
    /// @param server its certificate, if the connection is over TLS
    Handshake begin(WinRmEndpoint endpoint, Optional<X509Certificate> server)
            throws HandshakeException;
}
