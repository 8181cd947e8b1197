package dev.rookery.inventory;

import dev.rookery.connect.BehindParent;
import dev.rookery.connect.LocalEndpoint;
import dev.rookery.connect.SshEndpoint;
import dev.rookery.connect.WinRmEndpoint;
import dev.rookery.diagnostic.Diagnostics;
import dev.rookery.diagnostic.Location;

import java.util.Map;

/// Checks that each guest behind its parent has a parent that can carry its connection.
final class GuestWays {
    private GuestWays() {}

    /// @param places where each machine's `guest_of` is said
    static void check(
            Map<String, Machine> machines, Map<String, Location> places, Diagnostics diagnostics) {
        for (Machine guest : machines.values()) {
            Machine parent = machines.get(guest.parent().orElse(""));
            Location at = places.get(guest.name());
            if (parent == null || at == null || !(guest.endpoint() instanceof BehindParent)) {
                continue;
            }
            switch (parent.endpoint()) {
                case WinRmEndpoint _ ->
                        diagnostics.error(
                                at,
                                "%s has no address, and WinRM, by which its parent %s is reached,"
                                                .formatted(guest.name(), parent.name())
                                        + " carries no connection to it",
                                "set its ansible_host, or for a Windows guest of Hyper-V"
                                        + " ansible_connection: psdirect");
                case SshEndpoint _, BehindParent _, LocalEndpoint _ -> {}
            }
        }
    }
}
