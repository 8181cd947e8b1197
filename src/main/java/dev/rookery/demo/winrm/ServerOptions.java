package dev.rookery.demo.winrm;

import dev.rookery.secret.Secret;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import javax.net.ssl.SSLContext;

/// How a [WinRmServer] is to be.
///
/// @param runner runs its commands
/// @param user the one user there is
/// @param tls for HTTPS; its trust managers decide on clients' certificates
/// @param basic whether Basic is offered; over HTTP only if `unencrypted` is allowed too
/// @param certificates whether a client may log in by a certificate with the user's principal name
/// @param acceptors the handshakes that are offered, in the order of preference
/// @param unencrypted whether messages over HTTP may be neither sealed nor in TLS
public record ServerOptions(
        Runner runner,
        String user,
        Secret password,
        Optional<SSLContext> tls,
        boolean basic,
        boolean certificates,
        List<Acceptor.Factory> acceptors,
        boolean unencrypted,
        Limits limits,
        Interceptor interceptor) {
    public ServerOptions {
        acceptors = List.copyOf(acceptors);
    }

    /// A service over HTTP that offers no way to log in yet and wants encryption, as Windows is
    /// delivered.
    public static ServerOptions of(Runner runner, String user, Secret password) {
        return new ServerOptions(
                runner,
                user,
                password,
                Optional.empty(),
                false,
                false,
                List.of(),
                false,
                Limits.ofWindows(),
                Interceptor.none());
    }

    /// These, but HTTPS.
    public ServerOptions withTls(SSLContext context) {
        return new ServerOptions(
                runner,
                user,
                password,
                Optional.of(context),
                basic,
                certificates,
                acceptors,
                unencrypted,
                limits,
                interceptor);
    }

    /// These, and Basic.
    public ServerOptions withBasic() {
        return new ServerOptions(
                runner,
                user,
                password,
                tls,
                true,
                certificates,
                acceptors,
                unencrypted,
                limits,
                interceptor);
    }

    /// These, and clients' certificates.
    public ServerOptions withCertificates() {
        return new ServerOptions(
                runner,
                user,
                password,
                tls,
                basic,
                true,
                acceptors,
                unencrypted,
                limits,
                interceptor);
    }

    /// These, and one more handshake.
    public ServerOptions withAcceptor(Acceptor.Factory factory) {
        List<Acceptor.Factory> more = new ArrayList<>(acceptors);
        more.add(factory);
        return new ServerOptions(
                runner,
                user,
                password,
                tls,
                basic,
                certificates,
                more,
                unencrypted,
                limits,
                interceptor);
    }

    /// These, but plain messages over HTTP are served.
    public ServerOptions withUnencrypted() {
        return new ServerOptions(
                runner,
                user,
                password,
                tls,
                basic,
                certificates,
                acceptors,
                true,
                limits,
                interceptor);
    }

    /// These, but other limits.
    public ServerOptions withLimits(Limits others) {
        return new ServerOptions(
                runner,
                user,
                password,
                tls,
                basic,
                certificates,
                acceptors,
                unencrypted,
                others,
                interceptor);
    }

    /// These, but disturbed.
    public ServerOptions withInterceptor(Interceptor disturbing) {
        return new ServerOptions(
                runner,
                user,
                password,
                tls,
                basic,
                certificates,
                acceptors,
                unencrypted,
                limits,
                disturbing);
    }
}
