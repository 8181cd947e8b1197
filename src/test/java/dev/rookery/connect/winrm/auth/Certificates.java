package dev.rookery.connect.winrm.auth;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Objects;

/// Certificates that `openssl req -x509` signed in several ways; their keys are gone.
final class Certificates {
    static final X509Certificate SHA256 = read("sha256");
    static final X509Certificate SHA384 = read("sha384");

    private Certificates() {}

    static X509Certificate read(String name) {
        try (InputStream pem =
                Certificates.class.getResourceAsStream("certificates/" + name + ".pem")) {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509")
                            .generateCertificate(Objects.requireNonNull(pem, name));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        } catch (CertificateException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }
}
