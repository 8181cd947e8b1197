package dev.rookery.inventory;

import dev.rookery.connect.BehindParent;
import dev.rookery.connect.Endpoint;
import dev.rookery.connect.SshEndpoint;
import dev.rookery.diagnostic.Diagnostics;
import dev.rookery.inventory.openssh.ClientConfig;
import dev.rookery.inventory.openssh.Keyword;
import dev.rookery.inventory.openssh.Settings;
import dev.rookery.inventory.openssh.Times;
import dev.rookery.yaml.Node;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// Reads how a machine is reached over SSH.
final class SshReader {
    private final ConnectionDefaults defaults;
    private final Diagnostics diagnostics;
    private final SshArguments commandLine;
    private final Map<Optional<String>, ClientConfig> configs = new HashMap<>();

    SshReader(ConnectionDefaults defaults, Diagnostics diagnostics) {
        this.defaults = defaults;
        this.diagnostics = diagnostics;
        this.commandLine =
                defaults.sshCommonArgs()
                        .map(text -> Node.Scalar.given("--ssh-common-args", text))
                        .map(given -> SshArguments.parse(given, diagnostics))
                        .orElse(SshArguments.NONE);
    }

    /// The endpoint; where a value is wrong, which is reported, a default stands in for it.
    ///
    /// A guest of which neither the inventory nor ssh's configuration says where it is, or through
    /// what it is reached, is behind its parent.
    Endpoint endpoint(String machine, Node.Scalar key, Variables variables) {
        SshArguments arguments =
                variables
                        .scalar(VariableNames.COMMON_ARGS)
                        .map(args -> SshArguments.parse(args, diagnostics))
                        .orElse(commandLine);
        String name =
                HostNames.withoutBrackets(
                        HostNames.of(VariableNames.HOST, machine, key, variables, diagnostics));
        SshGiven given = given(variables, arguments);
        ClientConfig config = config(arguments.configFile());
        Settings settings =
                arguments
                        .settings()
                        .then(
                                HostNames.isHost(name)
                                        ? config.of(name, given.user(), given.port(), diagnostics)
                                        : Settings.NONE);
        SshEndpoint endpoint =
                new SshServers(defaults, config, diagnostics).server(name, given, settings);
        boolean placed =
                variables.isSet(VariableNames.HOST)
                        || settings.first(Keyword.HOST_NAME).isPresent()
                        || settings.proxy().isPresent();
        return placed || !variables.isSet(VariableNames.GUEST_OF)
                ? endpoint
                : new BehindParent(endpoint);
    }

    /// As in Ansible, ssh's options of the command line do not win over a variable; but a time-out
    /// there is said of this connection, and the variable of all.
    private SshGiven given(Variables variables, SshArguments arguments) {
        OptionalInt seconds = variables.number(VariableNames.TIMEOUT, 1, 86_400);
        Optional<Duration> timeout =
                arguments
                        .settings()
                        .first(Keyword.CONNECT_TIMEOUT)
                        .flatMap(setting -> Times.seconds(setting.text()))
                        .or(() -> seconds.stream().mapToObj(Duration::ofSeconds).findFirst())
                        .or(defaults::timeout);
        return new SshGiven(
                variables.text(VariableNames.USER).or(defaults::user),
                variables.number(VariableNames.PORT, 1, 65_535),
                variables.secret(VariableNames.PASSWORD).or(defaults::password),
                variables
                        .scalar(VariableNames.KEY)
                        .map(file -> defaults.expand(file.text()))
                        .or(defaults::privateKey),
                variables.secret(VariableNames.PASSPHRASE),
                timeout);
    }

    private ClientConfig config(Optional<String> named) {
        return configs.computeIfAbsent(
                named,
                file -> {
                    Path usual = defaults.home().resolve(".ssh/config");
                    return file.filter("none"::equals).isPresent()
                            ? ClientConfig.NONE
                            : ClientConfig.open(
                                    file.map(defaults::expand).orElse(usual),
                                    file.isPresent(),
                                    diagnostics);
                });
    }
}
