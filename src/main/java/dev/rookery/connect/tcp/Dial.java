package dev.rookery.connect.tcp;

import dev.rookery.connect.ConnectionException;
import dev.rookery.connect.ConnectionException.Reason;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Opens the TCP connection, trying each address of a name.
public final class Dial {
    /// What is to listen there.
    ///
    /// @param name such as `sshd`
    /// @param silent what the user can do if nothing answers
    /// @param absent what the user can do if nothing listens
    public record Service(String name, String silent, String absent) {}

    private final Service service;
    private final String host;
    private final int port;
    private final Duration timeout;
    private final long end;

    private Dial(Service service, String host, int port, Duration timeout) {
        this.service = service;
        this.host = host;
        this.port = port;
        this.timeout = timeout;
        this.end = System.nanoTime() + timeout.toNanos();
    }

    /// Opens it.
    ///
    /// @param timeout for finding the name's addresses and all attempts to connect
    public static Socket to(Service service, String host, int port, Duration timeout)
            throws ConnectionException {
        Dial dial = new Dial(service, host, port, timeout);
        return dial.first(dial.addresses());
    }

    private InetAddress[] addresses() throws ConnectionException {
        FutureTask<InetAddress[]> lookup = new FutureTask<>(() -> InetAddress.getAllByName(host));
        if (host.contains(":") || host.matches("[0-9.]+")) {
            lookup.run();
        } else {
            // The system's resolver takes no time limit.
            Thread.ofVirtual().name("lookup").start(lookup);
        }
        try {
            return lookup.get(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException unknown) {
            boolean late = unknown instanceof TimeoutException;
            throw new ConnectionException(
                    late ? Reason.TIMEOUT : Reason.UNREACHABLE,
                    late ? "no answer from the name service for " + host : "no such host: " + host,
                    "check the name, or set ansible_host to the machine's address",
                    unknown);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw ConnectionException.interrupted(interrupted);
        }
    }

    private Socket first(InetAddress[] addresses) throws ConnectionException {
        IOException failure = new UnknownHostException(host);
        for (int i = 0; i < addresses.length; i++) {
            long share = (end - System.nanoTime()) / (addresses.length - i);
            try {
                return open(addresses[i], (int) Math.max(1, share / 1_000_000));
            } catch (IOException next) {
                failure = next;
            }
            if (Thread.currentThread().isInterrupted()) {
                throw ConnectionException.interrupted(failure);
            }
        }
        throw explain(failure);
    }

    private Socket open(InetAddress address, int millis) throws IOException {
        Socket socket = new Socket(Proxy.NO_PROXY);
        try {
            // Else every small message waits 40 ms for the last one's receipt.
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress(address, port), millis);
            return socket;
        } catch (IOException failed) {
            socket.close();
            throw failed;
        }
    }

    private ConnectionException explain(IOException failure) {
        String where = host + " port " + port;
        return switch (failure) {
            case SocketTimeoutException late ->
                    new ConnectionException(
                            Reason.TIMEOUT,
                            "no answer from " + where + " within " + Words.seconds(timeout),
                            service.silent(),
                            late);
            case NoRouteToHostException noRoute ->
                    new ConnectionException(
                            Reason.UNREACHABLE,
                            "no route to " + host,
                            "check the address and that the machine is up",
                            noRoute);
            case ConnectException refused
                    when String.valueOf(refused.getMessage()).contains("refused") ->
                    new ConnectionException(
                            Reason.UNREACHABLE,
                            "connection refused: is "
                                    + service.name()
                                    + " listening on port "
                                    + port
                                    + " of "
                                    + host
                                    + "?",
                            service.absent(),
                            refused);
            default ->
                    new ConnectionException(
                            Reason.UNREACHABLE,
                            "cannot reach " + where + ": " + Words.of(failure),
                            "check the address and the network",
                            failure);
        };
    }
}
