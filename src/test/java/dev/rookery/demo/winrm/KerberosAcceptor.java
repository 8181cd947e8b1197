package dev.rookery.demo.winrm;

import dev.rookery.connect.winrm.auth.ChannelBinding;
import dev.rookery.connect.winrm.auth.HandshakeException;
import dev.rookery.connect.winrm.auth.KerberosSealing;
import dev.rookery.connect.winrm.auth.Sealing;

import org.ietf.jgss.GSSContext;
import org.ietf.jgss.GSSCredential;
import org.ietf.jgss.GSSException;
import org.ietf.jgss.GSSManager;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;

import javax.security.auth.Subject;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.AppConfigurationEntry.LoginModuleControlFlag;
import javax.security.auth.login.Configuration;
import javax.security.auth.login.LoginContext;
import javax.security.auth.login.LoginException;

/// Kerberos as a service, with the keys of a file.
public final class KerberosAcceptor implements Acceptor {
    private final Subject subject;
    private final Optional<ChannelBinding> demanded;
    private Optional<GSSContext> context = Optional.empty();

    private KerberosAcceptor(Subject subject, Optional<ChannelBinding> demanded) {
        this.subject = subject;
        this.demanded = demanded;
    }

    /// Acceptors for a service. Java cannot check a channel binding that it does not require, so
    /// that none is.
    ///
    /// @param principal such as `HTTP/host@REALM`
    public static Acceptor.Factory factory(Path keytab, String principal) throws LoginException {
        return factory(keytab, principal, Optional.empty());
    }

    /// Acceptors for a service that requires a channel binding.
    ///
    /// @param demanded what the client must name, whatever the channel is
    public static Acceptor.Factory factory(
            Path keytab, String principal, Optional<ChannelBinding> demanded)
            throws LoginException {
        Subject subject = login(keytab, principal);
        return new Acceptor.Factory() {
            @Override
            public String scheme() {
                return "Negotiate";
            }

            @Override
            public Acceptor accept(Optional<ChannelBinding> binding) {
                return new KerberosAcceptor(subject, demanded);
            }
        };
    }

    private static Subject login(Path keytab, String principal) throws LoginException {
        Map<String, String> options =
                Map.of(
                        "isInitiator", "false",
                        "useKeyTab", "true",
                        "storeKey", "true",
                        "doNotPrompt", "true",
                        "keyTab", keytab.toString(),
                        "principal", principal);
        Configuration configuration =
                new Configuration() {
                    @Override
                    public AppConfigurationEntry[] getAppConfigurationEntry(String name) {
                        return new AppConfigurationEntry[] {
                            new AppConfigurationEntry(
                                    "com.sun.security.auth.module.Krb5LoginModule",
                                    LoginModuleControlFlag.REQUIRED,
                                    options)
                        };
                    }
                };
        LoginContext login = new LoginContext("service", null, null, configuration);
        login.login();
        return login.getSubject();
    }

    @Override
    public Step step(byte[] token) throws HandshakeException {
        try {
            return Subject.callAs(subject, () -> accept(token));
        } catch (CompletionException failed) {
            throw new HandshakeException("the client is refused: " + failed.getCause(), "", failed);
        }
    }

    private Step accept(byte[] token) throws GSSException, ReflectiveOperationException {
        GSSContext current = context.isPresent() ? context.get() : begin();
        context = Optional.of(current);
        byte[] reply = current.acceptSecContext(token, 0, token.length);
        return new Step(Optional.ofNullable(reply), current.isEstablished());
    }

    /// The JDK's class for TLS, whose address types are 0 as Windows has them.
    private GSSContext begin() throws GSSException, ReflectiveOperationException {
        GSSContext fresh = GSSManager.getInstance().createContext((GSSCredential) null);
        if (demanded.isPresent()) {
            fresh.setChannelBinding(
                    Class.forName("sun.security.jgss.krb5.internal.TlsChannelBindingImpl")
                            .asSubclass(org.ietf.jgss.ChannelBinding.class)
                            .getConstructor(byte[].class)
                            .newInstance(demanded.get().applicationData()));
        }
        return fresh;
    }

    @Override
    public Sealing sealing() {
        return new KerberosSealing(
                context.filter(GSSContext::isEstablished)
                        .orElseThrow(() -> new IllegalStateException("not done")));
    }
}
