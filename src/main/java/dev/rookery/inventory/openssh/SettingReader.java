package dev.rookery.inventory.openssh;

import dev.rookery.diagnostic.Diagnostics;
import dev.rookery.diagnostic.Location;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Takes a setting from a line, and reports a value that ssh would refuse.
public final class SettingReader {
    private static final Set<String> TRUTHS = Set.of("yes", "true", "no", "false");
    private static final Set<String> CHECKINGS =
            Set.of("yes", "true", "ask", "no", "off", "false", "accept-new");

    private final Diagnostics diagnostics;

    public SettingReader(Diagnostics diagnostics) {
        this.diagnostics = diagnostics;
    }

    /// Tells where a stretch of a line's text stands.
    @FunctionalInterface
    public interface Places {
        /// The place of a stretch.
        ///
        /// @param from counted from 0, in UTF-16 units
        Location at(int from, int to);
    }

    /// The setting, if its value is right.
    public Optional<Setting> read(Keyword keyword, ConfigLine line, Places places) {
        int end = line.from() + line.rest().length();
        Location all = places.at(line.from(), Math.max(end, line.from() + 1));
        if (!line.whole()) {
            diagnostics.error(all, "a quote is not closed", "close it");
            return Optional.empty();
        }
        List<String> words =
                keyword.arity() == Keyword.Arity.LINE && !line.rest().isEmpty()
                        ? List.of(line.rest())
                        : line.words().stream().map(ConfigLine.Word::text).toList();
        if (words.isEmpty() || words.contains("")) {
            diagnostics.error(all, keyword + " has no value", "write one, or remove the line");
            return Optional.empty();
        }
        if (words.size() > 1 && keyword.arity() == Keyword.Arity.ONE) {
            ConfigLine.Word more = line.words().get(1);
            diagnostics.error(
                    places.at(more.from(), more.to()),
                    keyword + " has one value only",
                    "remove the rest, or put quotes around a value with blanks");
            return Optional.empty();
        }
        return check(new Setting(keyword, words, all));
    }

    private Optional<Setting> check(Setting setting) {
        Optional<String> help = help(setting);
        help.ifPresent(
                text ->
                        diagnostics.error(
                                setting.at(),
                                setting.keyword() + " cannot be '" + setting.text() + "'",
                                text));
        return help.isEmpty() ? Optional.of(setting) : Optional.empty();
    }

    /// What to do about a wrong value.
    private static Optional<String> help(Setting setting) {
        String value = setting.text();
        if (String.join("", setting.words()).chars().anyMatch(Character::isISOControl)) {
            return Optional.of("remove the control characters");
        }
        return switch (setting.keyword()) {
            case STRICT_HOST_KEY_CHECKING ->
                    unless(in(CHECKINGS, value), "write yes, accept-new or no");
            case IDENTITIES_ONLY -> unless(in(TRUTHS, value), "write yes or no");
            case CONNECT_TIMEOUT ->
                    unless(
                            setting.isNone() || Times.seconds(value).isPresent(),
                            "write a number of seconds");
            case PORT ->
                    unless(
                            value.matches("[0-9]{1,5}")
                                    && Integer.parseInt(value) >= 1
                                    && Integer.parseInt(value) <= 65_535,
                            "write a number from 1 to 65535");
            case PROXY_JUMP ->
                    unless(
                            JumpHost.list(value).isPresent(),
                            "write [USER@]HOST[:PORT], several with commas between them, or none");
            case USER_KNOWN_HOSTS_FILE, GLOBAL_KNOWN_HOSTS_FILE ->
                    unless(
                            setting.words().size() == 1
                                    || setting.words().stream().noneMatch("none"::equals),
                            "write none alone");
            case HOST_NAME,
                    USER,
                    IDENTITY_FILE,
                    HOST_KEY_ALIAS,
                    PROXY_COMMAND,
                    KNOWN_HOSTS_COMMAND,
                    REVOKED_HOST_KEYS,
                    CANONICALIZE_HOSTNAME,
                    BIND_ADDRESS,
                    BIND_INTERFACE ->
                    Optional.empty();
        };
    }

    private static Optional<String> unless(boolean right, String help) {
        return right ? Optional.empty() : Optional.of(help);
    }

    private static boolean in(Set<String> words, String value) {
        return words.contains(value.toLowerCase(Locale.ROOT));
    }
}
