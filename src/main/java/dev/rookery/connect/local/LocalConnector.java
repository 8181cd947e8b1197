package dev.rookery.connect.local;

import dev.rookery.connect.Carrier;
import dev.rookery.connect.Connection;
import dev.rookery.connect.Connector;
import dev.rookery.connect.LocalEndpoint;

import java.util.Optional;

/// Reaches the machine that we run on, as the user who runs us and with that user's environment.
public final class LocalConnector implements Connector<LocalEndpoint> {
    @Override
    public Connection connect(LocalEndpoint endpoint, Optional<Carrier> through) {
        return new LocalConnection();
    }
}
