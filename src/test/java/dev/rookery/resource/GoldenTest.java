package dev.rookery.resource;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.facts.Observations;
import dev.rookery.plan.Change;
import dev.rookery.playbook.Wanted;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Plans every recorded machine: a folder per case holds what was observed (`observed.txt`), what
/// is wanted (`playbook.yml`) and the plan that must come of it (`expected.txt`). A playbook with a
/// `guest:` block speaks of the guest `web` of that machine.
///
/// With the property `golden.write` set to `true` the expected plans are written instead; read them
/// before you commit them.
class GoldenTest {
    private static final Path CASES = Path.of("src/test/resources/dev/rookery/resource");

    @TestFactory
    Stream<DynamicTest> cases() throws IOException {
        try (Stream<Path> files = Files.walk(CASES)) {
            List<Path> folders =
                    files.filter(file -> file.endsWith("observed.txt"))
                            .map(Path::getParent)
                            .sorted()
                            .toList();
            assertThat(folders).isNotEmpty();
            return folders.stream()
                    .map(
                            folder ->
                                    DynamicTest.dynamicTest(
                                            CASES.relativize(folder).toString(),
                                            () -> check(folder)));
        }
    }

    private static void check(Path folder) throws IOException {
        Observations observed =
                Observations.parse(Files.readAllLines(folder.resolve("observed.txt")));
        Wanted wanted = WantedFile.read(folder.resolve("playbook.yml"));
        List<Change> changes =
                wanted.guest().isPresent()
                        ? Resources.all().given(WantedFile.GUEST, wanted, observed)
                        : Resources.all().plan(wanted, observed);
        String plan = PlanDump.of(changes).stream().collect(Collectors.joining("\n", "", "\n"));
        Path expected = folder.resolve("expected.txt");
        if (Boolean.getBoolean("golden.write")) {
            Files.writeString(expected, plan);
        }
        assertThat(plan).isEqualTo(Files.readString(expected));
    }
}
