package dev.rookery.connect.winrm.http;

import dev.rookery.connect.ConnectionException;
import dev.rookery.connect.ConnectionException.Reason;
import dev.rookery.connect.tcp.Deadline;
import dev.rookery.connect.tcp.Words;

import org.jspecify.annotations.Nullable;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.net.ProtocolException;
import java.net.Socket;
import java.time.Duration;

import javax.net.ssl.SSLException;

/// One connection, used by one thread at a time; [#close()] from any thread.
public final class HttpConnection implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(HttpConnection.class.getName());

    private final Socket raw;
    private final Socket socket;
    private final InputStream in;
    private final int limit;
    private boolean answered;
    private boolean usable = true;

    private HttpConnection(Socket raw, Socket socket, int limit) throws IOException {
        this.raw = raw;
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
        this.limit = limit;
    }

    /// A connection over a connected socket.
    ///
    /// @param raw what is closed to end it at once
    /// @param socket what is read and written: the same, or TLS over it
    /// @param limit the most bytes that an answer's body may have
    public static HttpConnection over(Socket raw, Socket socket, int limit)
            throws ConnectionException {
        try {
            return new HttpConnection(raw, socket, limit);
        } catch (IOException closed) {
            throw new ConnectionException(Reason.LOST, Words.of(closed), "", closed);
        }
    }

    /// Sends a request and reads its answer. After a failure the connection is closed.
    ///
    /// @param within for all of it
    public Response exchange(Request request, Duration within) throws ConnectionException {
        if (!usable) {
            throw new ConnectionException(Reason.LOST, "the machine closed the connection", "");
        }
        usable = false;
        long start = System.nanoTime();
        Deadline deadline = Deadline.closing(within, raw);
        try (deadline) {
            if (in.available() > 0) {
                throw new ProtocolException("the machine said something without being asked");
            }
            socket.getOutputStream().write(request.bytes());
            socket.getOutputStream().flush();
            Response response = new ResponseReader(in, limit).read(request.opensTunnel());
            answered = true;
            usable = response.keepsOpen();
            LOG.log(
                    Level.DEBUG,
                    "{0}: status {1}, {2} bytes, after {3} ms",
                    raw.getRemoteSocketAddress(),
                    response.status(),
                    response.body().length,
                    (System.nanoTime() - start) / 1_000_000);
            return response;
        } catch (IOException failed) {
            LOG.log(Level.DEBUG, raw + ": " + Words.of(failed));
            close();
            throw explain(failed, deadline.expired() ? within : null);
        }
    }

    /// Whether another request can be sent.
    public boolean isUsable() {
        return usable && !raw.isClosed();
    }

    private ConnectionException explain(IOException failed, @Nullable Duration tooLong) {
        if (tooLong != null) {
            return new ConnectionException(
                    Reason.TIMEOUT,
                    "no whole answer within " + Words.seconds(tooLong),
                    "check the machine's load and the network, or raise"
                            + " ansible_winrm_read_timeout_sec",
                    failed);
        }
        if (Thread.currentThread().isInterrupted()) {
            return ConnectionException.interrupted(failed);
        }
        if (answered) {
            return new ConnectionException(Reason.LOST, Words.of(failed), "", failed);
        }
        String hint =
                failed instanceof SSLException
                        ? "if the service asks for a client certificate, use"
                                + " ansible_winrm_transport: certificate"
                        : "check that ansible_winrm_scheme and ansible_port agree: http with 5985,"
                                + " https with 5986";
        return new ConnectionException(
                Reason.UNREACHABLE, "no WinRM conversation: " + Words.of(failed), hint, failed);
    }

    /// Ends it at once; whoever waits for an answer fails.
    @Override
    public void close() {
        try {
            // Not the TLS socket: its close waits for the thread that writes.
            raw.close();
        } catch (IOException closedAnyway) {
            // Nothing is lost.
        }
    }
}
