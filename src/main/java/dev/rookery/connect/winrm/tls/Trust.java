package dev.rookery.connect.winrm.tls;

import dev.rookery.connect.ConnectionException;
import dev.rookery.connect.ConnectionException.Reason;
import dev.rookery.connect.WinRmEndpoint.Tls;
import dev.rookery.connect.tcp.Words;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/// Which certificates are those of the machine. One for each connector, safe for many threads.
final class Trust extends X509ExtendedTrustManager {
    /// The check has failed; the certificate is kept for the message.
    static final class Untrusted extends CertificateException {
        @java.io.Serial private static final long serialVersionUID = 1;

        private final transient X509Certificate certificate;
        private final boolean pinned;

        Untrusted(X509Certificate certificate, boolean pinned, @Nullable Throwable cause) {
            super("untrusted", cause);
            this.certificate = certificate;
            this.pinned = pinned;
        }

        X509Certificate certificate() {
            return certificate;
        }

        /// Whether another one was pinned.
        boolean isPinned() {
            return pinned;
        }
    }

    private final Tls tls;
    private final @Nullable X509ExtendedTrustManager authorities;

    private Trust(Tls tls, @Nullable X509ExtendedTrustManager authorities) {
        this.tls = tls;
        this.authorities = authorities;
    }

    static Trust of(Tls tls) throws ConnectionException {
        return switch (tls) {
            case Tls.SystemAuthorities _ -> new Trust(tls, authorities(null));
            case Tls.Authorities(var file) ->
                    new Trust(tls, authorities(PemFile.read(file).certificates()));
            case Tls.Pinned _, Tls.Unchecked _ -> new Trust(tls, null);
        };
    }

    /// @param certificates nothing for those of the Java runtime
    private static X509ExtendedTrustManager authorities(
            @Nullable List<X509Certificate> certificates) throws ConnectionException {
        try {
            KeyStore store = null;
            if (certificates != null) {
                store = KeyStore.getInstance("PKCS12");
                store.load(null, null);
                for (int i = 0; i < certificates.size(); i++) {
                    store.setCertificateEntry("authority" + i, certificates.get(i));
                }
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(store);
            for (TrustManager manager : factory.getTrustManagers()) {
                if (manager instanceof X509ExtendedTrustManager extended) {
                    return extended;
                }
            }
            throw new NoSuchAlgorithmException("PKIX");
        } catch (GeneralSecurityException | IOException unusable) {
            throw new ConnectionException(
                    Reason.CREDENTIALS,
                    "the trusted authorities cannot be used: " + Words.of(unusable),
                    "check ansible_winrm_ca_trust_path",
                    unusable);
        }
    }

    /// Whether the machine's name is compared with the certificate's.
    boolean checksNames() {
        return authorities != null;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
            throws CertificateException {
        switch (tls) {
            case Tls.Unchecked _ -> {}
            case Tls.Pinned(String sha256) -> {
                if (!fingerprint(chain[0]).equals(sha256)) {
                    throw new Untrusted(chain[0], true, null);
                }
            }
            case Tls.SystemAuthorities _, Tls.Authorities _ -> {
                try {
                    if (authorities != null) {
                        authorities.checkServerTrusted(chain, type, socket);
                    }
                } catch (CertificateException untrusted) {
                    throw new Untrusted(chain[0], false, untrusted);
                }
            }
        }
    }

    static String fingerprint(X509Certificate certificate) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException | CertificateEncodingException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
            throws CertificateException {
        throw new CertificateException("no engine is used");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type)
            throws CertificateException {
        throw new CertificateException("only with the connection");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
            throws CertificateException {
        throw new CertificateException("we are no server");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
            throws CertificateException {
        throw new CertificateException("we are no server");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type)
            throws CertificateException {
        throw new CertificateException("we are no server");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
