package dev.rookery.inventory.openssh;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One server of a ProxyJump: `[user@]host[:port]`, or the same as a URI.
public record JumpHost(Optional<String> user, String host, OptionalInt port) {
    private static final Pattern FORM =
            Pattern.compile("(?:(.+)@)?(?:\\[([^\\[\\]]+)\\]|([^\\[\\]:@]+))(?::([0-9]{1,5}))?");

    /// Those of a ProxyJump's value, the nearest first; none for the word `none`; nothing if the
    /// value has another form.
    public static Optional<List<JumpHost>> list(String value) {
        if (value.equalsIgnoreCase("none")) {
            return Optional.of(List.of());
        }
        List<JumpHost> hosts = new ArrayList<>();
        for (String one : value.split(",", -1)) {
            Optional<JumpHost> host = parse(one.strip());
            if (host.isEmpty()) {
                return Optional.empty();
            }
            hosts.add(host.get());
        }
        return Optional.of(hosts);
    }

    private static Optional<JumpHost> parse(String written) {
        boolean uri = written.toLowerCase(Locale.ROOT).startsWith("ssh://");
        String text = uri ? written.substring(6).replaceFirst("/$", "") : written;
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        String host = form.group(2) == null ? form.group(3) : form.group(2);
        OptionalInt port =
                form.group(4) == null
                        ? OptionalInt.empty()
                        : OptionalInt.of(Integer.parseInt(form.group(4)));
        boolean right = port.isEmpty() || (port.getAsInt() >= 1 && port.getAsInt() <= 65_535);
        return right && !host.startsWith("-")
                ? Optional.of(new JumpHost(Optional.ofNullable(form.group(1)), host, port))
                : Optional.empty();
    }
}
