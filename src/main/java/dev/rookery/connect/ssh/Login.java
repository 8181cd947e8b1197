package dev.rookery.connect.ssh;

import dev.rookery.connect.ConnectionException;
import dev.rookery.connect.ConnectionException.Reason;
import dev.rookery.connect.SshEndpoint;
import dev.rookery.connect.tcp.Words;
import dev.rookery.secret.Secret;

import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.Service;
import net.schmizz.sshj.transport.TransportException;
import net.schmizz.sshj.userauth.UserAuthException;
import net.schmizz.sshj.userauth.method.AuthMethod;
import net.schmizz.sshj.userauth.method.AuthNone;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// Says who we are: with each key, then once with the password.
final class Login {
    private final SSHClient client;
    private final SshEndpoint endpoint;
    private final Level level;
    private final Credentials credentials;
    private final List<String> tried = new ArrayList<>();

    Login(SSHClient client, SshEndpoint endpoint, Level level, Credentials credentials) {
        this.client = client;
        this.endpoint = endpoint;
        this.level = level;
        this.credentials = credentials;
    }

    Credentials credentials() {
        return credentials;
    }

    /// @throws ConnectionException if the server does not let us in
    /// @throws TransportException if the connection was lost meanwhile
    void run() throws ConnectionException, TransportException, UserAuthException {
        for (Identity identity : credentials.identities()) {
            if (allows("publickey") && attempt(identity.label(), new PublicKeyMethod(identity))) {
                return;
            }
        }
        // Costs nothing: OpenSSH does not count it, and it tells what the server would accept.
        if (tried.isEmpty() && attempt("", new AuthNone())) {
            return;
        }
        if (endpoint.password().isPresent() && password(endpoint.password().get())) {
            return;
        }
        throw refused();
    }

    /// One attempt only, by whichever way there is: both would be asked of the same account.
    private boolean password(Secret password) throws TransportException, UserAuthException {
        if (allows("password")) {
            return attempt("the password", new PasswordMethod(password));
        }
        return allows("keyboard-interactive")
                && attempt("the password", new PromptMethod(password));
    }

    private boolean allows(String method) {
        Collection<String> allowed = client.getUserAuth().getAllowedMethods();
        return allowed.isEmpty() || allowed.contains(method);
    }

    private boolean attempt(String what, AuthMethod method)
            throws TransportException, UserAuthException {
        if (!what.isEmpty()) {
            tried.add(what);
        }
        try {
            return client.getUserAuth()
                    .authenticate(
                            endpoint.user(),
                            (Service) client.getConnection(),
                            method,
                            client.getTransport().getTimeoutMs());
        } catch (UserAuthException failed) {
            if (Failures.fatal(failed)) {
                throw failed;
            }
            tried.removeLast();
            tried.add(what + " (" + Failures.words(failed) + ")");
            return false;
        }
    }

    /// In words: what was offered, what was left out, and what the server would take.
    ConnectionException refused() {
        StringBuilder words = new StringBuilder("not let in as ").append(endpoint.user());
        words.append(tried.isEmpty() ? ": there was nothing to offer" : ": offered ");
        words.append(String.join(", ", tried));
        if (!credentials.notes().isEmpty()) {
            words.append("; ").append(String.join("; ", credentials.notes()));
        }
        Collection<String> allowed = client.getUserAuth().getAllowedMethods();
        if (!allowed.isEmpty()) {
            words.append("; the server accepts ").append(String.join(", ", allowed));
        }
        return new ConnectionException(
                Reason.AUTHENTICATION,
                Words.clean(words.toString()),
                "check "
                        + level.userSetting()
                        + ", and that the key is in that user's authorized_keys: ssh-copy-id "
                        + level.byJumps()
                        + "-p "
                        + endpoint.port()
                        + " "
                        + endpoint.user()
                        + "@"
                        + endpoint.host());
    }

    boolean hasTried() {
        return !tried.isEmpty();
    }
}
