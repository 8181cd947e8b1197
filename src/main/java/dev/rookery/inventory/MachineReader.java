package dev.rookery.inventory;

import dev.rookery.connect.SshEndpoint;
import dev.rookery.diagnostic.Diagnostics;
import dev.rookery.facts.OsFamily;
import dev.rookery.secret.Secret;
import dev.rookery.shell.Become;
import dev.rookery.yaml.Node;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// Makes a machine from a host's merged variables and the command line.
final class MachineReader {
    private static final int SSH_PORT = 22;
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Path SYSTEM_KNOWN_HOSTS = Path.of("/etc/ssh/ssh_known_hosts");
    private static final Set<String> SSH = Set.of("ssh", "smart", "ansible.builtin.ssh");
    private static final Set<String> SUDO = Set.of("sudo", "ansible.builtin.sudo");

    private final ConnectionDefaults defaults;
    private final Diagnostics diagnostics;
    private final SshOptions commandLine;

    MachineReader(ConnectionDefaults defaults, Diagnostics diagnostics) {
        this.defaults = defaults;
        this.diagnostics = diagnostics;
        this.commandLine =
                defaults.sshCommonArgs()
                        .map(text -> Node.Scalar.given("--ssh-common-args", text))
                        .map(given -> SshOptions.parse(given, defaults, diagnostics))
                        .orElse(SshOptions.NONE);
    }

    /// The machine; where a value is wrong, which is reported, a default stands in for it.
    Machine machine(String name, Node.Scalar key, Map<String, Node.Entry> merged) {
        Variables variables = new Variables(merged, diagnostics);
        only(variables, VariableNames.CONNECTION, SSH, "ssh");
        variables.text(VariableNames.GUEST_NAME);
        return new Machine(
                name,
                OsFamily.LINUX,
                endpoint(name, key, variables),
                become(variables),
                variables.text(VariableNames.GUEST_OF));
    }

    private SshEndpoint endpoint(String name, Node.Scalar key, Variables variables) {
        SshOptions options =
                variables
                        .scalar(VariableNames.COMMON_ARGS)
                        .map(args -> SshOptions.parse(args, defaults, diagnostics))
                        .orElse(commandLine);
        OptionalInt timeout = variables.number(VariableNames.TIMEOUT, 1, 86_400);
        return new SshEndpoint(
                host(name, key, variables),
                variables.number(VariableNames.PORT, 1, 65_535).orElse(SSH_PORT),
                user(variables),
                variables.secret(VariableNames.PASSWORD).or(defaults::password),
                variables.scalar(VariableNames.KEY).map(this::path).or(defaults::privateKey),
                variables.secret(VariableNames.PASSPHRASE),
                options.hostKeys().orElse(SshEndpoint.HostKeyChecking.STRICT),
                options.knownHosts().isEmpty() ? usualKnownHosts() : options.knownHosts(),
                options.timeout()
                        .or(() -> timeout.stream().mapToObj(Duration::ofSeconds).findFirst())
                        .or(defaults::timeout)
                        .orElse(TIMEOUT));
    }

    private String host(String name, Node.Scalar key, Variables variables) {
        Node.Scalar host =
                variables.scalar(VariableNames.HOST).orElse(new Node.Scalar(name, true, key.at()));
        if (!host.text().matches("\\[?[\\p{L}\\p{N}_][\\p{L}\\p{N}_.:%-]*\\]?|::[0-9A-Fa-f:.%]*")) {
            String help =
                    host.text().contains("@")
                            ? "the user goes into ansible_user"
                            : "write a name or an address as ansible_host";
            diagnostics.error(
                    host.at(), "'" + host.text() + "' is no host name and no address", help);
        }
        return host.text();
    }

    private String user(Variables variables) {
        return variables
                .text(VariableNames.USER)
                .or(defaults::user)
                .orElseGet(() -> System.getProperty("user.name", "root"));
    }

    private Path path(Node.Scalar file) {
        return defaults.expand(file.text().replace('\0', ' '));
    }

    private List<Path> usualKnownHosts() {
        return List.of(defaults.home().resolve(".ssh/known_hosts"), SYSTEM_KNOWN_HOSTS);
    }

    private Optional<Become> become(Variables variables) {
        only(variables, VariableNames.BECOME_METHOD, SUDO, "sudo");
        Optional<Secret> password =
                variables.secret(VariableNames.BECOME_PASSWORD).or(defaults::becomePassword);
        Node.Scalar user =
                variables
                        .scalar(VariableNames.BECOME_USER)
                        .or(() -> defaults.becomeUser().map(MachineReader::becomeUserOption))
                        .orElse(Node.Scalar.given("--become-user", "root"));
        boolean wanted = variables.truth(VariableNames.BECOME).orElse(defaults.become());
        if (!user.text().matches("[A-Za-z0-9_][A-Za-z0-9_.-]*")) {
            diagnostics.error(
                    user.at(), "'" + user.text() + "' is no user's name", "write such as root");
            return Optional.empty();
        }
        return wanted ? Optional.of(new Become(user.text(), password)) : Optional.empty();
    }

    private static Node.Scalar becomeUserOption(String user) {
        return Node.Scalar.given("--become-user", user);
    }

    private void only(Variables variables, List<String> names, Set<String> known, String usual) {
        variables
                .scalar(names)
                .filter(value -> !known.contains(value.text()))
                .ifPresent(
                        value ->
                                diagnostics.error(
                                        value.at(),
                                        "%s: %s is not supported yet"
                                                .formatted(names.getFirst(), value.text()),
                                        "only '" + usual + "' is"));
    }
}
