package dev.rookery.resource;

import dev.rookery.facts.Fact;

import java.util.List;

/// What a parent knows of one guest, for those who want to reach it.
///
/// @param id what the parent tells it from others by; unknown if there is no such guest, or several
/// @param runs whether it runs
/// @param addresses that it can be reached at from its parent; those of link-local scope are left
///   out
public record GuestSight(Fact<String> id, Fact<Boolean> runs, Fact<List<String>> addresses) {
    /// Of a guest that cannot be seen.
    public static GuestSight unknown(String reason) {
        return new GuestSight(Fact.unknown(reason), Fact.unknown(reason), Fact.unknown(reason));
    }
}
