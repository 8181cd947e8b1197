package dev.rookery.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.resource.hyperv.GuestRules;
import dev.rookery.resource.hyperv.GuestRules.End;
import dev.rookery.resource.hyperv.GuestState;
import dev.rookery.resource.hyperv.WindowsScripts;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Random guests on random hosts under random plays, each applied once, end as rules say that know
/// nothing of the code: as wanted, or with the reason and untouched; no guest is lost, none that
/// runs is stopped against its policy, and a second apply changes nothing, but for what the first
/// could not finish and said so. All of a run is real but the wire and the time that a guest has
/// for shutting down: the scripts run in one PowerShell, on what stands in for Windows' own
/// commands.
///
/// `-Drookery.seed=N` draws others, `-Drookery.guests=N` more or fewer (`.ci/run`: 2000),
/// `-Drookery.state=N` that one and those on its host. From 200 on at least half must end changed.
class GuestModelTest {
    private static final int GUESTS = 60;
    private static final int MANY = 200;

    @TempDir Path folder = Path.of("");
    private final Map<End, Integer> ends = new EnumMap<>(End.class);
    private final Map<String, Integer> modes = new TreeMap<>();
    private final List<String> wrong = new ArrayList<>();

    @Test
    @Timeout(7200)
    void everyGuestEndsAsTheRulesSay() throws Exception {
        long seed = Long.getLong("rookery.seed", 20_261_125L);
        int one = Integer.getInteger("rookery.state", -1);
        int first = Math.max(one, 0) / GuestState.OF_A_HOST;
        int hosts =
                one >= 0
                        ? 1
                        : Math.ceilDiv(
                                Integer.getInteger("rookery.guests", GUESTS), GuestState.OF_A_HOST);
        AtomicInteger next = new AtomicInteger(first);
        try (WindowsScripts scripts = WindowsScripts.startOrSkip();
                WindowsScripts others = WindowsScripts.startOrSkip()) {
            List<Thread> threads =
                    Stream.of(scripts, others)
                            .map(
                                    each ->
                                            Thread.ofPlatform()
                                                    .start(
                                                            () ->
                                                                    work(
                                                                            each,
                                                                            seed,
                                                                            next,
                                                                            first + hosts)))
                            .toList();
            for (Thread thread : threads) {
                thread.join();
            }
        }
        print(seed, hosts * GuestState.OF_A_HOST);
        assertThat(wrong).as("seed %d", seed).isEmpty();
        int all = ends.values().stream().mapToInt(n -> n).sum();
        assertThat(all).isEqualTo(hosts * GuestState.OF_A_HOST);
        if (all >= MANY) {
            assertThat(changed()).isGreaterThanOrEqualTo(Math.ceilDiv(all, 2));
        }
    }

    private void work(WindowsScripts scripts, long seed, AtomicInteger next, int end) {
        for (int host = next.getAndIncrement(); host < end; host = next.getAndIncrement()) {
            int first = host * GuestState.OF_A_HOST;
            List<GuestState> states =
                    IntStream.range(first, first + GuestState.OF_A_HOST)
                            .mapToObj(number -> GuestState.draw(seed, number))
                            .toList();
            Path machine = folder.resolve("host-" + host);
            try {
                Map<Integer, String> differing =
                        new GuestModelRun(scripts, states, machine).check();
                states.forEach(state -> count(state, differing));
            } catch (Exception | AssertionError differs) {
                wrong("host of " + states + "\n  " + differs);
            }
        }
    }

    private synchronized void count(GuestState state, Map<Integer, String> differing) {
        End end = new GuestRules(state).end();
        String differs = differing.get(state.number());
        if (differs != null) {
            wrong.add(state + " due " + end + "\n  " + differs);
        }
        ends.merge(end, 1, Integer::sum);
        modes.merge(state.wishes().policy().mode() + " " + end, 1, Integer::sum);
    }

    private synchronized void wrong(String what) {
        wrong.add(what);
    }

    private int changed() {
        return ends.getOrDefault(End.CHANGED, 0) + ends.getOrDefault(End.CHANGED_AND_PENDING, 0);
    }

    private void print(long seed, int all) {
        StringBuilder text = new StringBuilder();
        text.append(
                "%d guests of %d hosts, seed %d: %d ended changed"
                        .formatted(all, all / GuestState.OF_A_HOST, seed, changed()));
        ends.forEach((end, n) -> text.append("%n%5d %s".formatted(n, end)));
        text.append("%nby policy:".formatted());
        modes.forEach((mode, n) -> text.append("%n%5d %s".formatted(n, mode)));
        System.out.println(text);
    }
}
