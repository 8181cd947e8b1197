package dev.rookery.connect.winrm.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A server on a loopback port whose every byte a test decides on.
public final class RawServer implements AutoCloseable {
    private static final Pattern LENGTH = Pattern.compile("(?mi)^Content-Length: ([0-9]+)\r\n");

    /// What is done with one connection; it is closed afterwards.
    public interface Handler {
        /// Speaks with one client.
        ///
        /// @param number of the connection, from 0
        void serve(int number, InputStream in, OutputStream out) throws Exception;
    }

    /// A request as it came.
    ///
    /// @param head the first line and the headers
    /// @param body one character for each byte
    public record Asked(String head, String body) {}

    private final ServerSocket server;
    private final Handler handler;
    private final AtomicInteger count = new AtomicInteger();
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final Thread acceptor = Thread.ofPlatform().daemon().unstarted(this::accept);

    private RawServer(ServerSocket server, Handler handler) {
        this.server = server;
        this.handler = handler;
    }

    /// Starts one that serves each connection in a thread of its own.
    public static RawServer start(Handler handler) throws IOException {
        return over(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), handler);
    }

    /// The same, over a socket that may speak TLS.
    public static RawServer over(ServerSocket socket, Handler handler) {
        RawServer server = new RawServer(socket, handler);
        server.acceptor.start();
        return server;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                open.add(socket);
                int number = count.getAndIncrement();
                Thread.ofVirtual().start(() -> serve(number, socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(int number, Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            handler.serve(
                    number,
                    new BufferedInputStream(socket.getInputStream()),
                    socket.getOutputStream());
        } catch (Exception gone) {
            // The client sees a closed connection.
        }
    }

    public int port() {
        return server.getLocalPort();
    }

    /// How many have connected.
    public int connections() {
        return count.get();
    }

    /// Reads a request.
    public static Asked read(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int c = in.read();
            if (c < 0) {
                throw new EOFException();
            }
            head.write(c);
        }
        String text = head.toString(StandardCharsets.ISO_8859_1);
        Matcher length = LENGTH.matcher(text);
        int count = length.find() ? Integer.parseInt(length.group(1)) : 0;
        return new Asked(text, new String(in.readNBytes(count), StandardCharsets.ISO_8859_1));
    }

    /// Writes text, one byte for each character.
    public static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    /// A socket that a thread waits on still accepts for a moment after it was closed.
    @Override
    public void close() throws IOException {
        server.close();
        try {
            acceptor.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        for (Socket socket : open) {
            socket.close();
        }
    }
}
