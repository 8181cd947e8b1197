package dev.rookery.resource;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.diagnostic.Diagnostics;
import dev.rookery.inventory.ConnectionDefaults;
import dev.rookery.playbook.Input;
import dev.rookery.playbook.Wanted;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// A golden case's playbook, which speaks of one machine.
public final class WantedFile {
    /// A guest of that machine, of which a playbook may speak instead.
    static final String GUEST = "web";

    private static final Path INVENTORY =
            Path.of("src/test/resources/dev/rookery/resource/inventory.yml");

    private WantedFile() {}

    public static Wanted read(Path playbook) throws IOException {
        Diagnostics mistakes = new Diagnostics();
        Optional<Input> input =
                Input.read(
                        List.of(INVENTORY),
                        playbook,
                        List.of(),
                        ConnectionDefaults.none(),
                        mistakes);
        assertThat(mistakes.all()).isEmpty();
        return input.orElseThrow().desired().machines().firstEntry().getValue();
    }
}
