package dev.rookery.inventory;

import dev.rookery.diagnostic.Diagnostics;
import dev.rookery.facts.OsFamily;
import dev.rookery.secret.Secret;
import dev.rookery.shell.Become;
import dev.rookery.yaml.Node;

import java.util.Optional;
import java.util.Set;

/// Reads whom to become on a machine.
final class BecomeReader {
    private static final Set<String> SUDO = Set.of("sudo", "ansible.builtin.sudo");

    private final ConnectionDefaults defaults;
    private final Diagnostics diagnostics;

    BecomeReader(ConnectionDefaults defaults, Diagnostics diagnostics) {
        this.defaults = defaults;
        this.diagnostics = diagnostics;
    }

    /// Whom to become, if anybody; a wish that the system has no way for is reported.
    Optional<Become> become(OsFamily os, Variables variables) {
        return switch (os) {
            case LINUX -> bySudo(variables);
            case WINDOWS -> {
                refuse(variables);
                yield Optional.empty();
            }
        };
    }

    private Optional<Become> bySudo(Variables variables) {
        variables
                .scalar(VariableNames.BECOME_METHOD)
                .filter(method -> !SUDO.contains(method.text()))
                .ifPresent(
                        method ->
                                diagnostics.error(
                                        method.at(),
                                        "ansible_become_method: %s is not supported yet"
                                                .formatted(method.text()),
                                        "only 'sudo' is"));
        Optional<Secret> password =
                variables.secret(VariableNames.BECOME_PASSWORD).or(defaults::becomePassword);
        Node.Scalar user =
                variables
                        .scalar(VariableNames.BECOME_USER)
                        .or(() -> defaults.becomeUser().map(BecomeReader::userOption))
                        .orElse(userOption("root"));
        boolean wanted = variables.truth(VariableNames.BECOME).orElse(defaults.become());
        if (!user.text().matches("[A-Za-z0-9_][A-Za-z0-9_.-]*")) {
            diagnostics.error(
                    user.at(), "'" + user.text() + "' is no user's name", "write such as root");
            return Optional.empty();
        }
        return wanted ? Optional.of(new Become(user.text(), password)) : Optional.empty();
    }

    /// To log in as somebody else than was asked for, and not to say so, would act for another.
    private void refuse(Variables variables) {
        if (!variables.truth(VariableNames.BECOME).orElse(defaults.become())) {
            return;
        }
        String help =
                "log in as an administrator, and write ansible_become: false for the Windows"
                        + " machines";
        Optional<Node.Scalar> method = variables.scalar(VariableNames.BECOME_METHOD);
        if (method.isPresent() && !SUDO.contains(method.get().text())) {
            String name = method.get().text();
            diagnostics.error(
                    method.get().at(),
                    "ansible_become_method: " + name + " is not supported yet",
                    help);
        } else {
            Node.Scalar wish =
                    variables
                            .scalar(VariableNames.BECOME)
                            .orElse(Node.Scalar.given("--become", "true"));
            diagnostics.error(
                    wish.at(), "a Windows machine has no sudo to become another by", help);
        }
    }

    private static Node.Scalar userOption(String user) {
        return Node.Scalar.given("--become-user", user);
    }
}
