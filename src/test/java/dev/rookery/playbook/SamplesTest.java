package dev.rookery.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.diagnostic.Diagnostic;
import dev.rookery.diagnostic.Diagnostics;
import dev.rookery.facts.OsFamily;
import dev.rookery.inventory.ConnectionDefaults;
import dev.rookery.inventory.Inventory;
import dev.rookery.inventory.InventoryReader;
import dev.rookery.secret.Secret;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The samples that users copy have no mistake, and mean what their comments say.
class SamplesTest {
    @ParameterizedTest
    @CsvSource({
        "inventory/lab.yml, playbooks/lab.yml, 3, 3",
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

    @Test
    void readsTheWindowsSampleOncePasswordsAreAskedFor() {
        Diagnostics diagnostics = new Diagnostics();
        ConnectionDefaults none = ConnectionDefaults.none();
        ConnectionDefaults asked =
                new ConnectionDefaults(
                        none.user(),
                        Optional.of(new Secret("asked")),
                        none.become(),
                        none.becomeUser(),
                        none.becomePassword(),
                        none.privateKey(),
                        none.timeout(),
                        none.sshCommonArgs(),
                        none.extraVars(),
                        none.home());
        Optional<Inventory> inventory =
                InventoryReader.read(List.of(Path.of("inventory/windows.yml")), asked, diagnostics);

        assertThat(diagnostics.all().stream().map(Diagnostic::lines)).isEmpty();
        assertThat(inventory.orElseThrow().machines().values())
                .hasSize(5)
                .allMatch(machine -> machine.os() == OsFamily.WINDOWS);
    }
}
