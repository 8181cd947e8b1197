package dev.rookery.connect.ssh;

import dev.rookery.connect.ConnectionException;
import dev.rookery.connect.SshEndpoint;
import dev.rookery.connect.SshEndpoint.Identities;
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
            switch (endpoint.identities()) {
                case Identities.Only(Path file) -> credentials.only(file, endpoint, held, keyring);
                case Identities.Offered(List<Path> files, boolean agentToo) -> {
                    List<Path> all = files.isEmpty() ? usual(environment) : files;
                    if (agentToo) {
                        credentials.fromAgent(files, held);
                    }
                    credentials.fromFiles(all, endpoint, held, keyring);
                }
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

    private static List<Path> usual(Map<String, String> environment) {
        Path home = Path.of(environment.getOrDefault("HOME", System.getProperty("user.home")));
        return USUAL.stream().map(name -> home.resolve(".ssh").resolve(name)).toList();
    }

    /// As in ssh, the keys of named files come before the agent's others.
    private void fromAgent(List<Path> named, List<Identity> held) {
        named.stream().flatMap(file -> heldKey(file, held).stream()).forEach(identities::add);
        held.stream().filter(key -> !identities.contains(key)).forEach(identities::add);
    }

    /// Each offer counts against the server's limit, so none is made twice.
    private void fromFiles(
            List<Path> files, SshEndpoint endpoint, List<Identity> held, Keyring keyring) {
        for (Path file : files) {
            if (!Files.exists(file)) {
                continue;
            }
            Optional<Identity> key = heldKey(file, held);
            if (key.isPresent()) {
                key.filter(one -> !identities.contains(one)).ifPresent(identities::add);
                continue;
            }
            try {
                identities.addAll(keyring.identities(file, endpoint.passphrase()));
            } catch (UnusableKeyException unusable) {
                notes.add(unusable.words());
            }
        }
    }

    /// The agent's key that is the file's, if it holds it.
    private static Optional<Identity> heldKey(Path file, List<Identity> held) {
        if (held.isEmpty() || !Files.exists(file)) {
            return Optional.empty();
        }
        try {
            Optional<byte[]> blob = KeyFile.read(file).publicBlob();
            return held.stream()
                    .filter(one -> blob.isPresent() && Arrays.equals(one.blob(), blob.get()))
                    .findFirst();
        } catch (UnusableKeyException unusable) {
            return Optional.empty();
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
