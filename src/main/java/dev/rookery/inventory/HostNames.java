package dev.rookery.inventory;

import dev.rookery.diagnostic.Diagnostics;
import dev.rookery.yaml.Node;

import java.util.List;

/// Takes the name or the address that a machine is reached by.
final class HostNames {
    private static final String FORM =
            "\\[?[\\p{L}\\p{N}_][\\p{L}\\p{N}_.:%-]*\\]?|\\[?::[0-9A-Fa-f:.%]*\\]?";

    private HostNames() {}

    /// What the last of the variables says that is set, else the machine's name; anything that is
    /// no host is reported.
    static String of(
            List<String> names,
            String machine,
            Node.Scalar key,
            Variables variables,
            Diagnostics diagnostics) {
        Node.Scalar host = variables.scalar(names).orElse(new Node.Scalar(machine, true, key.at()));
        if (!isHost(host.text())) {
            String help =
                    host.text().contains("@")
                            ? "the user goes into ansible_user"
                            : "write a name or an address as ansible_host";
            diagnostics.error(
                    host.at(), "'" + host.text() + "' is no host name and no address", help);
        }
        return host.text();
    }

    /// An IPv6 address may be written in brackets.
    static String withoutBrackets(String host) {
        return host.startsWith("[") && host.endsWith("]")
                ? host.substring(1, host.length() - 1)
                : host;
    }

    static boolean isHost(String text) {
        return text.matches(FORM);
    }
}
