package dev.rookery.inventory;

import dev.rookery.connect.PsDirectEndpoint;
import dev.rookery.diagnostic.Diagnostics;
import dev.rookery.secret.Secret;
import dev.rookery.yaml.Node;

import java.util.List;
import java.util.Optional;

/// Reads how a guest is reached by PowerShell Direct: it needs no address, and a credential always.
final class PsDirectReader {
    private static final List<String> USER = List.of("ansible_user");
    private static final List<String> PASSWORD = List.of("ansible_password");

    /// Stands in where a mistake was reported.
    private static final PsDirectEndpoint NOBODY = new PsDirectEndpoint("", new Secret(""));

    private final ConnectionDefaults defaults;
    private final Diagnostics diagnostics;

    PsDirectReader(ConnectionDefaults defaults, Diagnostics diagnostics) {
        this.defaults = defaults;
        this.diagnostics = diagnostics;
    }

    /// @param key where the machine stands in the inventory: the place of what is missing
    PsDirectEndpoint endpoint(Node.Scalar key, Variables variables) {
        if (!variables.isSet(VariableNames.GUEST_OF)) {
            diagnostics.error(
                    key.at(),
                    "PowerShell Direct reaches a guest from its parent, and '%s' has none"
                            .formatted(key.text()),
                    "name the Hyper-V host that it runs on: guest_of: PARENT");
        }
        Optional<String> user = variables.text(USER).or(defaults::user);
        Optional<Secret> password = variables.secret(PASSWORD).or(defaults::password);
        if (user.isEmpty() && !variables.isSet(USER)) {
            diagnostics.error(
                    key.at(),
                    "PowerShell Direct needs a user of the guest",
                    "write ansible_user, or give -u");
        }
        if (password.isEmpty() && !variables.isSet(PASSWORD)) {
            diagnostics.error(
                    key.at(),
                    "PowerShell Direct needs the password of that user",
                    "write ansible_password, or give -k");
        }
        return user.isPresent() && password.isPresent()
                ? new PsDirectEndpoint(user.get(), password.get())
                : NOBODY;
    }
}
