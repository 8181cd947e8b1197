package dev.rookery.resource.hyperv;

import dev.rookery.plan.Difference;
import dev.rookery.playbook.Policy;

import java.util.Map;
import java.util.Optional;

/// A key of a guest whose value is not as stated.
///
/// @param policy of the play that states it
/// @param parameters what its task is given for it
record GuestKey(Difference difference, Policy policy, Map<String, String> parameters) {
    GuestKey {
        parameters = Map.copyOf(parameters);
    }

    static GuestKey of(
            String key,
            String before,
            String after,
            Policy policy,
            Map<String, String> parameters) {
        return new GuestKey(
                new Difference(key, Optional.of(before), Optional.of(after)), policy, parameters);
    }
}
