package dev.rookery.inventory.openssh;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The time formats of sshd_config(5): numbers, each with a unit or in seconds, added up.
public final class Times {
    private static final Pattern WHOLE = Pattern.compile("([0-9]{1,6}[smhdw]?)+");
    private static final Pattern PART = Pattern.compile("([0-9]{1,6})([smhdw]?)");
    private static final long LONGEST = 1_000_000;

    private Times() {}

    /// The time; nothing if it is none, or no time at all.
    public static Optional<Duration> seconds(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.length() > 30 || !WHOLE.matcher(lower).matches()) {
            return Optional.empty();
        }
        long sum = 0;
        Matcher part = PART.matcher(lower);
        while (part.find()) {
            sum += Long.parseLong(part.group(1)) * unit(part.group(2));
        }
        return sum < 1 || sum > LONGEST ? Optional.empty() : Optional.of(Duration.ofSeconds(sum));
    }

    private static long unit(String letter) {
        return switch (letter) {
            case "m" -> 60;
            case "h" -> 3600;
            case "d" -> 86_400;
            case "w" -> 604_800;
            default -> 1;
        };
    }
}
