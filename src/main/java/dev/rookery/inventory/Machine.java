package dev.rookery.inventory;

import dev.rookery.connect.Endpoint;
import dev.rookery.facts.OsFamily;
import dev.rookery.shell.Become;

import java.util.Optional;

/// One entry of the inventory: a bare-metal host or a guest at any level.
///
/// @param name its name in the inventory
/// @param os what scripts are written for there
/// @param endpoint how it is reached
/// @param become whom to become there before a script runs
/// @param guestOf its parent, if it is a guest
public record Machine(
        String name,
        OsFamily os,
        Endpoint endpoint,
        Optional<Become> become,
        Optional<GuestOf> guestOf) {
    /// Whose guest a machine is.
    ///
    /// @param parent the parent's name in the inventory
    /// @param guestName what it is called there: its name, UUID or Id
    public record GuestOf(String parent, String guestName) {}

    /// The name of its parent, if it is a guest.
    public Optional<String> parent() {
        return guestOf.map(GuestOf::parent);
    }
}
