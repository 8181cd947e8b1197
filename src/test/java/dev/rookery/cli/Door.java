package dev.rookery.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// A port of loopback before a server's own, for a machine that goes away and comes back.
final class Door implements AutoCloseable {
    /// What becomes of a connection.
    enum Way {
        /// It is passed on to the server.
        OPEN,
        /// It is taken, and reset at once.
        RESETTING,
        /// The port is closed.
        CLOSED
    }

    private final int port;
    private final int server;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicInteger resets = new AtomicInteger();
    private Optional<ServerSocket> listener = Optional.empty();
    private volatile Way way = Way.CLOSED;

    private Door(int port, int server) {
        this.port = port;
        this.server = server;
    }

    /// An open door.
    ///
    /// @param server the port of the server behind it
    static Door before(int server) throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Door door = new Door(port, server);
        door.become(Way.OPEN);
        return door;
    }

    int port() {
        return port;
    }

    int resets() {
        return resets.get();
    }

    /// Ends every connection there is; those to come are treated in this way.
    synchronized void become(Way next) throws IOException {
        way = next;
        for (Socket socket : sockets) {
            socket.close();
        }
        if (next == Way.CLOSED && listener.isPresent()) {
            listener.get().close();
            listener = Optional.empty();
        } else if (next != Way.CLOSED && listener.isEmpty()) {
            ServerSocket fresh = new ServerSocket();
            fresh.setReuseAddress(true);
            fresh.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            listener = Optional.of(fresh);
            Thread.ofVirtual().start(() -> take(fresh));
        }
    }

    private void take(ServerSocket from) {
        while (!from.isClosed()) {
            try {
                Socket client = from.accept();
                if (way == Way.RESETTING) {
                    client.setSoLinger(true, 0);
                    client.close();
                    resets.incrementAndGet();
                } else {
                    Socket behind = new Socket(InetAddress.getLoopbackAddress(), server);
                    pass(client, behind);
                    pass(behind, client);
                }
            } catch (IOException gone) {
                // The port was closed, or the server was: the next connection tells.
            }
        }
    }

    private void pass(Socket from, Socket to) {
        sockets.add(from);
        Thread.ofVirtual()
                .start(
                        () -> {
                            try (from;
                                    to;
                                    InputStream in = from.getInputStream();
                                    OutputStream out = to.getOutputStream()) {
                                in.transferTo(out);
                            } catch (IOException ended) {
                                // Both ends go together.
                            } finally {
                                sockets.remove(from);
                            }
                        });
    }

    @Override
    public void close() throws IOException {
        become(Way.CLOSED);
    }
}
