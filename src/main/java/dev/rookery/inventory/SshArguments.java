package dev.rookery.inventory;

import dev.rookery.diagnostic.Diagnostics;
import dev.rookery.diagnostic.Location;
import dev.rookery.diagnostic.Suggestion;
import dev.rookery.inventory.openssh.ConfigLine;
import dev.rookery.inventory.openssh.Keyword;
import dev.rookery.inventory.openssh.Setting;
import dev.rookery.inventory.openssh.SettingReader;
import dev.rookery.inventory.openssh.Settings;
import dev.rookery.yaml.Node;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// The words that ssh's own command line would get, as far as they are understood here.
///
/// @param settings of `-o` and `-J`, which win over those of the configuration file
/// @param configFile of `-F`, as written
record SshArguments(Settings settings, Optional<String> configFile) {
    static final SshArguments NONE = new SshArguments(Settings.NONE, Optional.empty());

    private static final List<String> NAMES =
            Keyword.understood().stream().map(Keyword::toString).toList();
    private static final String HELP =
            "understood are -J, -F and "
                    + NAMES.stream().map(name -> "-o " + name).collect(Collectors.joining(", "));

    /// Reads what `--ssh-common-args` or `ansible_ssh_common_args` says; anything else than the
    /// known options is reported.
    static SshArguments parse(Node.Scalar arguments, Diagnostics diagnostics) {
        return new Reader(diagnostics).read(ShellWords.split(arguments, diagnostics));
    }

    private static final class Reader {
        private final Diagnostics diagnostics;
        private final List<Setting> settings = new ArrayList<>();
        private Optional<String> configFile = Optional.empty();

        private Reader(Diagnostics diagnostics) {
            this.diagnostics = diagnostics;
        }

        private SshArguments read(List<ShellWords.Word> words) {
            for (int i = 0; i < words.size(); i++) {
                ShellWords.Word word = words.get(i);
                String text = word.text();
                boolean known = text.matches("(?s)-[oJF].*");
                if (known && text.length() > 2) {
                    take(text.charAt(1), text.substring(2), word.at());
                } else if (known && i + 1 < words.size()) {
                    i++;
                    take(text.charAt(1), words.get(i).text(), words.get(i).at());
                } else if (known) {
                    diagnostics.error(word.at(), "'" + text + "' is followed by nothing", HELP);
                } else {
                    diagnostics.error(
                            word.at(), "the SSH option '" + text + "' is not supported", HELP);
                }
            }
            return new SshArguments(new Settings(settings), configFile);
        }

        private void take(char option, String value, Location at) {
            switch (option) {
                case 'F' -> configFile = Optional.of(value);
                case 'J' -> setting("ProxyJump=" + value, at);
                default -> setting(value, at);
            }
        }

        private void setting(String option, Location at) {
            Optional<ConfigLine> parsed = ConfigLine.parse(option);
            if (parsed.isEmpty() || parsed.get().rest().isEmpty()) {
                diagnostics.error(at, "'-o " + option + "' has no value", HELP);
                return;
            }
            String written = parsed.get().keyword();
            Optional<Keyword> keyword = Keyword.of(written);
            if (keyword.isEmpty()) {
                diagnostics.error(
                        at,
                        "the SSH option '-o " + written + "' is not supported",
                        Suggestion.didYouMean(written, NAMES).orElse(HELP));
                return;
            }
            new SettingReader(diagnostics)
                    .read(keyword.get(), parsed.get(), (from, to) -> at)
                    .ifPresent(settings::add);
        }
    }
}
