package dev.rookery.connect.ssh;

import dev.rookery.connect.ssh.SshConnector.Patience;
import dev.rookery.connect.tcp.Words;

import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.common.SSHException;
import net.schmizz.sshj.transport.TransportException;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;

/// Notices a server that has gone without a word, and ends its connection.
///
/// The library's own asks from the thread that counts, so a write that blocks keeps it from
/// counting.
final class KeepAlive implements AutoCloseable {
    private final SSHClient client;
    private final Socket socket;
    private final Patience patience;
    private final Thread thread;

    private KeepAlive(SSHClient client, Socket socket, Patience patience) {
        this.client = client;
        this.socket = socket;
        this.patience = patience;
        this.thread = Thread.ofVirtual().name("ssh-keep-alive").unstarted(this::watch);
    }

    static KeepAlive start(SSHClient client, Socket socket, Patience patience) {
        KeepAlive keepAlive = new KeepAlive(client, socket, patience);
        keepAlive.thread.start();
        return keepAlive;
    }

    private void watch() {
        try {
            while (client.isConnected()) {
                Thread.sleep(patience.keepAlive());
                Thread question = Thread.ofVirtual().name("ssh-keep-alive-ask").start(this::ask);
                if (!question.join(patience.silence())) {
                    giveUp();
                    return;
                }
            }
        } catch (InterruptedException closed) {
            // The connection is not needed any more.
        }
    }

    /// Comes back when the server has answered anything at all, or the connection is lost.
    private void ask() {
        try {
            client.getConnection()
                    .sendGlobalRequest("keepalive@openssh.com", true, new byte[0])
                    .retrieve();
        } catch (SSHException refusedOrLost) {
            // A refusal is an answer as well.
        }
    }

    private void giveUp() {
        TransportException reason =
                new TransportException(
                        "the server has not answered for " + Words.seconds(patience.silence()));
        Bounded.run(Duration.ofSeconds(1), () -> client.getTransport().die(reason));
        try {
            socket.close();
        } catch (IOException closedAnyway) {
            // Nothing is lost.
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
