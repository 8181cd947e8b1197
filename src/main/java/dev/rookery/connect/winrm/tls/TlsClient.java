package dev.rookery.connect.winrm.tls;

import dev.rookery.connect.ConnectionException;
import dev.rookery.connect.ConnectionException.Reason;
import dev.rookery.connect.WinRmEndpoint;
import dev.rookery.connect.WinRmEndpoint.Login;
import dev.rookery.connect.tcp.Deadline;
import dev.rookery.connect.tcp.Words;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;

import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/// Opens TLS over connected sockets, as one endpoint wants it. Safe for many threads.
public final class TlsClient {
    private final String host;
    private final int port;
    private final Trust trust;
    private final SSLContext context;
    private final boolean certified;

    private TlsClient(WinRmEndpoint endpoint, Trust trust, SSLContext context) {
        this.host = endpoint.host();
        this.port = endpoint.port();
        this.trust = trust;
        this.context = context;
        this.certified = endpoint.login() instanceof Login.Certificate;
    }

    /// Reads the files that the endpoint names.
    ///
    /// @throws ConnectionException if one cannot be used
    public static TlsClient of(WinRmEndpoint endpoint, WinRmEndpoint.Tls tls)
            throws ConnectionException {
        Trust trust = Trust.of(tls);
        KeyManager[] keys =
                endpoint.login() instanceof Login.Certificate certificate
                        ? keys(certificate)
                        : new KeyManager[0];
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys, new TrustManager[] {trust}, null);
            return new TlsClient(endpoint, trust, context);
        } catch (GeneralSecurityException unusable) {
            throw new ConnectionException(
                    Reason.CREDENTIALS,
                    "TLS cannot be used here: " + Words.of(unusable),
                    "check the Java runtime",
                    unusable);
        }
    }

    private static KeyManager[] keys(Login.Certificate login) throws ConnectionException {
        List<X509Certificate> chain = PemFile.read(login.certificate()).certificates();
        PrivateKey key = PrivateKeyFile.read(login.key(), login.passphrase());
        char[] none = new char[0];
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("client", key, none, chain.toArray(new X509Certificate[0]));
            KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
            factory.init(store, none);
            return factory.getKeyManagers();
        } catch (GeneralSecurityException | IOException unusable) {
            throw PemFile.unusable(
                    login.certificate(),
                    "cannot be used with this key: " + Words.of(unusable),
                    "check that the key is the certificate's");
        }
    }

    /// Agrees on TLS over a connected socket, which is closed if that does not work.
    public SSLSocket over(Socket raw, Duration within) throws ConnectionException {
        Deadline deadline = Deadline.closing(within, raw);
        try (deadline) {
            SSLSocket socket =
                    (SSLSocket) context.getSocketFactory().createSocket(raw, host, port, true);
            socket.setSSLParameters(parameters(socket.getSSLParameters()));
            socket.startHandshake();
            return socket;
        } catch (IOException failed) {
            closeQuietly(raw);
            if (deadline.expired()) {
                throw new ConnectionException(
                        Reason.TIMEOUT,
                        "no agreement on TLS within " + Words.seconds(within),
                        "check the machine's load, and that this is an HTTPS port",
                        failed);
            }
            throw TlsFailure.explain(failed, host, port, certified);
        }
    }

    private SSLParameters parameters(SSLParameters parameters) {
        if (trust.checksNames()) {
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
        }
        if (certified) {
            // Windows asks for the certificate after the request's first line: TLS 1.2 does that
            // by a second handshake, and Java has no such thing in TLS 1.3.
            parameters.setProtocols(new String[] {"TLSv1.2"});
        }
        @Nullable SNIHostName name = serverName();
        if (name != null) {
            parameters.setServerNames(List.of(name));
        }
        return parameters;
    }

    /// An address is no name (RFC 6066 section 3).
    private @Nullable SNIHostName serverName() {
        if (host.contains(":") || host.matches("[0-9.]+")) {
            return null;
        }
        try {
            return new SNIHostName(host);
        } catch (IllegalArgumentException notAName) {
            return null;
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException closedAnyway) {
            // Nothing is lost.
        }
    }
}
