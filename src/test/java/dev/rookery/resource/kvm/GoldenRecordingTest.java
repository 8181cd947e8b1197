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
import java.util.stream.Stream;

/// The golden cases' recordings are what the real probe says of their simulated machines, under any
/// shell. `mvn test -Dtest=GoldenRecordingTest -Drookery.record=true` writes them.
class GoldenRecordingTest {
    private static final Path CASES = Path.of("src/test/resources/dev/rookery/resource/kvm/module");

    @TestFactory
    Stream<DynamicTest> recordings(@TempDir Path temporary) {
        List<ProbeShell> shells = ProbeShell.installed();
        return SimulatedCases.all().entrySet().stream()
                .map(
                        entry ->
                                DynamicTest.dynamicTest(
                                        entry.getKey(),
                                        () ->
                                                check(
                                                        temporary.resolve(entry.getKey()),
                                                        entry.getKey(),
                                                        entry.getValue(),
                                                        shells)));
    }

    private static void check(
            Path directory, String name, SimulatedCases.Case made, List<ProbeShell> shells)
            throws Exception {
        SimulatedRoot machine =
                made.build()
                        .apply(
                                new SimulatedRoot(
                                        directory.resolve("root"), directory.resolve("tools")));
        Path file = CASES.resolve(name).resolve("observed.txt");
        for (ProbeShell shell : shells) {
            Recording now =
                    new Recording(
                            List.of("synthetic: " + made.source()),
                            Observations.parse(shell.probe(machine)));
            if (Boolean.getBoolean("rookery.record")) {
                Files.createDirectories(file.getParent());
                Files.write(file, now.lines());
            }
            assertThat(now.lines()).as("%s", shell).isEqualTo(Files.readAllLines(file));
        }
    }
}
