package dev.rookery.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.resource.hyperv.Due;
import dev.rookery.resource.hyperv.WindowsScripts;
import dev.rookery.resource.hyperv.WindowsState;
import dev.rookery.resource.hyperv.WindowsStates;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Random Windows machines, each applied once, end as rules say that know nothing of the code:
/// changed and as desired, or with the reason and untouched. All of a run is real but the wire: the
/// scripts run in one PowerShell, on what stands in for Windows' own commands.
///
/// `-Drookery.seed=N` draws other machines, `-Drookery.states=N` more or fewer (`.ci/run`: 500),
/// and `-Drookery.state=N` one of them.
class WindowsModelTest {
    private static final long SEED = 20_261_125;
    private static final int STATES = 150;

    /// With fewer machines than these, a rare reason may be missing.
    private static final int ALL = 500;

    @TempDir Path folder = Path.of("");
    private final Map<Due.Kind, Map<String, Integer>> ends = new EnumMap<>(Due.Kind.class);
    private final Set<Due.Why> seen = EnumSet.noneOf(Due.Why.class);
    private final List<String> wrong = new ArrayList<>();

    @Test
    @Timeout(1200)
    void anyMachineEndsAsTheRulesSay() throws Exception {
        long seed = Long.getLong("rookery.seed", SEED);
        WindowsStates states = new WindowsStates(seed);
        Integer one = Integer.getInteger("rookery.state");
        List<WindowsState> all =
                one == null
                        ? states.first(Integer.getInteger("rookery.states", STATES))
                        : List.of(states.state(one));
        try (WindowsScripts scripts = WindowsScripts.startOrSkip()) {
            all.forEach(state -> check(scripts, state));
        }
        print(seed, all.size());
        assertThat(wrong).as("seed %d", seed).isEmpty();
        if (all.size() >= ALL) {
            assertThat(count(Due.Kind.CONVERGED)).isGreaterThanOrEqualTo((all.size() + 1) / 2);
            assertThat(seen).containsExactlyInAnyOrder(Due.Why.values());
            assertThat(ends).containsOnlyKeys(Due.Kind.values());
        }
    }

    private void check(WindowsScripts scripts, WindowsState state) {
        Path machine = folder.resolve("machine");
        try {
            Due end = new ModelRun(scripts, state, machine).check();
            seen.addAll(end.whys());
            ends.computeIfAbsent(end.kind(), _ -> new TreeMap<>())
                    .merge(
                            end.whys().stream().map(Enum::name).collect(Collectors.joining()),
                            1,
                            Integer::sum);
        } catch (Exception | AssertionError differs) {
            wrong.add(state + "\n  " + String.valueOf(differs.getMessage()).strip());
        }
        delete(machine);
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException left) {
            throw new UncheckedIOException(left);
        }
    }

    private int count(Due.Kind kind) {
        return ends.getOrDefault(kind, Map.of()).values().stream().mapToInt(n -> n).sum();
    }

    private void print(long seed, int all) {
        StringBuilder text = new StringBuilder("%d Windows machines, seed %d".formatted(all, seed));
        ends.forEach(
                (kind, whys) -> {
                    text.append("%n%5d %s".formatted(count(kind), kind));
                    whys.forEach((why, n) -> text.append("%n%11d %s".formatted(n, why)));
                });
        System.out.println(text);
    }
}
