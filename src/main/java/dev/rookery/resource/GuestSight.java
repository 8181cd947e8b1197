package dev.rookery.resource;

import dev.rookery.facts.Fact;

import java.util.List;

/// What a parent knows of one guest, for those who want to reach it.
///
/// @param id what the parent tells it from others by; unknown if there is no such guest, or several
/// @param runs whether it runs
/// @param nested whether it is given what a hypervisor inside it needs, now or at its next start
/// @param addresses that it can be reached at from its parent; those of link-local scope are left
///   out
public record GuestSight(
        Fact<String> id, Fact<Boolean> runs, Fact<Boolean> nested, Fact<List<String>> addresses) {
    /// Of a guest that cannot be seen.
    public static GuestSight unknown(String reason) {
        return new GuestSight(
                Fact.unknown(reason),
                Fact.unknown(reason),
                Fact.unknown(reason),
                Fact.unknown(reason));
    }
}
