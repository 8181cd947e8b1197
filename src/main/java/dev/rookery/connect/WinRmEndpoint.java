package dev.rookery.connect;

import dev.rookery.secret.Secret;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// A machine's WinRM service and how to log in there.
///
/// @param host a name or an address; a certificate is checked against it
/// @param tls how the connection is encrypted, if it is: without, messages are sealed by what
///   [Login] negotiated
/// @param path of the service, such as `/wsman`
/// @param login who we are
/// @param proxy an HTTP proxy, `http://host:port`; never used for a loopback address
/// @param connectTimeout for the TCP connection, and again for TLS and authentication
/// @param operationTimeout how long the service may let us wait for output before it answers that
///   there is none yet
/// @param readTimeout how long one answer may take; longer than the operation time-out
public record WinRmEndpoint(
        String host,
        int port,
        Optional<Tls> tls,
        String path,
        Login login,
        Optional<String> proxy,
        Duration connectTimeout,
        Duration operationTimeout,
        Duration readTimeout)
        implements Endpoint {
    /// How the service's certificate is checked.
    public sealed interface Tls {
        /// Against the authorities that the Java runtime trusts.
        record SystemAuthorities() implements Tls {}

        /// Against the authorities in a PEM file.
        record Authorities(Path file) implements Tls {}

        /// It is exactly this one; its name and its dates do not matter.
        ///
        /// @param sha256 of the certificate, 64 hexadecimal digits in lower case
        record Pinned(String sha256) implements Tls {
            public Pinned {
                if (!sha256.matches("[0-9a-f]{64}")) {
                    throw new IllegalArgumentException("not a SHA-256: " + sha256);
                }
            }
        }

        /// Not at all.
        record Unchecked() implements Tls {}
    }

    /// Who we are, and how we show it.
    public sealed interface Login {
        /// The password itself. Over plain HTTP only where the user said so twice: see
        /// `rookery_allow_unencrypted`.
        record Basic(String user, Secret password) implements Login {}

        /// NTLMv2 in SPNEGO.
        ///
        /// @param user `name`, `DOMAIN\name` or `name@domain`
        record Ntlm(String user, Secret password) implements Login {}

        /// A ticket of the user's cache, or one that is fetched with the password.
        ///
        /// @param user the principal; nothing for the cache's own
        /// @param serviceHost the name in the service's principal, if it is not the host's
        /// @param delegate whether the ticket may be used from there
        record Kerberos(
                Optional<String> user,
                Optional<Secret> password,
                Optional<String> serviceHost,
                boolean delegate)
                implements Login {}

        /// A client certificate that the machine maps to a local user. Needs TLS.
        ///
        /// @param certificate a PEM file
        /// @param key a PEM file, PKCS#8 or PKCS#1
        record Certificate(Path certificate, Path key, Optional<Secret> passphrase)
                implements Login {}
    }

    public WinRmEndpoint {
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("port " + port);
        }
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("path " + path);
        }
        if (tls.isEmpty() && login instanceof Login.Certificate) {
            throw new IllegalArgumentException("a client certificate without TLS");
        }
        if (readTimeout.compareTo(operationTimeout) <= 0) {
            throw new IllegalArgumentException("read time-out not above the operation's");
        }
    }

    @Override
    public String address() {
        String user =
                switch (login) {
                    case Login.Basic(String name, Secret _) -> name + "@";
                    case Login.Ntlm(String name, Secret _) -> name + "@";
                    case Login.Kerberos kerberos ->
                            kerberos.user().map(name -> name + "@").orElse("");
                    case Login.Certificate _ -> "";
                };
        return (tls.isPresent() ? "https://" : "http://") + user + host + ":" + port;
    }
}
