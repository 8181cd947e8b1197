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
/// @param identities which keys to offer
/// @param passphrase of an encrypted key file
/// @param hostKeys how the server's key is checked
/// @param knownHosts the files to look it up in; the first is the one that a new key is added to
/// @param hostKeyAlias the name to look it up by, if it is not the host's and the port's
/// @param connectTimeout for the TCP connection, and again for the key exchange and authentication
/// @param jumps the servers to go through, the nearest first; each without jumps of its own
public record SshEndpoint(
        String host,
        int port,
        String user,
        Optional<Secret> password,
        Identities identities,
        Optional<Secret> passphrase,
        HostKeyChecking hostKeys,
        List<Path> knownHosts,
        Optional<String> hostKeyAlias,
        Duration connectTimeout,
        List<SshEndpoint> jumps)
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

    /// Which keys are offered.
    public sealed interface Identities {
        /// The agent's keys, then the usual files in `~/.ssh`.
        Identities USUAL = new Offered(List.of(), true);

        /// The key of this file and no other; a file that cannot be used is a failure.
        record Only(Path file) implements Identities {}

        /// What can be used of these files, the agent's keys between them and before them.
        ///
        /// @param files none for the usual ones in `~/.ssh`
        /// @param agentToo whether the agent's other keys are offered as well
        record Offered(List<Path> files, boolean agentToo) implements Identities {
            public Offered {
                files = List.copyOf(files);
            }
        }
    }

    public SshEndpoint {
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("port " + port);
        }
        knownHosts = List.copyOf(knownHosts);
        jumps = List.copyOf(jumps);
        if (jumps.stream().anyMatch(jump -> !jump.jumps().isEmpty())) {
            throw new IllegalArgumentException("a jump with jumps of its own");
        }
    }

    /// A server that is reached directly and known by its own name.
    ///
    /// @param identityFile the only key file to offer, if there is one
    public SshEndpoint(
            String host,
            int port,
            String user,
            Optional<Secret> password,
            Optional<Path> identityFile,
            Optional<Secret> passphrase,
            HostKeyChecking hostKeys,
            List<Path> knownHosts,
            Duration connectTimeout) {
        this(
                host,
                port,
                user,
                password,
                identityFile.<Identities>map(Identities.Only::new).orElse(Identities.USUAL),
                passphrase,
                hostKeys,
                knownHosts,
                Optional.empty(),
                connectTimeout,
                List.of());
    }

    /// The same at another address.
    public SshEndpoint at(String address) {
        return new SshEndpoint(
                address,
                port,
                user,
                password,
                identities,
                passphrase,
                hostKeys,
                knownHosts,
                hostKeyAlias,
                connectTimeout,
                jumps);
    }

    /// The same behind these servers, the nearest first.
    public SshEndpoint behind(List<SshEndpoint> servers) {
        return new SshEndpoint(
                host,
                port,
                user,
                password,
                identities,
                passphrase,
                hostKeys,
                knownHosts,
                hostKeyAlias,
                connectTimeout,
                servers);
    }

    @Override
    public String address() {
        return user + "@" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
