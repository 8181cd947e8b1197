package dev.rookery.connect.winrm.auth;

import dev.rookery.connect.WinRmEndpoint;
import dev.rookery.connect.WinRmEndpoint.Login;

import java.security.cert.X509Certificate;
import java.util.Optional;

/// The handshakes that there are.
public final class Handshakes {
    private Handshakes() {}

    /// Begins the handshake of one connection to an endpoint, bound to the server's certificate if
    /// there is TLS.
    ///
    /// @throws HandshakeException if there are no credentials that could be shown
    /// @throws IllegalArgumentException if the endpoint's login is none by a handshake
    public static Handshake begin(WinRmEndpoint endpoint, Optional<X509Certificate> server)
            throws HandshakeException {
        return switch (endpoint.login()) {
            case Login.Ntlm ntlm ->
                    new NtlmHandshake(
                            ntlm.user(),
                            ntlm.password(),
                            "HTTP/" + endpoint.host(),
                            server.flatMap(ChannelBinding::of));
            case Login.Kerberos _ ->
                    throw new HandshakeException(
                            "Kerberos is not supported yet",
                            "set ansible_winrm_transport: ntlm, or reach the machine over SSH");
            case Login.Basic _, Login.Certificate _ ->
                    throw new IllegalArgumentException("not by a handshake");
        };
    }
}
