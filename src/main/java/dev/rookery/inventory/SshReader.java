package dev.rookery.inventory;

import dev.rookery.connect.SshEndpoint;
import dev.rookery.diagnostic.Diagnostics;
import dev.rookery.yaml.Node;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

/// Reads how a machine is reached over SSH.
final class SshReader {
    private static final int PORT = 22;
    private static final Path SYSTEM_KNOWN_HOSTS = Path.of("/etc/ssh/ssh_known_hosts");

    private final ConnectionDefaults defaults;
    private final Diagnostics diagnostics;
    private final SshOptions commandLine;

    SshReader(ConnectionDefaults defaults, Diagnostics diagnostics) {
        this.defaults = defaults;
        this.diagnostics = diagnostics;
        this.commandLine =
                defaults.sshCommonArgs()
                        .map(text -> Node.Scalar.given("--ssh-common-args", text))
                        .map(given -> SshOptions.parse(given, defaults, diagnostics))
                        .orElse(SshOptions.NONE);
    }

    /// The endpoint; where a value is wrong, which is reported, a default stands in for it.
    SshEndpoint endpoint(String machine, Node.Scalar key, Variables variables) {
        SshOptions options =
                variables
                        .scalar(VariableNames.COMMON_ARGS)
                        .map(args -> SshOptions.parse(args, defaults, diagnostics))
                        .orElse(commandLine);
        OptionalInt timeout = variables.number(VariableNames.TIMEOUT, 1, 86_400);
        return new SshEndpoint(
                HostNames.of(VariableNames.HOST, machine, key, variables, diagnostics),
                variables.number(VariableNames.PORT, 1, 65_535).orElse(PORT),
                user(variables),
                variables.secret(VariableNames.PASSWORD).or(defaults::password),
                variables
                        .scalar(VariableNames.KEY)
                        .map(file -> defaults.expand(file.text()))
                        .or(defaults::privateKey),
                variables.secret(VariableNames.PASSPHRASE),
                options.hostKeys().orElse(SshEndpoint.HostKeyChecking.STRICT),
                options.knownHosts().isEmpty() ? usualKnownHosts() : options.knownHosts(),
                options.timeout()
                        .or(() -> timeout.stream().mapToObj(Duration::ofSeconds).findFirst())
                        .or(defaults::timeout)
                        .orElse(ConnectionDefaults.TIMEOUT));
    }

    private String user(Variables variables) {
        return variables
                .text(VariableNames.USER)
                .or(defaults::user)
                .orElseGet(() -> System.getProperty("user.name", "root"));
    }

    private List<Path> usualKnownHosts() {
        return List.of(defaults.home().resolve(".ssh/known_hosts"), SYSTEM_KNOWN_HOSTS);
    }
}
