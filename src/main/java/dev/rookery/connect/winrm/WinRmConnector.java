package dev.rookery.connect.winrm;

import dev.rookery.connect.Connection;
import dev.rookery.connect.ConnectionException;
import dev.rookery.connect.ConnectionException.Reason;
import dev.rookery.connect.Connector;
import dev.rookery.connect.WinRmEndpoint;

import java.util.Map;
import java.util.function.Function;

/// Opens connections to the WinRM service of Windows machines.
public final class WinRmConnector implements Connector<WinRmEndpoint> {
    private final Map<String, String> environment;
    private final Function<WinRmEndpoint, HandshakeFactory> handshakes;

    /// @param handshakes those of an endpoint; asked for none where the login has none
    WinRmConnector(
            Map<String, String> environment, Function<WinRmEndpoint, HandshakeFactory> handshakes) {
        this.environment = Map.copyOf(environment);
        this.handshakes = handshakes;
    }

    @Override
    public Connection connect(WinRmEndpoint endpoint) throws ConnectionException {
        Route route = Route.to(endpoint, environment);
        WinRmConnection connection =
                new WinRmConnection(endpoint, route, handshakes.apply(endpoint));
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
