package dev.rookery.connect;

/// Opens connections. Safe for use by many threads at once.
public interface Connector {
    /// Reaches the machine and says who we are, within the endpoint's deadlines.
    ///
    /// @throws ConnectionException with a remedy, if that does not work
    Connection connect(Endpoint endpoint) throws ConnectionException;
}
