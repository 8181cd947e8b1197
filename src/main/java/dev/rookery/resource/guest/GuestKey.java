package dev.rookery.resource.guest;

import dev.rookery.plan.Difference;
import dev.rookery.playbook.Policy;

import java.util.Map;
import java.util.Optional;

/// A key of a guest whose value is not as stated.
///
/// @param difference what it is and shall be
/// @param policy of the play that states it
/// @param parameters what its task is given for it
public record GuestKey(Difference difference, Policy policy, Map<String, String> parameters) {
    public GuestKey {
        parameters = Map.copyOf(parameters);
    }

    /// One with a value before and after.
    public static GuestKey of(
            String key,
            String before,
            String after,
            Policy policy,
            Map<String, String> parameters) {
        return new GuestKey(
                new Difference(key, Optional.of(before), Optional.of(after)), policy, parameters);
    }

    /// `8GiB`, or in MiB or bytes where it is not a whole number of them.
    public static String bytes(long bytes) {
        int unit = Long.numberOfTrailingZeros(bytes) / 10;
        return switch (Math.min(unit, 3)) {
            case 3 -> (bytes >> 30) + "GiB";
            case 2 -> (bytes >> 20) + "MiB";
            default -> bytes + " bytes";
        };
    }
}
