package dev.rookery.connect.winrm.tls;

import dev.rookery.connect.ConnectionException;
import dev.rookery.connect.ConnectionException.Reason;
import dev.rookery.connect.tcp.Words;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;

/// Words and remedies for a TLS handshake that did not work.
final class TlsFailure {
    private TlsFailure() {}

    static ConnectionException explain(
            IOException failed, String host, int port, boolean certified) {
        Trust.@Nullable Untrusted untrusted = cause(failed, Trust.Untrusted.class);
        if (untrusted != null) {
            return untrusted.isPinned()
                    ? changed(untrusted.certificate(), failed)
                    : unknown(untrusted, host, failed);
        }
        String words = Words.of(failed);
        if (words.contains("plaintext connection") || words.contains("unrecognized SSL message")) {
            return new ConnectionException(
                    Reason.UNREACHABLE,
                    "port " + port + " does not speak TLS",
                    "that is how an HTTP port answers: set ansible_winrm_scheme: http, or"
                            + " ansible_port to the HTTPS listener's (5986)",
                    failed);
        }
        if (certified && (words.contains("certificate") || words.contains("handshake_failure"))) {
            return new ConnectionException(
                    Reason.AUTHENTICATION,
                    "the machine does not accept our certificate: " + words,
                    "check that its issuer is trusted there, and winrm/config/client certificate"
                            + " mappings",
                    failed);
        }
        return new ConnectionException(
                Reason.UNREACHABLE,
                "no agreement on TLS: " + words,
                "check that the HTTPS listener has a certificate: winrm enumerate"
                        + " winrm/config/listener",
                failed);
    }

    private static ConnectionException changed(X509Certificate certificate, IOException failed) {
        return new ConnectionException(
                Reason.HOST_KEY_CHANGED,
                "the certificate is another than the pinned one: " + shown(certificate),
                "if you know that the machine has a new certificate, set"
                        + " rookery_winrm_fingerprint: "
                        + Trust.fingerprint(certificate),
                failed);
    }

    private static ConnectionException unknown(
            Trust.Untrusted untrusted, String host, IOException failed) {
        X509Certificate certificate = untrusted.certificate();
        String why;
        if (cause(untrusted, CertificateExpiredException.class) != null) {
            why = "it expired on " + certificate.getNotAfter().toInstant();
        } else if (cause(untrusted, CertificateNotYetValidException.class) != null) {
            why = "it is valid only from " + certificate.getNotBefore().toInstant();
        } else if (String.valueOf(Words.of(root(untrusted))).contains("No subject alternative")
                || Words.of(root(untrusted)).contains("No name matching")) {
            why = "it is not for the name " + host;
        } else {
            why = "no trusted authority has issued it";
        }
        return new ConnectionException(
                Reason.HOST_KEY_UNKNOWN,
                "the certificate is not trusted, " + why + ": " + shown(certificate),
                "name its authority: ansible_winrm_ca_trust_path: FILE; or pin it:"
                        + " rookery_winrm_fingerprint: "
                        + Trust.fingerprint(certificate)
                        + "; or, where nobody can listen in between:"
                        + " ansible_winrm_server_cert_validation: ignore",
                failed);
    }

    private static String shown(X509Certificate certificate) {
        return "SHA-256 "
                + Trust.fingerprint(certificate)
                + ", subject "
                + Words.clean(certificate.getSubjectX500Principal().getName());
    }

    private static Throwable root(Throwable failure) {
        Throwable at = failure;
        while (at.getCause() != null) {
            at = at.getCause();
        }
        return at;
    }

    private static <T> @Nullable T cause(Throwable failure, Class<T> kind) {
        for (@Nullable Throwable at = failure; at != null; at = at.getCause()) {
            if (kind.isInstance(at)) {
                return kind.cast(at);
            }
        }
        return null;
    }
}
