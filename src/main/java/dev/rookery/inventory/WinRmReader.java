package dev.rookery.inventory;

import dev.rookery.connect.WinRmEndpoint;
import dev.rookery.connect.WinRmEndpoint.Login;
import dev.rookery.connect.WinRmEndpoint.Tls;
import dev.rookery.diagnostic.Diagnostics;
import dev.rookery.yaml.Node;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads how a machine is reached over WinRM. Names and defaults are those of Ansible's winrm
/// connection plugin, where `docs/inventory.md` does not say otherwise.
final class WinRmReader {
    private static final int HTTP = 5985;
    private static final int HTTPS = 5986;
    private static final int LONGEST = 86_400;
    private static final int OPERATION_SECONDS = 20;
    private static final int READ_SECONDS_MORE = 10;
    private static final Pattern PROXY =
            Pattern.compile("http://((?:[\\w.-]+|\\[[0-9A-Fa-f:.]+\\]))(?::([0-9]{1,5}))?/?");

    private final ConnectionDefaults defaults;
    private final Diagnostics diagnostics;

    WinRmReader(ConnectionDefaults defaults, Diagnostics diagnostics) {
        this.defaults = defaults;
        this.diagnostics = diagnostics;
    }

    /// The endpoint; where a value is wrong, which is reported, a default stands in for it.
    WinRmEndpoint endpoint(String machine, Node.Scalar key, Variables variables) {
        OptionalInt port = variables.number(WinRmNames.PORT, 1, 65_535);
        Optional<String> scheme = variables.word(WinRmNames.SCHEME, List.of("http", "https"));
        boolean encrypted =
                scheme.map("https"::equals).orElse(port.isEmpty() || port.getAsInt() != HTTP);
        Optional<Tls> tls = new WinRmTls(defaults, diagnostics).read(encrypted, variables);
        Login login = new WinRmLogin(defaults, diagnostics, variables).read(encrypted, key);
        Duration operation = operationTimeout(variables);
        OptionalInt timeout = variables.number(WinRmNames.TIMEOUT, 1, LONGEST);
        return new WinRmEndpoint(
                HostNames.withoutBrackets(
                        HostNames.of(WinRmNames.HOST, machine, key, variables, diagnostics)),
                port.orElse(encrypted ? HTTPS : HTTP),
                tls,
                path(variables),
                login,
                proxy(variables),
                timeout.stream()
                        .mapToObj(Duration::ofSeconds)
                        .findFirst()
                        .or(defaults::timeout)
                        .orElse(ConnectionDefaults.TIMEOUT),
                operation,
                readTimeout(operation, variables));
    }

    private String path(Variables variables) {
        Optional<Node.Scalar> written = variables.scalar(WinRmNames.PATH);
        if (written.isEmpty()) {
            return "/wsman";
        }
        String path = written.get().text();
        if (!path.matches("/?[A-Za-z0-9._~!$&'()*+,;=:@%/-]*")) {
            diagnostics.error(
                    written.get().at(),
                    "ansible_winrm_path: '" + path + "' is no path of a URL",
                    "write such as /wsman");
            return "/wsman";
        }
        return path.startsWith("/") ? path : "/" + path;
    }

    /// As in Ansible the word `none` is no proxy. What may hold a password is not repeated.
    private Optional<String> proxy(Variables variables) {
        Optional<Node.Scalar> written =
                variables
                        .scalar(WinRmNames.PROXY)
                        .filter(text -> !text.text().equalsIgnoreCase("none"));
        if (written.isEmpty()) {
            return Optional.empty();
        }
        Matcher proxy = PROXY.matcher(written.get().text());
        if (!proxy.matches()) {
            diagnostics.error(
                    written.get().at(),
                    "ansible_winrm_proxy is no address of an HTTP proxy",
                    "write http://HOST:PORT; user names and https:// are not supported");
            return Optional.empty();
        }
        String port = proxy.group(2) == null ? "80" : proxy.group(2);
        if (Integer.parseInt(port) < 1 || Integer.parseInt(port) > 65_535) {
            diagnostics.error(
                    written.get().at(),
                    "ansible_winrm_proxy has no port " + port,
                    "write a port from 1 to 65535");
            return Optional.empty();
        }
        return Optional.of("http://" + proxy.group(1) + ":" + port);
    }

    private Duration operationTimeout(Variables variables) {
        OptionalInt both = variables.number(WinRmNames.BOTH_TIMEOUTS, 1, LONGEST);
        OptionalInt own = variables.number(WinRmNames.OPERATION_TIMEOUT, 1, LONGEST);
        return Duration.ofSeconds(both.orElse(own.orElse(OPERATION_SECONDS)));
    }

    /// Longer than the operation's: the service may keep silent for that long.
    private Duration readTimeout(Duration operation, Variables variables) {
        if (variables.isSet(WinRmNames.BOTH_TIMEOUTS)) {
            return operation.plusSeconds(1);
        }
        Duration usual = operation.plusSeconds(READ_SECONDS_MORE);
        OptionalInt own = variables.number(WinRmNames.READ_TIMEOUT, 1, LONGEST + 1);
        if (own.isEmpty()) {
            return usual;
        }
        if (own.getAsInt() > operation.toSeconds()) {
            return Duration.ofSeconds(own.getAsInt());
        }
        variables
                .scalar(WinRmNames.READ_TIMEOUT)
                .ifPresent(
                        written ->
                                diagnostics.error(
                                        written.at(),
                                        "ansible_winrm_read_timeout_sec: %s is not above the %d s"
                                                        .formatted(
                                                                written.text(),
                                                                operation.toSeconds())
                                                + " of ansible_winrm_operation_timeout_sec",
                                        "write such as " + usual.toSeconds()));
        return usual;
    }
}
