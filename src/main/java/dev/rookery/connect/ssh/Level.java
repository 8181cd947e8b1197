package dev.rookery.connect.ssh;

import dev.rookery.connect.ConnectionException;
import dev.rookery.connect.SshEndpoint;

import java.util.List;
import java.util.stream.Collectors;

/// Where a server stands on the way to a machine, for the messages of its failures.
///
/// @param before the jumps up to it, the nearest first
/// @param jumps how many jumps the whole way has; a server with as many before it is the machine
/// @param carried whether the first of all is reached through a parent's connection
record Level(List<SshEndpoint> before, int jumps, boolean carried) {
    Level {
        before = List.copyOf(before);
    }

    private boolean isJump() {
        return before.size() < jumps;
    }

    /// The failure, told of the level that it happened at.
    ConnectionException tell(SshEndpoint server, ConnectionException failure) {
        return isJump()
                ? new ConnectionException(
                        failure.reason(),
                        "jump %d of %d, %s: %s"
                                .formatted(
                                        before.size() + 1,
                                        jumps,
                                        server.address(),
                                        failure.getMessage()),
                        failure.remedy(),
                        failure)
                : failure;
    }

    /// The command that adds a server's key to a file.
    ///
    /// @param file quoted for a shell
    String scan(SshEndpoint server, String file) {
        String scan = "ssh-keyscan -p " + server.port() + " " + server.host();
        if (carried) {
            return scan + " on its parent, and its lines into " + file + " here";
        }
        if (before.isEmpty()) {
            return scan + " >> " + file;
        }
        String last = before.getLast().address();
        List<SshEndpoint> others = before.subList(0, before.size() - 1);
        return "ssh "
                + (others.isEmpty() ? "" : "-J " + addresses(others) + " ")
                + "ssh://"
                + last
                + " "
                + scan
                + " >> "
                + file;
    }

    /// Where it is said that every new key is accepted. As in ssh, the options for a machine are
    /// not those for its jumps.
    String acceptNew() {
        return isJump()
                ? "StrictHostKeyChecking accept-new for this host in ~/.ssh/config"
                : "--ssh-common-args '-o StrictHostKeyChecking=accept-new' (where the inventory"
                        + " sets ansible_ssh_common_args, there)";
    }

    /// Where the name is said that we log in with.
    String userSetting() {
        return isJump() ? "the user before the @ of ProxyJump" : "ansible_user";
    }

    /// The words for ssh's own tools that make them take the same way.
    String byJumps() {
        return before.isEmpty() ? "" : "-o ProxyJump=" + addresses(before) + " ";
    }

    private static String addresses(List<SshEndpoint> servers) {
        return servers.stream().map(SshEndpoint::address).collect(Collectors.joining(","));
    }
}
