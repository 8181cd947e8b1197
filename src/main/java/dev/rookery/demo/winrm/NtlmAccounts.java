package dev.rookery.demo.winrm;

import dev.rookery.secret.Secret;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Who may log in.
///
/// @param machine the service's name, in whose domain they are
/// @param passwords by the users' names, which may be written in any case
/// @param bindingRequired whether a client over TLS must name its channel, as `CbtHardeningLevel`
///   `Strict` wants it; without, only a wrong one is refused (`Relaxed`)
public record NtlmAccounts(String machine, Map<String, Secret> passwords, boolean bindingRequired) {
    /// Longer names would not fit their field.
    private static final int MAX_NAME = 255;

    public NtlmAccounts {
        if (machine.isEmpty() || machine.length() > MAX_NAME) {
            throw new IllegalArgumentException("machine " + machine);
        }
        Map<String, Secret> byName = new TreeMap<>();
        passwords.forEach((name, password) -> byName.put(key(name), password));
        passwords = Map.copyOf(byName);
    }

    /// @param user a name, perhaps with `@` and a domain
    Optional<Secret> passwordOf(String user) {
        int at = user.indexOf('@');
        return Optional.ofNullable(passwords.get(key(at < 0 ? user : user.substring(0, at))));
    }

    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
