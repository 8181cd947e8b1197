package dev.rookery.connect.ssh;

import dev.rookery.connect.Carrier;
import dev.rookery.connect.Connection;
import dev.rookery.connect.ConnectionException;
import dev.rookery.connect.ConnectionException.Reason;
import dev.rookery.connect.RemoteCommand;
import dev.rookery.connect.ssh.SshConnector.Patience;
import dev.rookery.connect.tcp.Words;

import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.connection.channel.OpenFailException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A connection that is logged in.
final class SshConnection implements Connection {
    /// OpenSSH counts a session until it has cleaned up after it, a moment after we have seen it
    /// end; Dropbear may close one before its command: see [ExecChannel].
    private static final int REFUSALS = 3;

    private final SSHClient client;
    private final Socket socket;
    private final Patience patience;
    private final Tunnels tunnels;
    private final List<SshConnection> way;
    private final KeepAlive keepAlive;
    private final Endings endings;

    /// @param tunnels from there
    /// @param way the connections to its jumps, which end with it
    SshConnection(
            SSHClient client,
            Socket socket,
            Patience patience,
            Tunnels tunnels,
            List<SshConnection> way) {
        this.client = client;
        this.socket = socket;
        this.patience = patience;
        this.tunnels = tunnels;
        this.way = List.copyOf(way);
        this.endings = Endings.of(client);
        this.keepAlive = KeepAlive.start(client, socket, patience);
    }

    @Override
    public Optional<Carrier> carrier() {
        return Optional.of(tunnels);
    }

    @Override
    public RemoteCommand start(String command) throws ConnectionException {
        if (!client.isConnected()) {
            throw lost("the connection is closed", null);
        }
        for (int refusals = 0; ; refusals++) {
            endings.await();
            ExecChannel channel = new ExecChannel(client.getConnection());
            endings.add(channel);
            try {
                channel.start(command, patience.start());
                return new SshCommand(channel);
            } catch (IOException failed) {
                channel.abandon();
                boolean refused =
                        failed instanceof OpenFailException || failed instanceof UnbegunException;
                if (!refused || refusals == REFUSALS || !pause()) {
                    throw explain(failed);
                }
            }
        }
    }

    private static boolean pause() {
        try {
            Thread.sleep(Duration.ofMillis(100));
            return true;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private ConnectionException explain(IOException failed) {
        if (Thread.currentThread().isInterrupted()) {
            return ConnectionException.interrupted(failed);
        }
        if (failed instanceof OpenFailException refused) {
            return new ConnectionException(
                    Reason.REFUSED,
                    "the server refuses another session: " + Failures.words(refused),
                    "raise MaxSessions in its sshd_config",
                    refused);
        }
        if (failed instanceof UnbegunException && client.isConnected()) {
            return new ConnectionException(
                    Reason.REFUSED,
                    Failures.words(failed),
                    "check the log of the machine's SSH server",
                    failed);
        }
        if (Failures.timedOut(failed)) {
            return new ConnectionException(
                    Reason.TIMEOUT,
                    "the server did not start the command within "
                            + Words.seconds(patience.start()),
                    "check the machine's load and its PAM session modules",
                    failed);
        }
        if (client.isConnected() && "Request failed".equals(failed.getMessage())) {
            return new ConnectionException(
                    Reason.REFUSED,
                    "the server refuses to run a command",
                    "check the user's login shell and the server's ForceCommand",
                    failed);
        }
        return lost(Failures.words(failed), failed);
    }

    private static ConnectionException lost(String words, @Nullable Throwable cause) {
        return cause == null
                ? new ConnectionException(Reason.LOST, words, "")
                : new ConnectionException(Reason.LOST, words, "", cause);
    }

    @Override
    public void close() {
        keepAlive.close();
        close(client, socket);
        way.reversed().forEach(SshConnection::close);
    }

    /// Says good-bye, but not for long.
    static void close(SSHClient client, Socket socket) {
        Bounded.run(
                Duration.ofSeconds(1),
                () -> {
                    try {
                        client.disconnect();
                    } catch (IOException lost) {
                        // Then it is closed.
                    }
                });
        try {
            socket.close();
        } catch (IOException closedAnyway) {
            // Nothing is lost.
        }
    }
}
