package dev.rookery.connect;

/// Opens connections of one kind. Safe for use by many threads at once.
///
/// @param <E> where it can reach to
public interface Connector<E extends Endpoint> {
    /// Reaches the machine and says who we are, within the endpoint's deadlines.
    ///
    /// @throws ConnectionException with a remedy, if that does not work
    Connection connect(E endpoint) throws ConnectionException;
}
