package dev.rookery.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.connect.BehindParent;
import dev.rookery.connect.PsDirectEndpoint;
import dev.rookery.diagnostic.Diagnostic;
import dev.rookery.diagnostic.Diagnostics;
import dev.rookery.facts.OsFamily;
import dev.rookery.inventory.ConnectionDefaults;
import dev.rookery.inventory.Inventory;
import dev.rookery.inventory.InventoryReader;
import dev.rookery.inventory.Machine;
import dev.rookery.secret.Secret;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// The samples that users copy have no mistake, and mean what their comments say.
class SamplesTest {
    @ParameterizedTest
    @CsvSource({
        "inventory/lab.yml, playbooks/lab.yml, 6, 3, 1",
        "inventory/lab.yml, playbooks/nested-off.yml, 1, 1, 1",
        "examples/fleet-inventory.yml, examples/fleet-playbook.yml, 41, 1, 4",
    })
    void readsEverySample(
            Path inventory, Path playbook, int machines, int firstSerial, int lastSerial) {
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
        assertThat(desired.plays().getLast().serial()).isEqualTo(lastSerial);
    }

    @Test
    void theLabHasGuestsOfGuestsAndEachIsReachedThroughItsParent() {
        Diagnostics diagnostics = new Diagnostics();
        Input input =
                Input.read(
                                List.of(Path.of("inventory/lab.yml")),
                                Path.of("playbooks/lab.yml"),
                                List.of(),
                                ConnectionDefaults.none(),
                                diagnostics)
                        .orElseThrow();
        Map<String, Machine> machines = input.inventory().machines();
        Machine cloud = Objects.requireNonNull(machines.get("cloud-lab"));
        Machine node = Objects.requireNonNull(machines.get("node-0"));
        Machine windows = Objects.requireNonNull(machines.get("windows-lab"));
        Wanted wanted = Objects.requireNonNull(input.desired().machines().get("windows-lab"));

        assertThat(cloud.parent()).hasValue("kvm-intel-01");
        assertThat(cloud.endpoint()).isInstanceOf(BehindParent.class);
        assertThat(node.parent()).hasValue("cloud-lab");
        assertThat(node.endpoint()).isInstanceOf(BehindParent.class);
        assertThat(windows.endpoint()).isInstanceOf(PsDirectEndpoint.class);
        assertThat(wanted.guest().orElseThrow().nested())
                .hasValueSatisfying(
                        nested -> {
                            assertThat(nested.value()).isTrue();
                            assertThat(nested.policy().mode()).isEqualTo(Policy.Mode.STOP_GUESTS);
                        });
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
                .hasSize(7)
                .allMatch(machine -> machine.os() == OsFamily.WINDOWS);
    }
}
