package dev.rookery.resource.kvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.facts.Observations;
import dev.rookery.facts.Recording;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.stream.Stream;

/// The golden cases' recordings are what the real probe says of their simulated machines, each
/// under another shell. `mvn test -Dtest=GoldenRecordingTest -Drookery.record=true` writes them.
class GoldenRecordingTest {
    private static final Path CASES = Path.of("src/test/resources/dev/rookery/resource/kvm/module");

    @TestFactory
    Stream<DynamicTest> recordings(@TempDir Path temporary) {
        List<ProbeShell> shells = ProbeShell.installed();
        SequencedMap<String, SimulatedCases.Case> cases = SimulatedCases.all();
        List<String> names = List.copyOf(cases.sequencedKeySet());
        return names.stream()
                .map(
                        name -> {
                            ProbeShell shell = shells.get(names.indexOf(name) % shells.size());
                            SimulatedCases.Case made = Objects.requireNonNull(cases.get(name));
                            return DynamicTest.dynamicTest(
                                    name + " under " + shell,
                                    () -> check(temporary.resolve(name), name, made, shell));
                        });
    }

    private static void check(
            Path directory, String name, SimulatedCases.Case made, ProbeShell shell)
            throws Exception {
        SimulatedRoot machine =
                made.build()
                        .apply(
                                new SimulatedRoot(
                                        directory.resolve("root"), directory.resolve("tools")));
        Recording now =
                new Recording(
                        List.of("synthetic: " + made.source()),
                        Observations.parse(shell.probe(machine)));
        machine.unlink();
        Path file = CASES.resolve(name).resolve("observed.txt");
        if (Boolean.getBoolean("rookery.record")) {
            Files.createDirectories(file.getParent());
            Files.write(file, now.lines());
        }
        assertThat(now.lines()).isEqualTo(Files.readAllLines(file));
    }
}
