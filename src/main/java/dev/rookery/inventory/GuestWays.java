package dev.rookery.inventory;

import dev.rookery.connect.BehindParent;
import dev.rookery.connect.LocalEndpoint;
import dev.rookery.connect.PsDirectEndpoint;
import dev.rookery.connect.SshEndpoint;
import dev.rookery.connect.WinRmEndpoint;
import dev.rookery.diagnostic.Diagnostics;
import dev.rookery.diagnostic.Location;
import dev.rookery.facts.OsFamily;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Checks that the parent of each guest that is reached through it can be the way there.
final class GuestWays {
    private GuestWays() {}

    /// @param places where each machine's `guest_of` is said
    static void check(
            Map<String, Machine> machines, Map<String, Location> places, Diagnostics diagnostics) {
        Map<Machine.GuestOf, String> known = new HashMap<>();
        for (Machine guest : machines.values()) {
            twice(guest, known, places, diagnostics);
            Machine parent = machines.get(guest.parent().orElse(""));
            Location at = places.get(guest.name());
            if (parent == null || at == null) {
                continue;
            }
            switch (guest.endpoint()) {
                case BehindParent _ -> carried(guest, parent, at, diagnostics);
                case PsDirectEndpoint _ -> direct(guest, parent, at, diagnostics);
                case SshEndpoint _, WinRmEndpoint _, LocalEndpoint _ -> {}
            }
        }
    }

    /// Two machines that are one virtual machine would be changed to and fro.
    private static void twice(
            Machine guest,
            Map<Machine.GuestOf, String> known,
            Map<String, Location> places,
            Diagnostics diagnostics) {
        Optional<String> other =
                guest.guestOf().map(where -> known.putIfAbsent(where, guest.name()));
        Location at = places.get(guest.name());
        if (other.isPresent() && at != null) {
            diagnostics.error(
                    at,
                    "%s and %s are the same guest of %s, '%s'"
                            .formatted(
                                    guest.name(),
                                    other.get(),
                                    guest.parent().orElseThrow(),
                                    guest.guestOf().orElseThrow().guestName()),
                    "give one of them another guest_name, or leave it out");
        }
    }

    private static void carried(
            Machine guest, Machine parent, Location at, Diagnostics diagnostics) {
        String way =
                switch (parent.endpoint()) {
                    case WinRmEndpoint _ -> "WinRM";
                    case PsDirectEndpoint _ -> "PowerShell Direct";
                    case SshEndpoint _, BehindParent _, LocalEndpoint _ -> "";
                };
        if (!way.isEmpty()) {
            diagnostics.error(
                    at,
                    "%s has no address, and %s, by which its parent %s is reached,"
                                    .formatted(guest.name(), way, parent.name())
                            + " carries no connection to it",
                    "set its ansible_host, or for a Windows guest of Hyper-V"
                            + " ansible_connection: psdirect");
        }
    }

    private static void direct(
            Machine guest, Machine parent, Location at, Diagnostics diagnostics) {
        if (parent.os() != OsFamily.WINDOWS) {
            diagnostics.error(
                    at,
                    "%s is reached by PowerShell Direct, and its parent %s is no Windows machine"
                            .formatted(guest.name(), parent.name()),
                    "reach it over ssh or winrm; if %s has Hyper-V, write".formatted(parent.name())
                            + " ansible_shell_type: powershell for it");
        }
    }
}
