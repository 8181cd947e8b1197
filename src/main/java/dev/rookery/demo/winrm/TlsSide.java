package dev.rookery.demo.winrm;

import dev.rookery.connect.winrm.auth.ChannelBinding;

import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/// What a TLS connection says of its two ends.
final class TlsSide {
    private static final int OTHER_NAME = 0;
    private static final String PRINCIPAL = "1.3.6.1.4.1.311.20.2.3";

    private TlsSide() {}

    static Optional<ChannelBinding> binding(SSLSession session) {
        Certificate[] ours = session.getLocalCertificates();
        return ours != null && ours.length > 0 && ours[0] instanceof X509Certificate certificate
                ? ChannelBinding.of(certificate)
                : Optional.empty();
    }

    /// The user principal name in the client's certificate, which TLS has verified.
    static Optional<String> clientName(SSLSession session) {
        try {
            return session.getPeerCertificates()[0] instanceof X509Certificate certificate
                    ? principal(certificate)
                    : Optional.empty();
        } catch (SSLPeerUnverifiedException | CertificateParsingException none) {
            return Optional.empty();
        }
    }

    /// The JDK gives an `otherName` as type, encoding, object identifier and, if it is a string,
    /// the value.
    private static Optional<String> principal(X509Certificate certificate)
            throws CertificateParsingException {
        if (certificate.getSubjectAlternativeNames() == null) {
            return Optional.empty();
        }
        for (List<?> name : certificate.getSubjectAlternativeNames()) {
            if (name.getFirst().equals(OTHER_NAME)
                    && name.size() > 3
                    && PRINCIPAL.equals(name.get(2))
                    && name.get(3) instanceof String value) {
                return Optional.of(value);
            }
        }
        return Optional.empty();
    }
}
