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
    private Optional<GSSContext> context = Optional.empty();

    private KerberosAcceptor(Subject subject) {
        this.subject = subject;
    }

    /// Acceptors for a service. Java cannot check a channel binding that it does not require, so
    /// that none is.
    ///
    /// @param principal such as `HTTP/host@REALM`
    public static Acceptor.Factory factory(Path keytab, String principal) throws LoginException {
        Subject subject = login(keytab, principal);
        return new Acceptor.Factory() {
            @Override
            public String scheme() {
                return "Negotiate";
            }

            @Override
            public Acceptor accept(Optional<ChannelBinding> binding) {
                return new KerberosAcceptor(subject);
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

    private Step accept(byte[] token) throws GSSException {
        GSSContext current =
                context.isPresent()
                        ? context.get()
                        : GSSManager.getInstance().createContext((GSSCredential) null);
        context = Optional.of(current);
        byte[] reply = current.acceptSecContext(token, 0, token.length);
        return new Step(Optional.ofNullable(reply), current.isEstablished());
    }

    @Override
    public Sealing sealing() {
        return new KerberosSealing(
                context.filter(GSSContext::isEstablished)
                        .orElseThrow(() -> new IllegalStateException("not done")));
    }
}
