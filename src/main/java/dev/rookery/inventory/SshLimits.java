package dev.rookery.inventory;

import dev.rookery.diagnostic.Diagnostics;
import dev.rookery.inventory.openssh.Keyword;
import dev.rookery.inventory.openssh.Setting;
import dev.rookery.inventory.openssh.Settings;

import java.util.Optional;

/// What ssh can do and we cannot: a machine would be reached in another way, or believed for
/// another reason, than its settings say.
final class SshLimits {
    private SshLimits() {}

    /// Reports those that are set for a host.
    static void check(Settings settings, Diagnostics diagnostics) {
        for (Keyword keyword : Keyword.values()) {
            if (keyword.isUnderstood()) {
                continue;
            }
            Optional<Setting> said =
                    keyword == Keyword.PROXY_COMMAND ? settings.proxy() : settings.first(keyword);
            said.filter(setting -> setting.keyword() == keyword && !saysNo(setting))
                    .ifPresent(
                            setting ->
                                    diagnostics.error(
                                            setting.at(),
                                            keyword + " is not supported",
                                            help(keyword)));
        }
    }

    private static boolean saysNo(Setting setting) {
        boolean no =
                setting.keyword() == Keyword.CANONICALIZE_HOSTNAME
                        && setting.text().matches("(?i)no|false");
        return no || setting.isNone();
    }

    private static String help(Keyword keyword) {
        return switch (keyword) {
            case PROXY_COMMAND ->
                    "for ssh -W %h:%p HOST write ProxyJump HOST; other programs have no place here";
            case CANONICALIZE_HOSTNAME ->
                    "write whole names, and for these hosts CanonicalizeHostname no";
            case BIND_ADDRESS, BIND_INTERFACE ->
                    "remove it for these hosts; the system's routes choose the interface";
            default -> "for these hosts write " + keyword + " none";
        };
    }
}
