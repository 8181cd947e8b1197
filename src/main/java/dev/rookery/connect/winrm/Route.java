package dev.rookery.connect.winrm;

import dev.rookery.connect.Carrier;
import dev.rookery.connect.ConnectionException;
import dev.rookery.connect.ConnectionException.Reason;
import dev.rookery.connect.WinRmEndpoint;
import dev.rookery.connect.tcp.Dial;
import dev.rookery.connect.winrm.http.Header;
import dev.rookery.connect.winrm.http.HttpConnection;
import dev.rookery.connect.winrm.http.ProxyRoute;
import dev.rookery.connect.winrm.http.Request;
import dev.rookery.connect.winrm.http.Response;
import dev.rookery.connect.winrm.tls.TlsClient;

import org.jspecify.annotations.Nullable;

import java.net.Socket;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;

/// The way to one service: directly or by a proxy, with TLS or without.
final class Route {
    /// Answers are a tenth of this: we ask for so much at most in each message.
    private static final int LARGEST_ANSWER = 2 << 20;

    private static final Dial.Service SERVICE =
            new Dial.Service(
                    "WinRM",
                    "check that the machine is up and that its firewall lets the port through:"
                            + " Enable-PSRemoting does that for 5985",
                    "run Enable-PSRemoting there (port 5985), add an HTTPS listener (port 5986),"
                            + " or set ansible_port");

    /// A connection to the service itself that knows nobody yet.
    ///
    /// @param server its certificate, if there is TLS
    record Line(HttpConnection http, Optional<X509Certificate> server) {}

    private final WinRmEndpoint endpoint;
    private final Optional<Carrier> through;
    private final Optional<ProxyRoute> proxy;
    private final @Nullable TlsClient tls;

    private Route(
            WinRmEndpoint endpoint,
            Optional<Carrier> through,
            Optional<ProxyRoute> proxy,
            @Nullable TlsClient tls) {
        this.endpoint = endpoint;
        this.through = through;
        this.proxy = proxy;
        this.tls = tls;
    }

    /// @param environment for its proxies
    /// @param through what it is dialled through; then no proxy is used
    /// @throws ConnectionException if a file or address that the user named cannot be used
    static Route to(
            WinRmEndpoint endpoint, Map<String, String> environment, Optional<Carrier> through)
            throws ConnectionException {
        Optional<ProxyRoute> proxy =
                through.isPresent()
                        ? Optional.empty()
                        : ProxyRoute.of(
                                endpoint.host(),
                                endpoint.port(),
                                endpoint.tls().isPresent(),
                                endpoint.proxy(),
                                environment);
        TlsClient tls =
                endpoint.tls().isPresent() ? TlsClient.of(endpoint, endpoint.tls().get()) : null;
        return new Route(endpoint, through, proxy, tls);
    }

    boolean isEncrypted() {
        return tls != null;
    }

    /// The service's address, as messages name it.
    String address() {
        return (isEncrypted() ? "https://" : "http://") + authority() + endpoint.path();
    }

    private String authority() {
        String host = endpoint.host();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + endpoint.port();
    }

    /// @param connect for the TCP connection
    /// @param agree for the proxy's consent, and again for TLS
    Line open(Duration connect, Duration agree) throws ConnectionException {
        Socket raw = dial(connect);
        if (tls == null) {
            return new Line(HttpConnection.over(raw, raw, LARGEST_ANSWER), Optional.empty());
        }
        if (proxy.isPresent()) {
            tunnel(raw, proxy.get(), agree);
        }
        SSLSocket secured = tls.over(raw, agree);
        return new Line(HttpConnection.over(raw, secured, LARGEST_ANSWER), certificate(secured));
    }

    private Socket dial(Duration connect) throws ConnectionException {
        if (through.isPresent()) {
            return through.get().open(endpoint.host(), endpoint.port(), connect);
        }
        if (proxy.isEmpty()) {
            return Dial.to(SERVICE, endpoint.host(), endpoint.port(), connect);
        }
        try {
            return Dial.to(SERVICE, proxy.get().host(), proxy.get().port(), connect);
        } catch (ConnectionException unreachable) {
            throw new ConnectionException(
                    unreachable.reason(),
                    "the " + proxy.get() + " cannot be reached",
                    "check ansible_winrm_proxy, http_proxy and https_proxy, or name the machine in"
                            + " no_proxy",
                    unreachable);
        }
    }

    private void tunnel(Socket raw, ProxyRoute through, Duration agree) throws ConnectionException {
        HttpConnection plain = HttpConnection.over(raw, raw, LARGEST_ANSWER);
        Response response = plain.exchange(Request.connect(authority(), through.headers()), agree);
        if (response.status() / 100 != 2) {
            plain.close();
            throw refusedBy(through, response.status());
        }
    }

    static ConnectionException refusedBy(ProxyRoute through, int status) {
        return new ConnectionException(
                Reason.UNREACHABLE,
                "the " + through + " refuses, HTTP status " + status,
                status == 407
                        ? "give the proxy's user and password in its address"
                        : "let the proxy allow the machine's port, or name the machine in"
                                + " no_proxy");
    }

    private static Optional<X509Certificate> certificate(SSLSocket socket) {
        try {
            return socket.getSession().getPeerCertificates()[0] instanceof X509Certificate server
                    ? Optional.of(server)
                    : Optional.empty();
        } catch (SSLPeerUnverifiedException none) {
            return Optional.empty();
        }
    }

    /// A request to the service.
    Request post(List<Header> more, byte[] body) {
        List<Header> headers = new ArrayList<>(more);
        boolean byProxy = !isEncrypted() && proxy.isPresent();
        if (byProxy) {
            headers.addAll(proxy.get().headers());
        }
        return Request.post(byProxy ? address() : endpoint.path(), authority(), headers, body);
    }

    /// What a status means that the proxy gave in the service's place.
    Optional<ConnectionException> refusedByProxy(int status) {
        return status == 407 ? proxy.map(through -> refusedBy(through, status)) : Optional.empty();
    }
}
