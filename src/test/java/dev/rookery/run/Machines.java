package dev.rookery.run;

import dev.rookery.connect.SshEndpoint;
import dev.rookery.facts.OsFamily;
import dev.rookery.inventory.Machine;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Machines that nobody connects to.
final class Machines {
    private Machines() {}

    /// One that is called on its parent what it is called in the inventory.
    static Machine linux(String name, Optional<String> parent) {
        SshEndpoint endpoint =
                new SshEndpoint(
                        name,
                        22,
                        "root",
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        SshEndpoint.HostKeyChecking.STRICT,
                        List.of(),
                        Duration.ofSeconds(1));
        return new Machine(
                name,
                OsFamily.LINUX,
                endpoint,
                Optional.empty(),
                parent.map(one -> new Machine.GuestOf(one, name)));
    }
}
