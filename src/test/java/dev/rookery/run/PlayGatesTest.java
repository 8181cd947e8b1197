package dev.rookery.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.plan.Failure;
import dev.rookery.plan.Outcome;
import dev.rookery.playbook.Desired.PlayLimits;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

class PlayGatesTest {
    private static final List<String> MACHINES =
            IntStream.range(0, 20).mapToObj(i -> "m" + i).toList();

    @Test
    void noMoreThanSerialAtOnce() {
        PlayGates gates =
                new PlayGates(
                        List.of(
                                new PlayLimits("a", MACHINES, 5, OptionalInt.empty()),
                                new PlayLimits("b", MACHINES, 3, OptionalInt.empty())));
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        new Fleet(20)
                .map(
                        MACHINES,
                        machine ->
                                gates.pass(
                                        machine,
                                        () -> {
                                            most.accumulateAndGet(now.incrementAndGet(), Math::max);
                                            sleep();
                                            now.decrementAndGet();
                                            return outcome(machine, Optional.empty());
                                        },
                                        () -> outcome(machine, Optional.empty())));
        assertThat(most).hasValue(3);
    }

    @Test
    void beginsNothingMoreAfterTooManyFailures() {
        PlayGates gates =
                new PlayGates(List.of(new PlayLimits("a", MACHINES, 1, OptionalInt.of(1))));
        AtomicInteger worked = new AtomicInteger();
        AtomicInteger skipped = new AtomicInteger();
        for (String machine : MACHINES) {
            gates.pass(
                    machine,
                    () -> {
                        worked.incrementAndGet();
                        Failure failure = new Failure(Failure.Kind.FAILED, "broken", "");
                        return outcome(machine, Optional.of(failure));
                    },
                    () -> {
                        skipped.incrementAndGet();
                        return outcome(machine, Optional.empty());
                    });
        }
        assertThat(worked).hasValue(2);
        assertThat(skipped).hasValue(18);
    }

    private static Applied outcome(String machine, Optional<Failure> failure) {
        return new Applied(Optional.of(new Outcome(machine, List.of(), failure)), Optional.empty());
    }

    private static void sleep() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }
}
