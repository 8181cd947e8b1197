package dev.rookery.inventory;

import dev.rookery.diagnostic.Diagnostics;
import dev.rookery.diagnostic.Suggestion;
import dev.rookery.yaml.Node;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// How we show who we are, by the words of `ansible_winrm_transport`.
enum WinRmTransport {
    BASIC,
    CERTIFICATE,
    NTLM,
    KERBEROS;

    private static final String CREDSSP = "credssp";
    private static final List<String> KNOWN =
            List.of("ntlm", "kerberos", "certificate", "basic", "ssl", "plaintext");

    /// Whether it agrees on keys that messages are sealed with, where there is no TLS.
    boolean seals() {
        return switch (this) {
            case NTLM, KERBEROS -> true;
            case BASIC, CERTIFICATE -> false;
        };
    }

    /// What a user calls it.
    String text() {
        return switch (this) {
            case BASIC -> "basic";
            case CERTIFICATE -> "certificate";
            case NTLM -> "ntlm";
            case KERBEROS -> "kerberos";
        };
    }

    /// A transport with the word that asked for it.
    record Asked(WinRmTransport transport, Node.Scalar word) {
        /// Whether the word itself says that there is TLS, as pywinrm's `ssl` does.
        boolean needsTls() {
            return word.text().equals("ssl") || transport == CERTIFICATE;
        }
    }

    /// The first that can be used, else the first; a word that stands for none is reported.
    ///
    /// @param withCertificate whether there is a client certificate, which `ssl` then means
    static Optional<Asked> first(
            List<Node.Scalar> words,
            boolean withCertificate,
            Predicate<WinRmTransport> usable,
            Diagnostics diagnostics) {
        List<Asked> asked =
                words.stream()
                        .filter(word -> isKnown(word, words.size() == 1, diagnostics))
                        .map(word -> new Asked(of(word.text(), withCertificate), word))
                        .toList();
        Optional<Asked> first =
                asked.stream().filter(candidate -> usable.test(candidate.transport())).findFirst();
        return first.or(() -> asked.stream().findFirst());
    }

    private static boolean isKnown(Node.Scalar word, boolean alone, Diagnostics diagnostics) {
        if (KNOWN.contains(word.text())) {
            return true;
        }
        if (!word.text().equals(CREDSSP)) {
            diagnostics.error(
                    word.at(),
                    "ansible_winrm_transport: there is no '" + word.text() + "'",
                    Suggestion.didYouMean(word.text(), KNOWN)
                            .orElse("known are " + String.join(", ", KNOWN)));
        } else if (alone) {
            diagnostics.error(
                    word.at(),
                    "ansible_winrm_transport: credssp is not supported: it hands the password over",
                    "write kerberos, or reach the machine over SSH: ansible_connection: ssh");
        }
        return false;
    }

    private static WinRmTransport of(String word, boolean withCertificate) {
        return switch (word) {
            case "certificate" -> CERTIFICATE;
            case "ntlm" -> NTLM;
            case "kerberos" -> KERBEROS;
            case "ssl" -> withCertificate ? CERTIFICATE : BASIC;
            default -> BASIC;
        };
    }
}
