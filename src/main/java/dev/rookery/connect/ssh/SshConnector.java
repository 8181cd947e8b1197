package dev.rookery.connect.ssh;

import dev.rookery.connect.Carrier;
import dev.rookery.connect.Connection;
import dev.rookery.connect.ConnectionException;
import dev.rookery.connect.ConnectionException.Reason;
import dev.rookery.connect.Connector;
import dev.rookery.connect.SshEndpoint;
import dev.rookery.connect.tcp.Deadline;
import dev.rookery.connect.tcp.Dial;
import dev.rookery.connect.tcp.Words;

import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.common.DisconnectReason;
import net.schmizz.sshj.common.SSHException;
import net.schmizz.sshj.common.SSHRuntimeException;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Opens SSH connections to any server that OpenSSH's client would reach with its defaults.
public final class SshConnector implements Connector<SshEndpoint> {
    private static final Dial.Service SERVICE =
            new Dial.Service(
                    "sshd",
                    "check that the machine is up and that no firewall drops the port",
                    "start sshd there, or set ansible_port");

    /// How long a server that is logged in to may be silent.
    ///
    /// @param keepAlive between two questions whether it is still there
    /// @param silence until the answer to one; after it the connection is lost
    /// @param start for each step of starting a command
    record Patience(Duration keepAlive, Duration silence, Duration start) {
        /// Questions every 15 s, lost after three that were not answered.
        static final Patience USUAL =
                new Patience(
                        Duration.ofSeconds(15), Duration.ofSeconds(45), Duration.ofSeconds(30));

        /// So that of a way whose middle falls silent, the nearest server is the one that is said:
        /// each level's last question may have been a whole interval before that of the nearer one.
        Patience behind(int depth) {
            return new Patience(keepAlive, silence.plus(keepAlive.multipliedBy(depth)), start);
        }
    }

    static {
        Protocol.prepare();
    }

    private final Map<String, String> environment;
    private final Patience patience;
    private final Keyring keyring = new Keyring();

    /// @param environment of the user: HOME for the usual key files, SSH_AUTH_SOCK for the agent
    public SshConnector(Map<String, String> environment) {
        this(environment, Patience.USUAL);
    }

    SshConnector(Map<String, String> environment, Patience patience) {
        this.environment = Map.copyOf(environment);
        this.patience = patience;
    }

    @Override
    public Connection connect(SshEndpoint endpoint, Optional<Carrier> through)
            throws ConnectionException {
        List<SshConnection> way = new ArrayList<>();
        boolean open = false;
        try {
            Optional<Carrier> next = through;
            for (SshEndpoint jump : endpoint.jumps()) {
                SshConnection there = open(jump, level(endpoint, way, through), next, List.of());
                way.add(there);
                next = there.carrier();
            }
            Connection machine = open(endpoint, level(endpoint, way, through), next, way);
            open = true;
            return machine;
        } finally {
            if (!open) {
                way.reversed().forEach(SshConnection::close);
            }
        }
    }

    private static Level level(
            SshEndpoint endpoint, List<SshConnection> way, Optional<Carrier> through) {
        List<SshEndpoint> jumps = endpoint.jumps();
        return new Level(jumps.subList(0, way.size()), jumps.size(), through.isPresent());
    }

    private SshConnection open(
            SshEndpoint endpoint, Level level, Optional<Carrier> through, List<SshConnection> way)
            throws ConnectionException {
        try (Credentials credentials = Credentials.of(endpoint, environment, keyring)) {
            HostKeyCheck check = HostKeyCheck.of(endpoint, level);
            Socket socket = dial(endpoint, through);
            SSHClient client =
                    new SSHClient(check.mayBeCertified() ? Protocol.CERTIFIED : Protocol.PLAIN);
            boolean open = false;
            try {
                Login login = new Login(client, endpoint, level, credentials);
                handshake(client, socket, endpoint, check, login);
                open = true;
                int depth = depth(through);
                return new SshConnection(
                        client,
                        socket,
                        patience.behind(depth),
                        new Tunnels(client, endpoint.address(), depth + 1),
                        way);
            } finally {
                if (!open) {
                    SshConnection.close(client, socket);
                }
            }
        } catch (ConnectionException failed) {
            throw level.tell(endpoint, failed);
        }
    }

    private static Socket dial(SshEndpoint endpoint, Optional<Carrier> through)
            throws ConnectionException {
        String host = endpoint.host();
        Duration timeout = endpoint.connectTimeout();
        return through.isPresent()
                ? through.get().open(host, endpoint.port(), timeout)
                : Dial.to(SERVICE, host, endpoint.port(), timeout);
    }

    private static int depth(Optional<Carrier> through) {
        return through.map(way -> way instanceof Tunnels ours ? ours.depth() : 1).orElse(0);
    }

    private static void handshake(
            SSHClient client, Socket socket, SshEndpoint endpoint, HostKeyCheck check, Login login)
            throws ConnectionException {
        client.setSocketFactory(new ConnectedSocket(socket));
        client.addHostKeyVerifier(check);
        // The deadline comes first; this only keeps the library from giving up before it.
        client.getTransport().setTimeoutMs((int) endpoint.connectTimeout().toMillis() + 2_000);
        Deadline deadline =
                Deadline.closing(endpoint.connectTimeout(), socket, login.credentials());
        try (deadline) {
            client.connect(endpoint.host(), endpoint.port());
            login.run();
        } catch (IOException | SSHRuntimeException | IllegalStateException failed) {
            // The library says IllegalStateException where the server was gone before its next
            // step.
            throw explain(failed, endpoint, check, login, deadline);
        }
        if (deadline.expired()) {
            throw late(endpoint, new IOException("late"));
        }
    }

    private static ConnectionException explain(
            Exception failed,
            SshEndpoint endpoint,
            HostKeyCheck check,
            Login login,
            Deadline deadline) {
        if (check.refusal().isPresent()) {
            return check.refusal().get();
        }
        if (deadline.expired() || Failures.timedOut(failed)) {
            return late(endpoint, failed);
        }
        if (Thread.currentThread().isInterrupted()) {
            return ConnectionException.interrupted(failed);
        }
        String words = Failures.words(failed);
        if (login.hasTried()) {
            ConnectionException refused = login.refused();
            return new ConnectionException(
                    Reason.AUTHENTICATION,
                    refused.getMessage() + "; then: " + words,
                    words.contains("Too many authentication failures")
                            ? "name the one key to offer: ansible_ssh_private_key_file"
                            : refused.remedy(),
                    failed);
        }
        boolean disagreed =
                failed instanceof SSHException said
                        && said.getDisconnectReason() == DisconnectReason.KEY_EXCHANGE_FAILED;
        return new ConnectionException(
                Reason.UNREACHABLE,
                (disagreed ? "no agreement with the server: " : "no SSH conversation: ") + words,
                disagreed
                        ? "update the server, or allow it a modern algorithm"
                        : "check that port " + endpoint.port() + " is sshd's, and sshd's log there",
                failed);
    }

    private static ConnectionException late(SshEndpoint endpoint, Exception failed) {
        return new ConnectionException(
                Reason.TIMEOUT,
                "the server accepted the connection and did not let us in within "
                        + Words.seconds(endpoint.connectTimeout()),
                "check the machine's load, or give it longer: --timeout 60,"
                        + " or ConnectTimeout in the inventory's ansible_ssh_common_args",
                failed);
    }
}
