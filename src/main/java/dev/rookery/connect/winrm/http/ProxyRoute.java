package dev.rookery.connect.winrm.http;

import dev.rookery.connect.ConnectionException;
import dev.rookery.connect.ConnectionException.Reason;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// An HTTP proxy on the way to a machine.
///
/// @param authorization what it is told of us, in its header
public record ProxyRoute(String host, int port, Optional<Header> authorization) {
    /// The proxy that the user named for this machine, or else the environment's; none for a
    /// loopback address, whatever they say.
    ///
    /// @param named `http://host:port`
    /// @param environment with `http_proxy`, `https_proxy` and `no_proxy`, in either case
    public static Optional<ProxyRoute> of(
            String host,
            int port,
            boolean tls,
            Optional<String> named,
            Map<String, String> environment)
            throws ConnectionException {
        if (isLoopback(host)) {
            return Optional.empty();
        }
        if (named.isPresent()) {
            return Optional.of(parse(named.get()));
        }
        String address = variable(environment, tls ? "https_proxy" : "http_proxy");
        if (address.isEmpty() || isExcepted(host, port, variable(environment, "no_proxy"))) {
            return Optional.empty();
        }
        return Optional.of(parse(address.contains("://") ? address : "http://" + address));
    }

    static boolean isLoopback(String host) {
        String bare = host.replaceAll("^\\[|\\]$", "").toLowerCase(Locale.ROOT);
        return bare.equals("localhost")
                || bare.endsWith(".localhost")
                || bare.matches("127(\\.[0-9]{1,3}){3}")
                || bare.matches("::ffff:127(\\.[0-9]{1,3}){3}")
                || bare.matches("(0{0,4}:){2,7}0{0,3}1");
    }

    private static String variable(Map<String, String> environment, String name) {
        String lower = environment.getOrDefault(name, "");
        return (lower.isEmpty()
                        ? environment.getOrDefault(name.toUpperCase(Locale.ROOT), "")
                        : lower)
                .strip();
    }

    /// Names cover what is below them, as curl reads it.
    private static boolean isExcepted(String host, int port, String list) {
        String name = host.toLowerCase(Locale.ROOT);
        for (String entry : list.toLowerCase(Locale.ROOT).split("[,\\s]+", -1)) {
            String suffix = entry.startsWith(".") ? entry.substring(1) : entry;
            boolean covered =
                    suffix.equals(name)
                            || suffix.equals(name + ":" + port)
                            || name.endsWith("." + suffix);
            if (entry.equals("*") || (!suffix.isEmpty() && covered)) {
                return true;
            }
        }
        return false;
    }

    private static ProxyRoute parse(String address) throws ConnectionException {
        try {
            URI uri = new URI(address);
            if ("http".equals(uri.getScheme()) && uri.getHost() != null) {
                return new ProxyRoute(
                        uri.getHost().replaceAll("^\\[|\\]$", ""),
                        uri.getPort() < 0 ? 80 : uri.getPort(),
                        Optional.ofNullable(uri.getRawUserInfo()).map(ProxyRoute::basic));
            }
        } catch (URISyntaxException malformed) {
            // Said below, without the address: it may carry a password.
        }
        throw new ConnectionException(
                Reason.CREDENTIALS,
                "the proxy's address cannot be used",
                "write it as http://host:port in ansible_winrm_proxy, http_proxy or https_proxy");
    }

    private static Header basic(String userInfo) {
        String plain = URLDecoder.decode(userInfo.replace("+", "%2B"), StandardCharsets.UTF_8);
        byte[] bytes = plain.getBytes(StandardCharsets.UTF_8);
        return new Header(
                "Proxy-Authorization", "Basic " + Base64.getEncoder().encodeToString(bytes));
    }

    /// What each request through it carries.
    public List<Header> headers() {
        return authorization.map(List::of).orElse(List.of());
    }

    @Override
    public String toString() {
        return "proxy " + host + ":" + port;
    }
}
