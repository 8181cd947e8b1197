package dev.rookery.connect;

import java.util.Optional;

/// An open way to one machine. Several commands may run over it at once.
public interface Connection extends AutoCloseable {
    /// Starts a command on the machine.
    ///
    /// @param command what the machine's login shell is given
    /// @throws ConnectionException if the connection is lost or the machine refuses
    RemoteCommand start(String command) throws ConnectionException;

    /// The way from this machine to those behind it, for as long as this connection is open;
    /// nothing if the protocol carries no connections.
    default Optional<Carrier> carrier() {
        return Optional.empty();
    }

    /// Ends the connection. Commands that still run lose their streams; never throws.
    @Override
    void close();
}
