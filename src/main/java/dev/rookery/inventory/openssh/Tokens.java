package dev.rookery.inventory.openssh;

import dev.rookery.diagnostic.Diagnostics;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What the tokens of ssh_config(5) stand for, for one host.
///
/// @param host where it is, after HostName
/// @param name what the user calls it
/// @param user who logs in
/// @param alias its HostKeyAlias
/// @param localUser who runs us
/// @param home of that user
public record Tokens(
        String host,
        String name,
        int port,
        String user,
        Optional<String> alias,
        String localUser,
        Path home) {
    /// HostName's value.
    public static Optional<String> hostName(Setting setting, String name, Diagnostics diagnostics) {
        String value = setting.text().replace("%%", "\0").replace("%h", name);
        if (value.contains("%")) {
            report(setting, "only %h and %% have a meaning here", diagnostics);
            return Optional.empty();
        }
        return Optional.of(value.replace('\0', '%'));
    }

    /// ProxyJump's value.
    public Optional<String> jumps(Setting setting, Diagnostics diagnostics) {
        return expand(setting, setting.text(), "%hnpr", diagnostics);
    }

    /// The files that a setting names, without `none`; what cannot be expanded is reported.
    public List<Path> files(Setting setting, Diagnostics diagnostics) {
        return setting.words().stream()
                .filter(word -> !word.equals("none"))
                .flatMap(word -> file(setting, word, diagnostics).stream())
                .toList();
    }

    private Optional<Path> file(Setting setting, String word, Diagnostics diagnostics) {
        if (word.contains("${")) {
            report(setting, "environment variables are not supported here", diagnostics);
            return Optional.empty();
        }
        String path = word.startsWith("~/") ? home + word.substring(1) : word;
        if (path.startsWith("~")) {
            report(setting, "another user's home is not supported", diagnostics);
            return Optional.empty();
        }
        return expand(setting, path, "%dhknpru", diagnostics).map(Path::of);
    }

    private Optional<String> expand(
            Setting setting, String text, String allowed, Diagnostics diagnostics) {
        StringBuilder value = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c != '%') {
                value.append(c);
                at++;
                continue;
            }
            char token = at + 1 < text.length() ? text.charAt(at + 1) : ' ';
            if (allowed.indexOf(token) < 0) {
                report(setting, "the token %" + token + " is not supported here", diagnostics);
                return Optional.empty();
            }
            value.append(value(token));
            at += 2;
        }
        return Optional.of(value.toString());
    }

    private String value(char token) {
        return switch (token) {
            case 'd' -> home.toString();
            case 'h' -> host.toLowerCase(Locale.ROOT);
            case 'k' -> alias.orElse(host.toLowerCase(Locale.ROOT));
            case 'n' -> name;
            case 'p' -> String.valueOf(port);
            case 'r' -> user;
            case 'u' -> localUser;
            default -> "%";
        };
    }

    private static void report(Setting setting, String why, Diagnostics diagnostics) {
        diagnostics.error(
                setting.at(),
                setting.keyword() + ": " + String.join(" ", setting.words()) + ": " + why,
                "write the value itself");
    }
}
