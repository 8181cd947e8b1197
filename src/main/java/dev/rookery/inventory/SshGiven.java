package dev.rookery.inventory;

import dev.rookery.secret.Secret;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/// What the inventory and the command line say of a server; it wins over ssh's configuration.
///
/// @param key the only key file to offer
/// @param timeout for connecting
record SshGiven(
        Optional<String> user,
        OptionalInt port,
        Optional<Secret> password,
        Optional<Path> key,
        Optional<Secret> passphrase,
        Optional<Duration> timeout) {
    /// What a ProxyJump says of its server: as in ssh, the rest is that server's own matter.
    static SshGiven ofJump(Optional<String> user, OptionalInt port, Optional<Duration> timeout) {
        return new SshGiven(
                user, port, Optional.empty(), Optional.empty(), Optional.empty(), timeout);
    }
}
