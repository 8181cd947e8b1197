package dev.rookery.inventory;

import dev.rookery.connect.WinRmEndpoint.Tls;
import dev.rookery.diagnostic.Diagnostics;
import dev.rookery.yaml.Node;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Reads how a WinRM service's certificate is checked. A fingerprint wins over everything, because
/// it says most; `ignore` wins over a file of authorities, as in pywinrm.
final class WinRmTls {
    private final ConnectionDefaults defaults;
    private final Diagnostics diagnostics;

    WinRmTls(ConnectionDefaults defaults, Diagnostics diagnostics) {
        this.defaults = defaults;
        this.diagnostics = diagnostics;
    }

    Optional<Tls> read(boolean encrypted, Variables variables) {
        Optional<Node.Scalar> fingerprint = variables.scalar(WinRmNames.FINGERPRINT);
        Optional<Tls> pinned = fingerprint.flatMap(this::pinned);
        boolean ignored =
                variables
                        .word(WinRmNames.VALIDATION, List.of("validate", "ignore"))
                        .filter("ignore"::equals)
                        .isPresent();
        if (!encrypted) {
            fingerprint.ifPresent(
                    pin ->
                            diagnostics.error(
                                    pin.at(),
                                    "rookery_winrm_fingerprint says nothing without HTTPS",
                                    "write ansible_port: 5986, or ansible_winrm_scheme: https"));
            return Optional.empty();
        }
        if (pinned.isPresent()) {
            return pinned;
        }
        return Optional.of(
                ignored
                        ? new Tls.Unchecked()
                        : variables
                                .text(WinRmNames.AUTHORITIES)
                                .<Tls>map(file -> new Tls.Authorities(defaults.expand(file)))
                                .orElse(new Tls.SystemAuthorities()));
    }

    private Optional<Tls> pinned(Node.Scalar fingerprint) {
        String digits = fingerprint.text().replaceAll("[: -]", "").toLowerCase(Locale.ROOT);
        if (digits.matches("[0-9a-f]{64}")) {
            return Optional.of(new Tls.Pinned(digits));
        }
        boolean thumbprint = digits.matches("[0-9a-f]{40}");
        diagnostics.error(
                fingerprint.at(),
                thumbprint
                        ? "rookery_winrm_fingerprint is a SHA-1 thumbprint, and must be a SHA-256"
                        : "rookery_winrm_fingerprint must be a SHA-256 of 64 hexadecimal digits",
                "openssl s_client -connect HOST:5986 </dev/null | openssl x509 -noout -fingerprint"
                        + " -sha256");
        return Optional.empty();
    }
}
