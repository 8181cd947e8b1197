package dev.rookery.connect;

import java.util.Optional;

/// Opens connections of one kind. Safe for use by many threads at once.
///
/// @param <E> where it can reach to
@FunctionalInterface
public interface Connector<E extends Endpoint> {
    /// Reaches the machine and says who we are, within the endpoint's deadlines.
    ///
    /// @param through what the endpoint's first address is dialled through; nothing for the network
    ///   of this machine. It must stay open for as long as the connection.
    /// @throws ConnectionException with a remedy, if that does not work
    Connection connect(E endpoint, Optional<Carrier> through) throws ConnectionException;

    /// Reaches a machine from here.
    default Connection connect(E endpoint) throws ConnectionException {
        return connect(endpoint, Optional.empty());
    }
}
