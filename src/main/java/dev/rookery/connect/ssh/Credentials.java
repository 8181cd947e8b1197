package dev.rookery.connect.ssh;

import dev.rookery.connect.ConnectionException;
import dev.rookery.connect.SshEndpoint;
import dev.rookery.connect.tcp.Deadline;

import org.jspecify.annotations.Nullable;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What may be offered to one server, in the order to offer it.
final class Credentials implements Closeable {
    private static final List<String> USUAL = List.of("id_ed25519", "id_ecdsa", "id_rsa");

    private final List<Identity> identities = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private @Nullable Agent agent;

    private Credentials() {}

    /// @param environment of the user, with HOME and SSH_AUTH_SOCK
    /// @throws ConnectionException if the one key that the user named cannot be used
    static Credentials of(SshEndpoint endpoint, Map<String, String> environment, Keyring keyring)
            throws ConnectionException {
        Credentials credentials = new Credentials();
        try {
            List<Identity> held = credentials.held(endpoint, environment);
            if (endpoint.identityFile().isPresent()) {
                credentials.only(endpoint.identityFile().get(), endpoint, held, keyring);
            } else {
                credentials.identities.addAll(held);
                credentials.usual(endpoint, environment, keyring);
            }
            return credentials;
        } catch (UnusableKeyException unusable) {
            credentials.close();
            throw unusable.asFailure();
        }
    }

    private List<Identity> held(SshEndpoint endpoint, Map<String, String> environment) {
        String socket = environment.getOrDefault("SSH_AUTH_SOCK", "");
        if (socket.isEmpty()) {
            return List.of();
        }
        try {
            Agent connected = Agent.connect(socket);
            agent = connected;
            Deadline deadline = Deadline.closing(endpoint.connectTimeout(), connected);
            try {
                return connected.identities();
            } finally {
                deadline.close();
            }
        } catch (IOException none) {
            notes.add("the agent at " + socket + " does not answer");
            return List.of();
        }
    }

    private void only(Path file, SshEndpoint endpoint, List<Identity> held, Keyring keyring)
            throws UnusableKeyException {
        Optional<byte[]> blob = held.isEmpty() ? Optional.empty() : KeyFile.read(file).publicBlob();
        blob.flatMap(key -> held.stream().filter(one -> Arrays.equals(one.blob(), key)).findFirst())
                .ifPresent(identities::add);
        if (identities.isEmpty()) {
            identities.addAll(keyring.identities(file, endpoint.passphrase()));
        }
    }

    private void usual(SshEndpoint endpoint, Map<String, String> environment, Keyring keyring) {
        Path home = Path.of(environment.getOrDefault("HOME", System.getProperty("user.home")));
        for (String name : USUAL) {
            Path file = home.resolve(".ssh").resolve(name);
            if (!Files.exists(file) || isHeld(file)) {
                continue;
            }
            try {
                identities.addAll(keyring.identities(file, endpoint.passphrase()));
            } catch (UnusableKeyException unusable) {
                notes.add(unusable.words());
            }
        }
    }

    /// True if the agent has offered that key already: each offer counts against the server's
    /// limit.
    private boolean isHeld(Path file) {
        try {
            Optional<byte[]> blob = KeyFile.read(file).publicBlob();
            return blob.isPresent()
                    && identities.stream().anyMatch(one -> Arrays.equals(one.blob(), blob.get()));
        } catch (UnusableKeyException unusable) {
            return false;
        }
    }

    List<Identity> identities() {
        return identities;
    }

    /// Why something was left out, for the message of a failure.
    List<String> notes() {
        return notes;
    }

    /// Ends the conversation with the agent, whoever is waiting for its answer.
    @Override
    public void close() {
        Agent open = agent;
        if (open != null) {
            try {
                open.close();
            } catch (IOException closedAnyway) {
                // Nothing is lost.
            }
        }
    }
}
