package dev.rookery.inventory;

import dev.rookery.connect.SshEndpoint.HostKeyChecking;
import dev.rookery.diagnostic.Diagnostics;
import dev.rookery.diagnostic.Suggestion;
import dev.rookery.yaml.Node;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The `-o` options of OpenSSH that are understood here; as there, the first of two counts.
record SshOptions(
        Optional<HostKeyChecking> hostKeys, List<Path> knownHosts, Optional<Duration> timeout) {
    static final SshOptions NONE = new SshOptions(Optional.empty(), List.of(), Optional.empty());

    private static final List<String> KNOWN =
            List.of("StrictHostKeyChecking", "UserKnownHostsFile", "ConnectTimeout");
    private static final String HELP = "understood are -o " + String.join(", -o ", KNOWN);

    /// Reads what `--ssh-common-args` or `ansible_ssh_common_args` says; anything else than the
    /// known options is reported.
    static SshOptions parse(
            Node.Scalar arguments, ConnectionDefaults defaults, Diagnostics diagnostics) {
        SshOptions options = NONE;
        List<ShellWords.Word> words = ShellWords.split(arguments, diagnostics);
        for (int i = 0; i < words.size(); i++) {
            ShellWords.Word word = words.get(i);
            if (word.text().equals("-o") && i + 1 < words.size()) {
                i++;
                options = options.with(words.get(i), words.get(i).text(), defaults, diagnostics);
            } else if (word.text().startsWith("-o") && word.text().length() > 2) {
                options = options.with(word, word.text().substring(2), defaults, diagnostics);
            } else if (word.text().equals("-o")) {
                diagnostics.error(word.at(), "'-o' is followed by no option", HELP);
            } else {
                diagnostics.error(
                        word.at(), "the SSH option '" + word.text() + "' is not supported", HELP);
            }
        }
        return options;
    }

    private SshOptions with(
            ShellWords.Word word,
            String option,
            ConnectionDefaults defaults,
            Diagnostics diagnostics) {
        String[] parts = option.strip().split("\\s*=\\s*|\\s+", 2);
        String value = parts.length == 2 ? parts[1].strip() : "";
        if (value.isEmpty()) {
            diagnostics.error(word.at(), "'-o " + option + "' has no value", HELP);
            return this;
        }
        return switch (parts[0].toLowerCase(Locale.ROOT)) {
            case "stricthostkeychecking" -> withChecking(word, value, diagnostics);
            case "userknownhostsfile" -> withKnownHosts(word, value, defaults, diagnostics);
            case "connecttimeout" -> withTimeout(word, value, diagnostics);
            default -> {
                diagnostics.error(
                        word.at(),
                        "the SSH option '-o " + parts[0] + "' is not supported",
                        Suggestion.didYouMean(parts[0], KNOWN).orElse(HELP));
                yield this;
            }
        };
    }

    private SshOptions withChecking(ShellWords.Word word, String value, Diagnostics diagnostics) {
        Optional<HostKeyChecking> checking =
                switch (value.toLowerCase(Locale.ROOT)) {
                    case "yes", "true", "ask" -> Optional.of(HostKeyChecking.STRICT);
                    case "accept-new" -> Optional.of(HostKeyChecking.ACCEPT_NEW);
                    case "no", "off", "false" -> Optional.of(HostKeyChecking.OFF);
                    default -> Optional.empty();
                };
        if (checking.isEmpty()) {
            diagnostics.error(
                    word.at(),
                    "StrictHostKeyChecking cannot be '" + value + "'",
                    "write yes, accept-new or no");
        }
        return new SshOptions(hostKeys.or(() -> checking), knownHosts, timeout);
    }

    private SshOptions withKnownHosts(
            ShellWords.Word word,
            String value,
            ConnectionDefaults defaults,
            Diagnostics diagnostics) {
        if (value.indexOf('%') >= 0 || value.indexOf('\0') >= 0) {
            diagnostics.error(
                    word.at(),
                    "UserKnownHostsFile with '%' is not supported",
                    "write the path itself");
            return this;
        }
        List<Path> files = List.of(value.split("\\s+")).stream().map(defaults::expand).toList();
        return new SshOptions(hostKeys, knownHosts.isEmpty() ? files : knownHosts, timeout);
    }

    private SshOptions withTimeout(ShellWords.Word word, String value, Diagnostics diagnostics) {
        if (!value.matches("[1-9][0-9]{0,4}")) {
            diagnostics.error(
                    word.at(),
                    "ConnectTimeout cannot be '" + value + "'",
                    "write a number of seconds");
            return this;
        }
        Duration seconds = Duration.ofSeconds(Long.parseLong(value));
        return new SshOptions(hostKeys, knownHosts, Optional.of(timeout.orElse(seconds)));
    }
}
