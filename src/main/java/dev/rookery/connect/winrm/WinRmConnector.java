package dev.rookery.connect.winrm;

import dev.rookery.connect.Carrier;
import dev.rookery.connect.Connection;
import dev.rookery.connect.ConnectionException;
import dev.rookery.connect.ConnectionException.Reason;
import dev.rookery.connect.Connector;
import dev.rookery.connect.WinRmEndpoint;
import dev.rookery.connect.winrm.auth.Handshakes;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Opens connections to the WinRM service of Windows machines.
public final class WinRmConnector implements Connector<WinRmEndpoint> {
    private final Map<String, String> environment;
    private final Function<WinRmEndpoint, HandshakeFactory> handshakes;

    /// Opens them as the user's environment wants it.
    ///
    /// @param environment `http_proxy`, `https_proxy` and `no_proxy`; KRB5CCNAME for the tickets
    public WinRmConnector(Map<String, String> environment) {
        this(environment, endpoint -> handshakes(endpoint, environment));
    }

    /// @param handshakes those of an endpoint; asked for none where the login has none
    WinRmConnector(
            Map<String, String> environment, Function<WinRmEndpoint, HandshakeFactory> handshakes) {
        this.environment = Map.copyOf(environment);
        this.handshakes = handshakes;
    }

    private static HandshakeFactory handshakes(
            WinRmEndpoint endpoint, Map<String, String> environment) {
        Optional<String> tickets = Optional.ofNullable(environment.get("KRB5CCNAME"));
        Optional<Handshakes> all =
                Handshakes.of(
                        endpoint.login(), endpoint.host(), endpoint.connectTimeout(), tickets);
        return binding -> all.orElseThrow().begin(binding);
    }

    @Override
    public Connection connect(WinRmEndpoint endpoint, Optional<Carrier> through)
            throws ConnectionException {
        Route route = Route.to(endpoint, environment, through);
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
