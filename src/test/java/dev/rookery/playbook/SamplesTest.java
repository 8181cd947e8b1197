package dev.rookery.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.diagnostic.Diagnostic;
import dev.rookery.diagnostic.Diagnostics;
import dev.rookery.inventory.ConnectionDefaults;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The samples that users copy have no mistake, and mean what their comments say.
class SamplesTest {
    @ParameterizedTest
    @CsvSource({
        "inventory/lab.yml, playbooks/lab.yml, 2, 2",
        "inventory/lab.yml, playbooks/nested-off.yml, 1, 1",
        "examples/fleet-inventory.yml, examples/fleet-playbook.yml, 41, 1",
    })
    void readsEverySample(Path inventory, Path playbook, int machines, int firstSerial) {
        Diagnostics diagnostics = new Diagnostics();
        Optional<Input> input =
                Input.read(
                        List.of(inventory),
                        playbook,
                        List.of(),
                        ConnectionDefaults.none(),
                        diagnostics);

        assertThat(diagnostics.all().stream().map(Diagnostic::lines)).isEmpty();
        Desired desired = input.orElseThrow().desired();
        assertThat(desired.machines()).hasSize(machines);
        assertThat(desired.plays().getFirst().serial()).isEqualTo(firstSerial);
        assertThat(desired.plays().getLast().serial())
                .isEqualTo(playbook.endsWith("fleet-playbook.yml") ? 4 : firstSerial);
    }
}
