package dev.rookery.connect.winrm;

import dev.rookery.connect.Connection;
import dev.rookery.connect.ConnectionException;
import dev.rookery.connect.ConnectionException.Reason;
import dev.rookery.connect.Connector;
import dev.rookery.connect.WinRmEndpoint;
import dev.rookery.connect.winrm.auth.Handshakes;

import java.util.Map;

/// Opens connections to the WinRM service of Windows machines.
public final class WinRmConnector implements Connector<WinRmEndpoint> {
    private final Map<String, String> environment;
    private final HandshakeFactory handshakes;

    /// @param environment of the user: http_proxy, https_proxy and no_proxy
    public WinRmConnector(Map<String, String> environment) {
        this(environment, Handshakes::begin);
    }

    WinRmConnector(Map<String, String> environment, HandshakeFactory handshakes) {
        this.environment = Map.copyOf(environment);
        this.handshakes = handshakes;
    }

    @Override
    public Connection connect(WinRmEndpoint endpoint) throws ConnectionException {
        Route route = Route.to(endpoint, environment);
        WinRmConnection connection = new WinRmConnection(endpoint, route, handshakes);
        try {
            connection.prove();
            return connection;
        } catch (ConnectionException failed) {
            connection.close();
            throw failed.reason() == Reason.LOST && !Thread.currentThread().isInterrupted()
                    ? neverOpen(failed)
                    : failed;
        }
    }

    private static ConnectionException neverOpen(ConnectionException lost) {
        return new ConnectionException(
                Reason.UNREACHABLE, String.valueOf(lost.getMessage()), lost.remedy(), lost);
    }
}
