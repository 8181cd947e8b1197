package dev.rookery.connect.ssh;

import dev.rookery.connect.Carrier;
import dev.rookery.connect.ConnectionException;
import dev.rookery.connect.ConnectionException.Reason;
import dev.rookery.connect.tcp.Words;

import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.connection.channel.OpenFailException;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;

/// Opens TCP connections from a server that we are logged in to.
///
/// @param server its address, for messages
/// @param depth how many servers there are between us and a machine behind it
record Tunnels(SSHClient client, String server, int depth) implements Carrier {
    @Override
    public Socket open(String host, int port, Duration timeout) throws ConnectionException {
        String where = host + " port " + port;
        if (!client.isConnected()) {
            throw new ConnectionException(
                    Reason.LOST, "the connection to " + server + " is closed", "");
        }
        TunnelChannel channel = new TunnelChannel(client.getConnection(), server, host, port);
        try {
            channel.open(timeout);
            return new TunnelSocket(channel, port);
        } catch (IOException failed) {
            channel.abandon();
            throw explain(failed, where, timeout);
        }
    }

    private ConnectionException explain(IOException failed, String where, Duration timeout) {
        if (Thread.currentThread().isInterrupted()) {
            return ConnectionException.interrupted(failed);
        }
        if (failed instanceof OpenFailException refused) {
            return refused(refused, where);
        }
        if (Failures.timedOut(failed)) {
            return new ConnectionException(
                    Reason.TIMEOUT,
                    server + " has not reached " + where + " within " + Words.seconds(timeout),
                    "check the address as it is known there, that the machine is up, and that no"
                            + " firewall drops the port",
                    failed);
        }
        return new ConnectionException(
                Reason.LOST, Failures.lost("the connection to " + server, failed), "", failed);
    }

    private ConnectionException refused(OpenFailException refused, String where) {
        String said = Failures.words(refused);
        return switch (refused.getReason()) {
            case ADMINISTRATIVELY_PROHIBITED ->
                    new ConnectionException(
                            Reason.REFUSED,
                            server + " lets no connection through to " + where + ": " + said,
                            "set AllowTcpForwarding yes in the sshd_config of "
                                    + server
                                    + " (and PermitOpen, if it has one), or give the machine"
                                    + " another way: ansible_host, ProxyJump",
                            refused);
            case CONNECT_FAILED ->
                    new ConnectionException(
                            Reason.UNREACHABLE,
                            server + " cannot reach " + where + ": " + said,
                            "check the address as it is known there, and that the machine is up"
                                    + " and listens on that port",
                            refused);
            case UNKNOWN, UNKNOWN_CHANNEL_TYPE, RESOURCE_SHORTAGE ->
                    new ConnectionException(
                            Reason.REFUSED,
                            server + " opens no connection to " + where + ": " + said,
                            "check the log of its SSH server",
                            refused);
        };
    }
}
