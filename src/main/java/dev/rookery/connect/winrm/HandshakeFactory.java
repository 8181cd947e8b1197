package dev.rookery.connect.winrm;

import dev.rookery.connect.winrm.auth.ChannelBinding;
import dev.rookery.connect.winrm.auth.Handshake;

import java.util.Optional;

/// Begins the handshakes of one endpoint's connections. Many threads use it at once.
@FunctionalInterface
interface HandshakeFactory {
    /// The handshake of one connection.
    ///
    /// @param binding to the service's certificate, if the connection is over TLS
    Handshake begin(Optional<ChannelBinding> binding);
}
