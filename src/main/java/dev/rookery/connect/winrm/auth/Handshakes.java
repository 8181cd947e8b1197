package dev.rookery.connect.winrm.auth;

import dev.rookery.connect.WinRmEndpoint.Login;

import java.time.Duration;
import java.util.Optional;

/// Begins the handshakes of one endpoint's connections.
///
/// It is kept as long as the endpoint: a ticket that was fetched with a password serves all of its
/// connections.
public interface Handshakes {
    /// The handshake of a new connection.
    ///
    /// @param binding of the service's certificate, over TLS
    Handshake begin(Optional<ChannelBinding> binding);

    /// The handshakes of a login.
    ///
    /// @param host what the endpoint is called: it names the service
    /// @param limit how long a KDC may let us wait
    /// @return nothing for a login without one: a password or a certificate
    static Optional<Handshakes> of(Login login, String host, Duration limit) {
        return of(login, host, limit, Optional.ofNullable(System.getenv("KRB5CCNAME")));
    }

    /// As [#of(Login, String, Duration)].
    ///
    /// @param ticketCache what `KRB5CCNAME` says
    static Optional<Handshakes> of(
            Login login, String host, Duration limit, Optional<String> ticketCache) {
        return switch (login) {
            case Login.Ntlm ntlm ->
                    Optional.of(
                            binding ->
                                    new NtlmHandshake(
                                            ntlm.user(), ntlm.password(), "HTTP/" + host, binding));
            case Login.Kerberos kerberos -> {
                KerberosLogin user =
                        new KerberosLogin(kerberos.user(), kerberos.password(), ticketCache);
                String service = kerberos.serviceHost().orElse(host);
                yield Optional.of(
                        binding ->
                                new KerberosHandshake(
                                        user, service, kerberos.delegate(), limit, binding));
            }
            case Login.Basic _, Login.Certificate _ -> Optional.empty();
        };
    }
}
