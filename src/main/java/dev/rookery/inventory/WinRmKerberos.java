package dev.rookery.inventory;

import dev.rookery.connect.WinRmEndpoint.Login;
import dev.rookery.diagnostic.Diagnostics;
import dev.rookery.secret.Secret;
import dev.rookery.yaml.Node;

import java.util.List;
import java.util.Optional;

/// Reads a login by Kerberos.
///
/// Tickets are fetched in this process and not by a `kinit`. Whatever says to fetch them in another
/// way is reported, because it may say that we are somebody else.
final class WinRmKerberos {
    private static final String FETCH_BEFORE =
            "fetch the ticket before, and write ansible_winrm_kinit_mode: manual";

    private final Variables variables;
    private final Diagnostics diagnostics;

    WinRmKerberos(Variables variables, Diagnostics diagnostics) {
        this.variables = variables;
        this.diagnostics = diagnostics;
    }

    Login read(Optional<String> user, Optional<Secret> password, Node.Scalar key) {
        Optional<String> mode = variables.word(WinRmNames.KINIT_MODE, List.of("managed", "manual"));
        boolean manual = mode.filter("manual"::equals).isPresent();
        Optional<Secret> used = manual ? Optional.empty() : password;
        if (used.isPresent()) {
            refuse(WinRmNames.KINIT_COMMAND, "kinit");
            refuse(WinRmNames.KINIT_ARGUMENTS, "");
        }
        if (used.isPresent() && user.isEmpty() && !variables.isSet(WinRmNames.USER)) {
            diagnostics.error(
                    key.at(),
                    "a Kerberos ticket cannot be fetched without a user",
                    "write ansible_user: NAME@REALM; for the ticket that there is,"
                            + " ansible_winrm_kinit_mode: manual");
        }
        if (mode.isPresent() && !manual && missing(password)) {
            diagnostics.error(
                    key.at(),
                    "ansible_winrm_kinit_mode: managed needs a password",
                    "write ansible_password, give -k, or write manual");
        }
        if (!manual) {
            refuse(WinRmNames.KEYTAB, "");
        }
        refuse(WinRmNames.SERVICE, "HTTP");
        return new Login.Kerberos(
                user.map(this::principal),
                used,
                serviceHost(),
                variables.truth(WinRmNames.DELEGATION).orElse(false));
    }

    private boolean missing(Optional<Secret> password) {
        return password.isEmpty() && !variables.isSet(WinRmNames.PASSWORD);
    }

    /// Reports a value that differs from the only one that is understood.
    private void refuse(List<String> names, String only) {
        variables
                .scalar(names)
                .filter(written -> !written.text().equals(only))
                .ifPresent(
                        written ->
                                diagnostics.error(
                                        written.at(),
                                        names.getFirst() + " is not supported",
                                        only.equals("HTTP")
                                                ? "remove it: the service's name is HTTP/HOST"
                                                : FETCH_BEFORE));
    }

    /// As Ansible documents it, the realm is the user's part after `@`, else the variable's.
    private String principal(String user) {
        if (user.contains("\\")) {
            Node.Scalar written =
                    variables.scalar(WinRmNames.USER).orElse(Node.Scalar.given("--user", user));
            diagnostics.error(
                    written.at(),
                    "'" + user + "' is no Kerberos principal",
                    "write NAME@REALM, with the realm in capitals");
            return user;
        }
        return user.contains("@")
                ? user
                : variables.text(WinRmNames.REALM).map(realm -> user + "@" + realm).orElse(user);
    }

    private Optional<String> serviceHost() {
        Optional<Node.Scalar> host = variables.scalar(WinRmNames.SERVICE_HOST);
        host.filter(written -> !HostNames.isHost(written.text()))
                .ifPresent(
                        written ->
                                diagnostics.error(
                                        written.at(),
                                        "'" + written.text() + "' is no host name",
                                        "write the name in the machine's service principal"));
        return host.map(Node.Scalar::text);
    }
}
