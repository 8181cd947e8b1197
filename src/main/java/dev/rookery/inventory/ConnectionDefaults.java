package dev.rookery.inventory;

import dev.rookery.secret.Secret;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What the command line says of reaching machines. As in Ansible, a variable of the inventory wins
/// over it, and an extra variable over both.
///
/// @param user to log in as
/// @param password to log in with
/// @param become whether to become another user
/// @param becomeUser whom to become
/// @param becomePassword the password that sudo may ask for
/// @param privateKey the key file to offer
/// @param timeout for connecting, if it is said
/// @param sshCommonArgs options as `ssh` takes them
/// @param extraVars each `key=value`, several separated by spaces
/// @param home the user's own directory, for `~`
public record ConnectionDefaults(
        Optional<String> user,
        Optional<Secret> password,
        boolean become,
        Optional<String> becomeUser,
        Optional<Secret> becomePassword,
        Optional<Path> privateKey,
        Optional<Duration> timeout,
        Optional<String> sshCommonArgs,
        List<String> extraVars,
        Path home) {
    /// How long connecting may take where nobody says anything, as in Ansible.
    static final Duration TIMEOUT = Duration.ofSeconds(10);

    public ConnectionDefaults {
        extraVars = List.copyOf(extraVars);
    }

    /// The defaults of a command line without any option, of a user without files.
    public static ConnectionDefaults none() {
        return new ConnectionDefaults(
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Path.of("/nonexistent"));
    }

    /// A path as a user writes it, with `~` for the own directory.
    Path expand(String written) {
        String path = written.replace('\0', ' ');
        if (path.equals("~")) {
            return home;
        }
        return path.startsWith("~/") ? home.resolve(path.substring(2)) : Path.of(path);
    }
}
