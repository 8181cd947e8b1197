package dev.rookery.connect;

import dev.rookery.secret.Secret;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A machine's SSH server and how to log in there.
///
/// @param host a name or an address
/// @param user the name to log in with
/// @param password for password and keyboard-interactive authentication
/// @param identityFile the only key file to offer; without one the agent's keys and the usual files
///   in `~/.ssh` are offered
/// @param passphrase of an encrypted key file
/// @param hostKeys how the server's key is checked
/// @param knownHosts the files to look it up in; the first is the one that a new key is added to
/// @param connectTimeout for the TCP connection, and again for the key exchange and authentication
public record SshEndpoint(
        String host,
        int port,
        String user,
        Optional<Secret> password,
        Optional<Path> identityFile,
        Optional<Secret> passphrase,
        HostKeyChecking hostKeys,
        List<Path> knownHosts,
        Duration connectTimeout)
        implements Endpoint {
    /// How a server's key is checked; the names are those of OpenSSH's StrictHostKeyChecking.
    public enum HostKeyChecking {
        /// `yes`: an unknown or changed key is refused.
        STRICT,
        /// `accept-new`: an unknown key is added, a changed one refused.
        ACCEPT_NEW,
        /// `no` or `off`: any key is accepted.
        OFF
    }

    public SshEndpoint {
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("port " + port);
        }
        knownHosts = List.copyOf(knownHosts);
    }

    @Override
    public String address() {
        return user + "@" + host + ":" + port;
    }
}
