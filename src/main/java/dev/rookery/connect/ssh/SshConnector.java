package dev.rookery.connect.ssh;

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
import java.util.Map;

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
    public Connection connect(SshEndpoint endpoint) throws ConnectionException {
        HostKeyCheck check = HostKeyCheck.of(endpoint);
        try (Credentials credentials = Credentials.of(endpoint, environment, keyring)) {
            Socket socket =
                    Dial.to(SERVICE, endpoint.host(), endpoint.port(), endpoint.connectTimeout());
            SSHClient client =
                    new SSHClient(check.mayBeCertified() ? Protocol.CERTIFIED : Protocol.PLAIN);
            boolean open = false;
            try {
                handshake(client, socket, endpoint, check, credentials);
                open = true;
                return new SshConnection(client, socket, patience);
            } finally {
                if (!open) {
                    SshConnection.close(client, socket);
                }
            }
        }
    }

    private static void handshake(
            SSHClient client,
            Socket socket,
            SshEndpoint endpoint,
            HostKeyCheck check,
            Credentials credentials)
            throws ConnectionException {
        client.setSocketFactory(new Connected(socket));
        client.addHostKeyVerifier(check);
        // The deadline comes first; this only keeps the library from giving up before it.
        client.getTransport().setTimeoutMs((int) endpoint.connectTimeout().toMillis() + 2_000);
        Login login = new Login(client, endpoint, credentials);
        Deadline deadline = Deadline.closing(endpoint.connectTimeout(), socket, credentials);
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

    /// Hands out the one socket that is connected already.
    private static final class Connected extends javax.net.SocketFactory {
        private final Socket socket;

        private Connected(Socket socket) {
            this.socket = socket;
        }

        @Override
        public Socket createSocket() {
            return socket;
        }

        @Override
        public Socket createSocket(String host, int port) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(
                String host, int port, java.net.InetAddress local, int localPort) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(java.net.InetAddress host, int port) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(
                java.net.InetAddress host, int port, java.net.InetAddress local, int localPort) {
            throw new UnsupportedOperationException();
        }
    }
}
