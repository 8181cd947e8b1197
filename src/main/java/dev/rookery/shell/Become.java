package dev.rookery.shell;

import dev.rookery.secret.Secret;

import java.util.Optional;

/// Whom to become, by sudo, before a script runs.
///
/// @param user the user's name, such as `root`
/// @param password of the user who logged in, as sudo asks for it; without one sudo must not ask
public record Become(String user, Optional<Secret> password) {
    public Become {
        if (!user.matches("[A-Za-z0-9_][A-Za-z0-9_.-]*")) {
            throw new IllegalArgumentException("not a user's name: " + user);
        }
    }
}
