package dev.rookery.connect;

import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.OptionalInt;

/// A command that runs on a machine. Its streams block; [#close()] from any thread unblocks them.
///
/// Both output streams must be read, or the command stalls. Once the connection is lost or the
/// command closed, reading ends or throws an [java.io.IOException].
public interface RemoteCommand extends AutoCloseable {
    /// Closing this stream is the end of the command's standard input.
    OutputStream stdin();

    InputStream stdout();

    InputStream stderr();

    /// Waits for the command's end.
    ///
    /// @return its exit code; nothing if it did not end in time, was ended by a signal, or the
    ///   connection was lost
    OptionalInt awaitExit(Duration atMost);

    /// Gives up the command: closes its streams and its channel; never throws.
    @Override
    void close();
}
