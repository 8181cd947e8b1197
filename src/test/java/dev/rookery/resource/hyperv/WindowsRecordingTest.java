package dev.rookery.resource.hyperv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.facts.Observations;
import dev.rookery.facts.Recording;
import dev.rookery.shell.Answer;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The golden cases' recordings are what the real probes say of their simulated machines. `mvn test
/// -Dtest=WindowsRecordingTest -Drookery.record=true` writes them.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WindowsRecordingTest {
    private static final Path CASES = Path.of("src/test/resources/dev/rookery/resource/hyperv");

    private WindowsScripts scripts;

    @BeforeAll
    void start() throws Exception {
        scripts = WindowsScripts.startOrSkip();
    }

    @AfterAll
    void stop() throws Exception {
        if (scripts != null) {
            scripts.close();
        }
    }

    @TestFactory
    Stream<DynamicTest> recordings(@TempDir Path temporary) {
        SequencedMap<String, WindowsCases.Case> all = new TreeMap<>();
        WindowsCases.all().forEach((name, made) -> all.put("feature/" + name, made));
        GuestCases.all().forEach((name, made) -> all.put("guest/" + name, made));
        return all.entrySet().stream()
                .map(
                        each ->
                                DynamicTest.dynamicTest(
                                        each.getKey() + ": " + each.getValue().source(),
                                        () ->
                                                check(
                                                        temporary.resolve(each.getKey()),
                                                        each.getKey(),
                                                        each.getValue())));
    }

    private void check(Path folder, String name, WindowsCases.Case made) throws Exception {
        SimulatedWindows machine = made.in(folder).write();
        Answer answer = scripts.run(machine, WindowsScripts.probe());
        assertThat(answer.errors()).isEmpty();
        assertThat(answer.exitCode()).isZero();
        assertThat(machine.calls()).isEmpty();
        Recording now =
                new Recording(
                        List.of("synthetic: " + made.source()), Observations.parse(answer.lines()));
        Path file = CASES.resolve(name).resolve("observed.txt");
        if (Boolean.getBoolean("rookery.record")) {
            Files.createDirectories(file.getParent());
            Files.write(file, now.lines());
        }
        assertThat(now.lines()).isEqualTo(Files.readAllLines(file));
    }
}
