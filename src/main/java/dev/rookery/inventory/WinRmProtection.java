package dev.rookery.inventory;

import dev.rookery.diagnostic.Diagnostics;
import dev.rookery.yaml.Node;

import java.util.List;
import java.util.Optional;

/// Reports what would protect a login or its messages less than the inventory says, or than is
/// sensible where it does not say so twice.
final class WinRmProtection {
    private final Variables variables;
    private final Diagnostics diagnostics;

    WinRmProtection(Variables variables, Diagnostics diagnostics) {
        this.variables = variables;
        this.diagnostics = diagnostics;
    }

    /// @param asked the transport that the inventory names, if it does
    /// @param encrypted whether there is TLS
    /// @param key where the machine stands in the inventory
    void check(
            WinRmTransport transport,
            Optional<WinRmTransport.Asked> asked,
            boolean encrypted,
            Node.Scalar key) {
        if (!encrypted) {
            plain(transport, asked, asked.map(WinRmTransport.Asked::word).orElse(key));
        }
        messages(transport, encrypted);
        channelBinding(transport, encrypted);
    }

    private void plain(
            WinRmTransport transport, Optional<WinRmTransport.Asked> asked, Node.Scalar place) {
        if (asked.map(WinRmTransport.Asked::needsTls).orElse(!transport.seals())) {
            diagnostics.error(
                    place.at(),
                    "WinRM with %s needs HTTPS"
                            .formatted(
                                    transport == WinRmTransport.CERTIFICATE
                                            ? "a client certificate"
                                            : "ssl"),
                    "write ansible_winrm_scheme: https, and no ansible_port or 5986");
            return;
        }
        boolean named = variables.text(WinRmNames.SCHEME).filter("http"::equals).isPresent();
        boolean allowed = variables.truth(WinRmNames.ALLOW_UNENCRYPTED).orElse(false);
        if (transport == WinRmTransport.BASIC && !(named && allowed)) {
            diagnostics.error(
                    place.at(),
                    "WinRM with basic over HTTP sends the password for everybody to read",
                    "write ansible_winrm_transport: ntlm, or ansible_winrm_scheme: https; if it"
                            + " must be so, ansible_winrm_scheme: http and"
                            + " rookery_allow_unencrypted: true");
        }
    }

    private void messages(WinRmTransport transport, boolean encrypted) {
        String wish =
                variables
                        .word(WinRmNames.MESSAGE_ENCRYPTION, List.of("auto", "always", "never"))
                        .orElse("auto");
        if (wish.equals("always") && (encrypted || !transport.seals())) {
            refuse(
                    WinRmNames.MESSAGE_ENCRYPTION,
                    encrypted
                            ? "messages are not sealed once more within HTTPS"
                            : "messages cannot be sealed with " + transport.text(),
                    encrypted
                            ? "remove it; over HTTP, ntlm and kerberos seal every message"
                            : "write ansible_winrm_transport: ntlm or kerberos");
        } else if (wish.equals("never") && !encrypted && transport.seals()) {
            refuse(
                    WinRmNames.MESSAGE_ENCRYPTION,
                    "over HTTP every message is sealed",
                    "remove it, or write ansible_winrm_scheme: https");
        }
    }

    private void channelBinding(WinRmTransport transport, boolean encrypted) {
        boolean sent = variables.truth(WinRmNames.SEND_CBT).orElse(true);
        if (!sent && encrypted && transport.seals()) {
            refuse(
                    WinRmNames.SEND_CBT,
                    "channel binding tokens are always sent",
                    "remove it; they keep a man in the middle from using the login");
        }
    }

    private void refuse(List<String> names, String why, String help) {
        variables
                .scalar(names)
                .ifPresent(
                        written ->
                                diagnostics.error(
                                        written.at(),
                                        names.getFirst() + ": " + written.text() + ": " + why,
                                        help));
    }
}
