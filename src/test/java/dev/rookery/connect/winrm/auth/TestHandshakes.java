package dev.rookery.connect.winrm.auth;

import dev.rookery.connect.WinRmEndpoint;
import dev.rookery.connect.WinRmEndpoint.Login;

import java.security.cert.X509Certificate;
import java.util.Optional;

/// NTLM for tests of other packages.
public final class TestHandshakes {
    private TestHandshakes() {}

    /// Begins one, as the endpoint's login says.
    public static Handshake ntlm(WinRmEndpoint endpoint, Optional<X509Certificate> server) {
        Login.Ntlm login = (Login.Ntlm) endpoint.login();
        return new NtlmHandshake(
                login.user(), login.password(), "HTTP/demo", server.flatMap(ChannelBinding::of));
    }
}
