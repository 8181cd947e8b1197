package dev.rookery.run;

import dev.rookery.facts.Observations;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.function.Predicate;

/// What is remembered of a restarting machine from one look at it to the next.
final class Waiting {
    /// Windows works out the moment of its boot from its clock, which may be put right meanwhile.
    private static final Duration ADJUSTED = Duration.ofSeconds(10);

    private final long asked;
    private final Patience patience;
    private final Predicate<Observations> settled;
    private Optional<Instant> boot = Optional.empty();
    private Optional<Long> answeredSince = Optional.empty();

    /// @param asked when the restart was asked for, on the clock of [System#nanoTime()]
    Waiting(long asked, Patience patience, Predicate<Observations> settled) {
        this.asked = asked;
        this.patience = patience;
        this.settled = settled;
    }

    boolean isOver() {
        return since(asked).compareTo(patience.back().plus(patience.settling())) > 0
                || (answeredSince.isEmpty() && since(asked).compareTo(patience.back()) > 0);
    }

    /// Whether the machine has booted, and is as it was at the last look.
    boolean isBack(Probed probed) {
        if (!(probed instanceof Probed.Seen(String _, Observations seen)) || !hasBooted(seen)) {
            boot = Optional.empty();
            return false;
        }
        Optional<Instant> last = boot;
        boot = instant(seen, "boot.id");
        if (answeredSince.isEmpty()) {
            answeredSince = Optional.of(System.nanoTime());
        }
        boolean same =
                last.isPresent()
                        && Duration.between(last.get(), boot.orElseThrow())
                                        .abs()
                                        .compareTo(ADJUSTED)
                                < 0;
        boolean patient = since(answeredSince.get()).compareTo(patience.settling()) < 0;
        return same && (!patient || settled.test(seen));
    }

    /// It runs for less time than has passed since it was asked. Both are lengths, so no clock has
    /// to agree with another.
    private boolean hasBooted(Observations seen) {
        Optional<Instant> booted = instant(seen, "boot.id");
        Optional<Instant> now = instant(seen, "clock.now");
        return booted.isPresent()
                && now.isPresent()
                && Duration.between(booted.get(), now.get()).compareTo(since(asked)) < 0;
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }

    private static Optional<Instant> instant(Observations seen, String key) {
        return seen.one(key)
                .ifKnown()
                .flatMap(
                        text -> {
                            try {
                                return Optional.of(Instant.parse(text));
                            } catch (DateTimeParseException unreadable) {
                                return Optional.empty();
                            }
                        });
    }
}
