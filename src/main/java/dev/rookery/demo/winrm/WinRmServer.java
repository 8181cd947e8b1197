package dev.rookery.demo.winrm;

import dev.rookery.connect.winrm.auth.ChannelBinding;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLSocket;

/// A WS-Management service on the loopback address, as WinRM is one: it opens shells and runs
/// commands in them (MS-WSMV, WinRS). Closing it ends every process and every thread that it
/// started.
public final class WinRmServer implements AutoCloseable {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final int HANDSHAKE_MILLIS = 10_000;
    private static final int SILENCE_MILLIS = 300_000;
    private static final Duration IDLE_CHECK = Duration.ofMillis(100);
    private static final Duration FAREWELL = Duration.ofSeconds(5);

    /// How much longer than its message a sealed body may be.
    private static final int SEALED_OVERHEAD = 4 * 1024;

    private final ServerOptions options;
    private final ServerSocket listener;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads =
            Executors.newThreadPerTaskExecutor(
                    Thread.ofPlatform().daemon().name("winrm-", 0).factory());
    private final Shells shells;
    private final Starter starter;
    private final ShellService service;
    private final Disturber disturber;
    private volatile boolean closed;

    private WinRmServer(ServerOptions options, ServerSocket listener) {
        this.options = options;
        this.listener = listener;
        this.shells = new Shells(options.limits().maxShellsPerUser());
        this.starter = new Starter(options.runner(), threads);
        this.service = new ShellService(options, shells, starter);
        this.disturber = new Disturber(options.interceptor());
    }

    /// Starts a server on a free port.
    public static WinRmServer start(ServerOptions options) throws IOException {
        WinRmServer server = new WinRmServer(options, new ServerSocket(0, 50, LOOPBACK));
        server.threads.execute(server::accept);
        server.threads.execute(server::deleteIdleShells);
        return server;
    }

    /// The TCP port.
    public int port() {
        return listener.getLocalPort();
    }

    /// Where the service is, such as `http://127.0.0.1:40123/wsman`.
    public String url() {
        String scheme = options.tls().isPresent() ? "https" : "http";
        return scheme + "://" + LOOPBACK.getHostAddress() + ":" + port() + "/wsman";
    }

    /// How many shells are open now.
    public int openShells() {
        return shells.count();
    }

    /// How many shells have a command that still runs.
    public int busyShells() {
        return shells.liveJobs();
    }

    private void accept() {
        while (!closed) {
            try {
                Socket socket = listener.accept();
                sockets.add(socket);
                threads.execute(() -> serve(socket));
            } catch (IOException | RejectedExecutionException closing) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            if (closed) {
                return;
            }
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(HANDSHAKE_MILLIS);
            if (options.tls().isPresent()) {
                serveTls(socket);
            } else {
                converse(socket, new Gate(options, Optional.empty(), Optional.empty()));
            }
        } catch (IOException gone) {
            // The client is gone, or did not find the server to its liking: nobody is left to tell.
            return;
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        } finally {
            sockets.remove(socket);
        }
    }

    private void serveTls(Socket socket) throws IOException, InterruptedException {
        SSLSocket tls =
                (SSLSocket)
                        options.tls()
                                .orElseThrow()
                                .getSocketFactory()
                                .createSocket(
                                        socket,
                                        socket.getInetAddress().getHostAddress(),
                                        socket.getPort(),
                                        true);
        tls.setUseClientMode(false);
        tls.setWantClientAuth(options.certificates());
        tls.startHandshake();
        Optional<ChannelBinding> binding = TlsSide.binding(tls.getSession());
        converse(tls, new Gate(options, binding, TlsSide.clientName(tls.getSession())));
    }

    private void converse(Socket socket, Gate gate) throws IOException, InterruptedException {
        socket.setSoTimeout(SILENCE_MILLIS);
        RequestReader reader =
                new RequestReader(
                        socket.getInputStream(),
                        socket.getOutputStream(),
                        options.limits().maxEnvelopeSize() + SEALED_OVERHEAD);
        new Conversation(options, service, disturber, gate).run(reader, socket.getOutputStream());
    }

    private void deleteIdleShells() {
        try {
            while (!closed) {
                Thread.sleep(IDLE_CHECK);
                shells.deleteIdle();
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed = true;
        close(listener);
        sockets.forEach(WinRmServer::close);
        shells.close();
        threads.shutdownNow();
        try {
            boolean ended = threads.awaitTermination(FAREWELL.toMillis(), TimeUnit.MILLISECONDS);
            ProcessTree.endStrays(starter.mark());
            if (!ended) {
                threads.awaitTermination(FAREWELL.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void close(AutoCloseable open) {
        try {
            open.close();
        } catch (Exception ended) {
            System.getLogger(WinRmServer.class.getName())
                    .log(System.Logger.Level.DEBUG, "closing", ended);
        }
    }
}
