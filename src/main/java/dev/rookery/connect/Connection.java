package dev.rookery.connect;

/// An open way to one machine. Several commands may run over it at once.
public interface Connection extends AutoCloseable {
    /// Starts a command on the machine.
    ///
    /// @param command what the machine's login shell is given
    /// @throws ConnectionException if the connection is lost or the machine refuses
    RemoteCommand start(String command) throws ConnectionException;

    /// Ends the connection. Commands that still run lose their streams; never throws.
    @Override
    void close();
}
