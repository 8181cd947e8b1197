package dev.rookery.inventory;

import dev.rookery.connect.SshEndpoint;
import dev.rookery.connect.SshEndpoint.HostKeyChecking;
import dev.rookery.connect.SshEndpoint.Identities;
import dev.rookery.diagnostic.Diagnostics;
import dev.rookery.inventory.openssh.ClientConfig;
import dev.rookery.inventory.openssh.JumpHost;
import dev.rookery.inventory.openssh.Keyword;
import dev.rookery.inventory.openssh.Setting;
import dev.rookery.inventory.openssh.Settings;
import dev.rookery.inventory.openssh.Times;
import dev.rookery.inventory.openssh.Tokens;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// Makes servers' endpoints of what is given and what is configured, with the jumps before them.
///
/// @param config of the user's ssh, where jumps are looked up
record SshServers(ConnectionDefaults defaults, ClientConfig config, Diagnostics diagnostics) {
    private static final int PORT = 22;
    private static final Path SYSTEM_KNOWN_HOSTS = Path.of("/etc/ssh/ssh_known_hosts");
    private static final Path NOWHERE = Path.of("/dev/null");

    /// A server; where a value is wrong, which is reported, a default stands in for it.
    ///
    /// @param name what it is called
    /// @param settings of it, those of the configuration included
    SshEndpoint server(String name, SshGiven given, Settings settings) {
        return server(name, given, settings, List.of());
    }

    private SshEndpoint server(
            String name, SshGiven given, Settings settings, List<String> comingFrom) {
        SshLimits.check(settings, diagnostics);
        String user =
                given.user()
                        .or(() -> text(settings, Keyword.USER))
                        .orElseGet(() -> System.getProperty("user.name", "root"));
        int port =
                given.port()
                        .orElseGet(
                                () ->
                                        text(settings, Keyword.PORT)
                                                .map(Integer::parseInt)
                                                .orElse(PORT));
        Tokens tokens = tokens(name, port, user, settings);
        return new SshEndpoint(
                tokens.host(),
                port,
                user,
                given.password(),
                identities(given, settings, tokens),
                given.passphrase(),
                checking(settings),
                knownHosts(settings, tokens),
                tokens.alias(),
                timeout(given, settings),
                jumps(settings, tokens, given.timeout(), comingFrom));
    }

    private Tokens tokens(String name, int port, String user, Settings settings) {
        return new Tokens(
                host(name, settings),
                name,
                port,
                user,
                text(settings, Keyword.HOST_KEY_ALIAS),
                System.getProperty("user.name", "root"),
                defaults.home());
    }

    private static Optional<String> text(Settings settings, Keyword keyword) {
        return settings.first(keyword).map(Setting::text);
    }

    private String host(String name, Settings settings) {
        Optional<Setting> said = settings.first(Keyword.HOST_NAME);
        Optional<String> host =
                said.flatMap(setting -> Tokens.hostName(setting, name, diagnostics));
        if (host.isPresent() && !HostNames.isHost(host.get())) {
            diagnostics.error(
                    said.orElseThrow().at(),
                    "'" + host.get() + "' is no host name and no address",
                    "write a name or an address");
        }
        return HostNames.withoutBrackets(host.orElse(name));
    }

    private Identities identities(SshGiven given, Settings settings, Tokens tokens) {
        if (given.key().isPresent()) {
            return new Identities.Only(given.key().get());
        }
        List<Path> files =
                settings.every(Keyword.IDENTITY_FILE).stream()
                        .flatMap(setting -> tokens.files(setting, diagnostics).stream())
                        .distinct()
                        .toList();
        boolean only =
                text(settings, Keyword.IDENTITIES_ONLY)
                        .filter(value -> value.matches("(?i)yes|true"))
                        .isPresent();
        return new Identities.Offered(files, !only);
    }

