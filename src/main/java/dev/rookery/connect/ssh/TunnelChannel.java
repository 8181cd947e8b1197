package dev.rookery.connect.ssh;

import net.schmizz.sshj.common.SSHPacket;
import net.schmizz.sshj.connection.Connection;

/// A TCP connection that the server opens for us: `direct-tcpip` of RFC 4254, section 7.2. The
/// server's MaxSessions does not count it.
final class TunnelChannel extends MachineChannel {
    /// What OpenSSH's client says of itself for `-W`.
    private static final String ORIGINATOR = "127.0.0.1";

    private static final int ORIGINATOR_PORT = 65535;

    private final String server;
    private final String host;
    private final int port;

    /// @param server its address, for messages
    TunnelChannel(Connection connection, String server, String host, int port) {
        super(connection, "direct-tcpip");
        this.server = server;
        this.host = host;
        this.port = port;
    }

    @Override
    String carriedBy() {
        return "the connection to " + server;
    }

    @Override
    protected SSHPacket buildOpenReq() {
        return super.buildOpenReq()
                .putString(host)
                .putUInt32(port)
                .putString(ORIGINATOR)
                .putUInt32(ORIGINATOR_PORT);
    }
}
