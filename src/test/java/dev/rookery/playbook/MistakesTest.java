package dev.rookery.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.diagnostic.Diagnostic;
import dev.rookery.diagnostic.Diagnostics;
import dev.rookery.inventory.ConnectionDefaults;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A folder per case: an inventory, a playbook, and all that is said about their mistakes.
class MistakesTest {
    private static final Path CASES = Path.of("src/test/resources/dev/rookery/playbook/mistakes");

    static List<Path> cases() throws IOException {
        try (Stream<Path> folders = Files.list(CASES)) {
            return folders.sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void saysEveryMistakeOfBothFiles(Path folder) throws IOException {
        Diagnostics diagnostics = new Diagnostics();
        Optional<Input> input =
                Input.read(
                        List.of(folder.resolve("inventory.yml")),
                        folder.resolve("playbook.yml"),
                        List.of(),
                        ConnectionDefaults.none(),
                        diagnostics);

        String said =
                String.join(
                                "\n",
                                diagnostics.all().stream()
                                        .map(Diagnostic::lines)
                                        .flatMap(List::stream)
                                        .toList())
                        .replace(folder + "/", "");
        Path expected = folder.resolve("expected.txt");
        if (Boolean.getBoolean("rookery.golden.write")) {
            Files.writeString(expected, said + "\n");
        }

        assertThat(input).isEmpty();
        assertThat(said + "\n").isEqualTo(Files.readString(expected));
    }
}
