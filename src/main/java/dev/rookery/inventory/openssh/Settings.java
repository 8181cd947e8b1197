package dev.rookery.inventory.openssh;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What is set for one host, in the order in which it is said: the first of two counts.
public record Settings(List<Setting> all) {
    /// Nothing is set.
    public static final Settings NONE = new Settings(List.of());

    public Settings {
        all = List.copyOf(all);
    }

    /// What counts of a keyword.
    public Optional<Setting> first(Keyword keyword) {
        return every(keyword).stream().findFirst();
    }

    /// All that is said of a keyword, for those that add up.
    public List<Setting> every(Keyword keyword) {
        return all.stream().filter(setting -> setting.keyword() == keyword).toList();
    }

    /// How the host is reached through others, if anything is said: of ProxyJump and ProxyCommand
    /// the first that is said counts, `none` as well.
    public Optional<Setting> proxy() {
        return all.stream()
                .filter(
                        setting ->
                                setting.keyword() == Keyword.PROXY_JUMP
                                        || setting.keyword() == Keyword.PROXY_COMMAND)
                .findFirst();
    }

    /// These, and others where these say nothing.
    public Settings then(Settings others) {
        List<Setting> both = new ArrayList<>(all);
        both.addAll(others.all);
        return new Settings(both);
    }
}