    private static HostKeyChecking checking(Settings settings) {
        String said = text(settings, Keyword.STRICT_HOST_KEY_CHECKING).orElse("ask");
        return switch (said.toLowerCase(Locale.ROOT)) {
            case "accept-new" -> HostKeyChecking.ACCEPT_NEW;
            case "no", "off", "false" -> HostKeyChecking.OFF;
            default -> HostKeyChecking.STRICT;
        };
    }

    /// A new key is added to the first: to nothing where the user's own files are none.
    private List<Path> knownHosts(Settings settings, Tokens tokens) {
        List<Path> own =
                files(settings, Keyword.USER_KNOWN_HOSTS_FILE, tokens)
                        .orElse(List.of(defaults.home().resolve(".ssh/known_hosts")));
        List<Path> system =
                files(settings, Keyword.GLOBAL_KNOWN_HOSTS_FILE, tokens)
                        .orElse(List.of(SYSTEM_KNOWN_HOSTS));
        return Stream.concat(own.isEmpty() ? Stream.of(NOWHERE) : own.stream(), system.stream())
                .toList();
    }

    private Optional<List<Path>> files(Settings settings, Keyword keyword, Tokens tokens) {
        return settings.first(keyword).map(setting -> tokens.files(setting, diagnostics));
    }

    private static Duration timeout(SshGiven given, Settings settings) {
        return given.timeout()
                .or(() -> text(settings, Keyword.CONNECT_TIMEOUT).flatMap(Times::seconds))
                .orElse(ConnectionDefaults.TIMEOUT);
    }

    /// As in ssh, what the first jump's own settings say of jumps comes before it, and those of the
    /// others do not count.
    ///
    /// @param comingFrom the jumps whose own jumps these are
    private List<SshEndpoint> jumps(
            Settings settings, Tokens tokens, Optional<Duration> timeout, List<String> comingFrom) {
        Optional<Setting> said =
                settings.proxy().filter(setting -> setting.keyword() == Keyword.PROXY_JUMP);
        Optional<String> expanded = said.flatMap(setting -> tokens.jumps(setting, diagnostics));
        List<JumpHost> hosts = expanded.flatMap(JumpHost::list).orElse(List.of());
        List<SshEndpoint> way = new ArrayList<>();
        for (JumpHost jump : hosts) {
            if (!isSound(jump, said.orElseThrow(), comingFrom)) {
                return List.of();
            }
            List<String> through = new ArrayList<>(comingFrom);
            through.add(jump.host());
            Settings own = config.of(jump.host(), jump.user(), jump.port(), diagnostics);
            SshGiven given = SshGiven.ofJump(jump.user(), jump.port(), timeout);
            SshEndpoint server =
                    server(jump.host(), given, way.isEmpty() ? own : withoutProxy(own), through);
            way.addAll(server.jumps());
            way.add(server.behind(List.of()));
        }
        return way;
    }

    private static Settings withoutProxy(Settings settings) {
        return new Settings(
                settings.all().stream()
                        .filter(
                                setting ->
                                        setting.keyword() != Keyword.PROXY_JUMP
                                                && setting.keyword() != Keyword.PROXY_COMMAND)
                        .toList());
    }

    private boolean isSound(JumpHost jump, Setting said, List<String> comingFrom) {
        if (!HostNames.isHost(jump.host())) {
            diagnostics.error(
                    said.at(),
                    "ProxyJump: '" + jump.host() + "' is no host name and no address",
                    "write [USER@]HOST[:PORT]");
            return false;
        }
        if (comingFrom.contains(jump.host())) {
            List<String> round =
                    new ArrayList<>(
                            comingFrom.subList(comingFrom.indexOf(jump.host()), comingFrom.size()));
            round.add(jump.host());
            diagnostics.error(
                    said.at(),
                    "the jumps go round: " + String.join(" -> ", round),
                    "exclude the jump from its own ProxyJump: Host * !" + jump.host());
            return false;
        }
        return true;
    }
}
