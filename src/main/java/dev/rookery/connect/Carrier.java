package dev.rookery.connect;

import java.net.Socket;
import java.time.Duration;

/// Opens TCP connections from a machine that is reached already to machines behind it.
@FunctionalInterface
public interface Carrier {
    /// Opens one. Closing the socket from any thread unblocks whoever reads or writes; losing the
    /// machine in between ends it.
    ///
    /// @param host a name or an address, as the machine in between knows it
    /// @param timeout for all of it
    /// @return a socket without a read time-out of its own
    /// @throws ConnectionException that names the machine in between
    Socket open(String host, int port, Duration timeout) throws ConnectionException;
}
