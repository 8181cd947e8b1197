package dev.rookery.connect.winrm.auth;

import org.ietf.jgss.GSSContext;
import org.ietf.jgss.GSSException;
import org.ietf.jgss.GSSManager;
import org.ietf.jgss.GSSName;
import org.ietf.jgss.Oid;

import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;

import javax.security.auth.Subject;

/// Kerberos in SPNEGO as a client, RFC 4559: the first token goes out, the service's shows that it
/// is the service.
final class KerberosHandshake implements Handshake {
    private static final String SPNEGO = "1.3.6.1.5.5.2";

    private final KerberosLogin login;
    private final String host;
    private final boolean delegate;
    private final Duration limit;
    private final Optional<ChannelBinding> binding;

    private Optional<GSSContext> context = Optional.empty();
    private Optional<Sealing> sealing = Optional.empty();

    /// @param host as the service's principal has it: `HTTP/host`
    /// @param limit how long the KDC may let us wait
    KerberosHandshake(
            KerberosLogin login,
            String host,
            boolean delegate,
            Duration limit,
            Optional<ChannelBinding> binding) {
        this.login = login;
        this.host = host;
        this.delegate = delegate;
        this.limit = limit;
        this.binding = binding;
    }

    @Override
    public String scheme() {
        return "Negotiate";
    }

    @Override
    public Optional<byte[]> next(byte[] received) throws HandshakeException {
        if (sealing.isPresent()) {
            if (received.length == 0) {
                return Optional.empty();
            }
            throw new HandshakeException("the service goes on after the handshake's end", "");
        }
        if (context.isPresent() == (received.length == 0)) {
            throw new HandshakeException("the service sent no token", "");
        }
        if (received.length > 0) {
            requireAnswer(received);
        }
        return TimeLimit.within(limit, "the KDC", () -> asUser(received));
    }

    private Optional<byte[]> asUser(byte[] received) throws HandshakeException {
        Subject subject = login.subject();
        try {
            return Subject.callAs(subject, () -> step(received));
        } catch (CompletionException failed) {
            Throwable cause = failed.getCause() == null ? failed : failed.getCause();
            if (cause instanceof HandshakeException refused) {
                throw refused;
            }
            throw KerberosFailure.explain(cause, "HTTP/" + host);
        }
    }

    /// Java takes `request-mic`, and anything that it does not know, as the handshake's end without
    /// looking at the service's token, which is what shows that it is the service.
    private static void requireAnswer(byte[] received) throws HandshakeException {
        Spnego answer = Spnego.parse(received);
        int state = answer.state().orElse(Spnego.ACCEPT_INCOMPLETE);
        if (state == Spnego.REJECT) {
            throw new HandshakeException("the service refused Kerberos", "");
        }
        boolean goesOn = state == Spnego.ACCEPT_COMPLETED || state == Spnego.ACCEPT_INCOMPLETE;
        if (answer.isInitial() || !goesOn || answer.token().isEmpty()) {
            throw new HandshakeException("the service has not shown who it is", "");
        }
    }

    private Optional<byte[]> step(byte[] received) throws GSSException, HandshakeException {
        GSSContext current = context.isPresent() ? context.get() : begin();
        context = Optional.of(current);
        byte[] token = current.initSecContext(received, 0, received.length);
        if (current.isEstablished()) {
            require(current);
            sealing = Optional.of(new KerberosSealing(current));
        }
        return Optional.ofNullable(token);
    }

    private GSSContext begin() throws GSSException {
        GSSManager manager = GSSManager.getInstance();
        GSSName service = manager.createName("HTTP@" + host, GSSName.NT_HOSTBASED_SERVICE);
        GSSContext fresh =
                manager.createContext(service, new Oid(SPNEGO), null, GSSContext.DEFAULT_LIFETIME);
        fresh.requestMutualAuth(true);
        fresh.requestConf(true);
        fresh.requestInteg(true);
        fresh.requestReplayDet(true);
        fresh.requestSequenceDet(true);
        fresh.requestCredDeleg(delegate);
        Optional<org.ietf.jgss.ChannelBinding> named = binding.flatMap(KerberosHandshake::named);
        if (named.isPresent()) {
            fresh.setChannelBinding(named.get());
        }
        return fresh;
    }

    /// What the JDK sends for TLS: address types of 0, as Windows computes them, where its public
    /// class sends 255. A binding that the service computes otherwise is refused and a missing one
    /// by default is not, so that without `--add-exports
    /// java.security.jgss/sun.security.jgss.krb5.internal=ALL-UNNAMED` none is sent.
    static Optional<org.ietf.jgss.ChannelBinding> named(ChannelBinding binding) {
        try {
            Object named =
                    Class.forName("sun.security.jgss.krb5.internal.TlsChannelBindingImpl")
                            .getConstructor(byte[].class)
                            .newInstance(binding.applicationData());
            return Optional.of((org.ietf.jgss.ChannelBinding) named);
        } catch (ClassNotFoundException
                | NoSuchMethodException
                | InstantiationException
                | IllegalAccessException
                | InvocationTargetException unavailable) {
            return Optional.empty();
        }
    }

    private void require(GSSContext established) throws HandshakeException {
        if (!established.getMutualAuthState()
                || !established.getConfState()
                || !established.getIntegState()) {
            throw new HandshakeException("the service has not shown who it is", "");
        }
        if (delegate && !established.getCredDelegState()) {
            throw new HandshakeException(
                    "the ticket cannot be used from the machine",
                    "get a forwardable one with kinit -f, and trust the machine for delegation");
        }
    }

    @Override
    public boolean isComplete() {
        return sealing.isPresent();
    }

    @Override
    public Sealing sealing() {
        return sealing.orElseThrow(() -> new IllegalStateException("not complete"));
    }
}
