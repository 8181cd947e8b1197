package dev.rookery.connect.winrm.auth;

import dev.rookery.connect.WinRmEndpoint.Login;

import java.util.Optional;

/// NTLM for tests of other packages.
public final class TestHandshakes {
    private TestHandshakes() {}

    /// One, as the login says.
    public static Handshake ntlm(Login.Ntlm login, Optional<ChannelBinding> binding) {
        return new NtlmHandshake(login.user(), login.password(), "HTTP/demo", binding);
    }
}
