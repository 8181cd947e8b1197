package dev.rookery.inventory;

import dev.rookery.connect.WinRmEndpoint.Login;
import dev.rookery.diagnostic.Diagnostics;
import dev.rookery.secret.Secret;
import dev.rookery.yaml.Node;

import java.nio.file.Path;
import java.util.Optional;

/// Reads who we are on a machine that is reached over WinRM, and how we show it.
///
/// Of several transports the first is taken whose credentials are given, and no other is tried
/// after it: failed logins lock accounts.
final class WinRmLogin {
    /// Stands in where a mistake was reported.
    private static final Login NOBODY =
            new Login.Kerberos(Optional.empty(), Optional.empty(), Optional.empty(), false);

    private final ConnectionDefaults defaults;
    private final Diagnostics diagnostics;
    private final Variables variables;
    private final Optional<String> user;
    private final Optional<Secret> password;

    WinRmLogin(ConnectionDefaults defaults, Diagnostics diagnostics, Variables variables) {
        this.defaults = defaults;
        this.diagnostics = diagnostics;
        this.variables = variables;
        this.user = variables.text(WinRmNames.USER).or(defaults::user);
        this.password = variables.secret(WinRmNames.PASSWORD).or(defaults::password);
    }

    /// @param encrypted whether there is TLS
    /// @param key where the machine stands in the inventory: the place of what is missing
    Login read(boolean encrypted, Node.Scalar key) {
        Optional<WinRmTransport.Asked> asked =
                WinRmTransport.first(
                        variables.words(WinRmNames.TRANSPORT),
                        hasCertificate(),
                        transport -> isUsable(transport, encrypted),
                        diagnostics);
        if (asked.isEmpty() && variables.isSet(WinRmNames.TRANSPORT)) {
            if (variables.words(WinRmNames.TRANSPORT).isEmpty()) {
                diagnostics.error(
                        key.at(),
                        "ansible_winrm_transport names none",
                        "write ntlm, kerberos, certificate or basic, or leave it out");
            }
            return NOBODY;
        }
        WinRmTransport transport =
                asked.map(WinRmTransport.Asked::transport).orElseGet(this::usual);
        new WinRmProtection(variables, diagnostics).check(transport, asked, encrypted, key);
        return switch (transport) {
            case BASIC -> withPassword(key, Login.Basic::new, "basic");
            case NTLM -> withPassword(key, Login.Ntlm::new, "ntlm");
            case KERBEROS -> new WinRmKerberos(variables, diagnostics).read(user, password, key);
            case CERTIFICATE -> encrypted ? certificate(key) : NOBODY;
        };
    }

    private WinRmTransport usual() {
        if (hasCertificate()) {
            return WinRmTransport.CERTIFICATE;
        }
        boolean principal = user.filter(name -> name.contains("@")).isPresent();
        return principal && !hasPassword() ? WinRmTransport.KERBEROS : WinRmTransport.NTLM;
    }

    private boolean isUsable(WinRmTransport transport, boolean encrypted) {
        return switch (transport) {
            case BASIC -> encrypted && hasUser() && hasPassword();
            case NTLM -> hasUser() && hasPassword();
            case KERBEROS -> true;
            case CERTIFICATE -> encrypted && hasCertificate();
        };
    }

    private boolean hasUser() {
        return user.isPresent() || variables.isSet(WinRmNames.USER);
    }

    private boolean hasPassword() {
        return password.isPresent() || variables.isSet(WinRmNames.PASSWORD);
    }

    private boolean hasCertificate() {
        return variables.isSet(WinRmNames.CERTIFICATE)
                || variables.isSet(WinRmNames.CERTIFICATE_KEY);
    }

    private interface ByPassword {
        Login login(String user, Secret password);
    }

    private Login withPassword(Node.Scalar key, ByPassword kind, String name) {
        if (!hasUser()) {
            diagnostics.error(
                    key.at(),
                    "WinRM with " + name + " needs a user",
                    "write ansible_user, or give -u");
        }
        if (!hasPassword()) {
            diagnostics.error(
                    key.at(),
                    "WinRM with " + name + " needs a password",
                    "write ansible_password, or give -k; with a Kerberos ticket write"
                            + " ansible_winrm_transport: kerberos");
        }
        return user.isPresent() && password.isPresent()
                ? kind.login(user.get(), password.get())
                : NOBODY;
    }

    private Login certificate(Node.Scalar key) {
        Optional<Path> certificate = variables.text(WinRmNames.CERTIFICATE).map(defaults::expand);
        Optional<Path> privateKey =
                variables.text(WinRmNames.CERTIFICATE_KEY).map(defaults::expand);
        if (!variables.isSet(WinRmNames.CERTIFICATE)) {
            diagnostics.error(
                    key.at(),
                    "a client certificate needs its file",
                    "write ansible_winrm_cert_pem: FILE");
        }
        if (!variables.isSet(WinRmNames.CERTIFICATE_KEY)) {
            diagnostics.error(
                    key.at(),
                    "a client certificate needs its key",
                    "write ansible_winrm_cert_key_pem: FILE");
        }
        Optional<Secret> passphrase = variables.secret(WinRmNames.CERTIFICATE_PASSPHRASE);
        return certificate.isPresent() && privateKey.isPresent()
                ? new Login.Certificate(certificate.get(), privateKey.get(), passphrase)
                : NOBODY;
    }
}
