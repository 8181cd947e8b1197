package dev.rookery.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.facts.Observations;
import dev.rookery.plan.Failure;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;

/// When a machine that was asked to restart counts as being there again. A look at it says when it
/// booted and what its clock shows.
class WaitingTest {
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

    @Test
    void w17_aMachineThatHasNotGoneDownYetIsNotBack() {
        Waiting waiting = asked(Duration.ofMinutes(5), _ -> true);
        Probed stillUp = seen(NOW.minus(Duration.ofDays(3)), NOW);
        assertThat(waiting.isBack(stillUp)).isFalse();
        assertThat(waiting.isBack(stillUp)).isFalse();
    }

    @Test
    void w17_aMachineThatWasStartedAMomentBeforeItWasAskedIsNotBack() {
        Waiting waiting = asked(Duration.ofMinutes(1), _ -> true);
        Probed stillUp = seen(NOW.minus(Duration.ofSeconds(90)), NOW);
        assertThat(waiting.isBack(stillUp)).isFalse();
        assertThat(waiting.isBack(stillUp)).isFalse();
    }

    @Test
    void w16_itIsBackAtTheSecondAnswerOfOneBoot() {
        Waiting waiting = asked(Duration.ofMinutes(5), _ -> true);
        Instant first = NOW.minus(Duration.ofMinutes(4));
        Instant second = NOW.minus(Duration.ofMinutes(1));
        assertThat(waiting.isBack(seen(first, NOW))).isFalse();
        assertThat(waiting.isBack(seen(second, NOW))).isFalse();
        assertThat(
                        waiting.isBack(
                                new Probed.Unseen(
                                        "m", new Failure(Failure.Kind.UNREACHABLE, "", ""))))
                .isFalse();
        assertThat(waiting.isBack(seen(second, NOW))).isFalse();
        assertThat(waiting.isBack(seen(second, NOW))).isTrue();
    }

    @Test
    void w17_aClockThatIsPutRightIsNoOtherBoot() {
        Waiting waiting = asked(Duration.ofMinutes(5), _ -> true);
        Instant boot = NOW.minus(Duration.ofMinutes(1));
        Duration ahead = Duration.ofHours(7);
        assertThat(waiting.isBack(seen(boot.plus(ahead), NOW.plus(ahead)))).isFalse();
        assertThat(waiting.isBack(seen(boot.plus(ahead).plusSeconds(2), NOW.plus(ahead)))).isTrue();
    }

    @Test
    void w17_servicesAreWaitedForUntilPatienceEnds() {
        Duration asked = Duration.ofMinutes(5);
        Probed up = seen(NOW.minus(Duration.ofMinutes(1)), NOW);
        Waiting patient = asked(asked, _ -> false);
        assertThat(patient.isBack(up)).isFalse();
        assertThat(patient.isBack(up)).isFalse();
        Waiting impatient =
                new Waiting(
                        System.nanoTime() - asked.toNanos(),
                        new Patience(Duration.ZERO, Duration.ofHours(1), Duration.ZERO),
                        _ -> false);
        assertThat(impatient.isBack(up)).isFalse();
        assertThat(impatient.isBack(up)).isTrue();
    }

    @Test
    void waitingEndsEvenIfTheMachineNeverAnswers() {
        assertThat(asked(Duration.ofMinutes(59), _ -> true).isOver()).isFalse();
        assertThat(asked(Duration.ofMinutes(61), _ -> true).isOver()).isTrue();
    }

    @Test
    void anAnswerWithoutTimesIsNoAnswer() {
        Waiting waiting = asked(Duration.ofMinutes(5), _ -> true);
        Probed timeless = new Probed.Seen("m", Observations.parse(List.of("boot.id!none")));
        assertThat(waiting.isBack(timeless)).isFalse();
        assertThat(waiting.isBack(timeless)).isFalse();
    }

    private static Waiting asked(Duration ago, Predicate<Observations> settled) {
        return new Waiting(
                System.nanoTime() - ago.toNanos(),
                new Patience(Duration.ZERO, Duration.ofHours(1), Duration.ofHours(1)),
                settled);
    }

    private static Probed seen(Instant boot, Instant now) {
        return new Probed.Seen(
                "m", Observations.parse(List.of("boot.id=" + boot, "clock.now=" + now)));
    }
}
