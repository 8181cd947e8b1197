package dev.rookery.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.diagnostic.Diagnostic;
import dev.rookery.diagnostic.Diagnostics;
import dev.rookery.inventory.ConnectionDefaults;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

class MergeTest {
    @TempDir Path folder;

    @Test
    void takesThePolicyOfThePlayThatStatesAValueFirst() throws IOException {
        Desired desired =
                read(
                        """
                        - hosts: lab
                          disruption: stop_guests
                          guest: { state: running, memory: 8GiB }
                          hypervisor: { nested: Yes, kvm_amd: { nested: true, npt: on } }
                        - hosts: all
                          disruption: never
                          serial: 50%
                          hypervisor: { nested: true, kvm: { halt-poll-ns: 10, nx_huge_pages: never } }
                        """,
                        List.of());
        Wanted lab = Objects.requireNonNull(desired.machines().get("lab"));
        Wanted host = Objects.requireNonNull(desired.machines().get("host"));

        // The inventory lists the guest first; its parent comes before it all the same.
        assertThat(desired.machines().keySet()).containsExactly("host", "lab", "other");
        assertThat(lab.hypervisor().nested().orElseThrow().policy().mode())
                .isEqualTo(Policy.Mode.STOP_GUESTS);
        assertThat(host.hypervisor().nested().orElseThrow().policy().mode())
                .isEqualTo(Policy.Mode.NEVER);
        assertThat(lab.guest()).isPresent();
        assertThat(host.guest()).isEmpty();
        assertThat(values(lab))
                .isEqualTo(
                        Map.of(
                                "kvm_amd.npt", "1",
                                "kvm.halt_poll_ns", "10",
                                "kvm.nx_huge_pages", "never"));
        assertThat(desired.plays()).extracting(Desired.PlayLimits::serial).containsExactly(1, 1);
        assertThat(desired.plays().getLast().machines()).containsExactly("host", "lab", "other");
    }

    @Test
    void whatPlaysStateOfAGuestBecomesValues() throws IOException {
        Desired desired =
                read(
                        """
                        - hosts: lab
                          disruption: stop_guests
                          guest:
                            state: running
                            nested: yes
                            memory: 8192 MiB
                            discard: [disks, saved_state]
                            hyperv: { mac_address_spoofing: off }
                        - hosts: lab
                          guest: { memory: 8GiB, vcpus: 4, libvirt: { cpu: host-model } }
                        """,
                        List.of());
        Wanted.Guest guest =
                Objects.requireNonNull(desired.machines().get("lab")).guest().orElseThrow();
        assertThat(guest.state().orElseThrow().value()).isEqualTo(Wanted.State.RUNNING);
        assertThat(guest.nested().orElseThrow().value()).isTrue();
        assertThat(guest.memoryBytes().orElseThrow().value()).isEqualTo(8L << 30);
        assertThat(guest.memoryBytes().orElseThrow().policy().mode())
                .isEqualTo(Policy.Mode.STOP_GUESTS);
        assertThat(guest.vcpus().orElseThrow().value()).isEqualTo(4);
        assertThat(guest.vcpus().orElseThrow().policy()).isEqualTo(Policy.DEFAULT);
        assertThat(guest.discard())
                .containsExactlyInAnyOrder(Wanted.Discard.DISKS, Wanted.Discard.SAVED_STATE);
        assertThat(guest.libvirtCpu().orElseThrow().value()).isEqualTo("host-model");
        assertThat(guest.macAddressSpoofing().orElseThrow().value()).isFalse();
        assertThat(guest.autostart()).isEmpty();
        assertThat(guest.upgradeVersion()).isEmpty();
    }

    @Test
    void limitLeavesMachinesOut() throws IOException {
        Desired desired =
                read("- { hosts: all, hypervisor: { nested: false } }", List.of("all:!lab"));

        assertThat(desired.machines().keySet()).containsExactly("host", "other");
        assertThat(desired.plays().getFirst().serial()).isEqualTo(2);
    }

    @Test
    void aLimitThatLeavesNothingToDoIsAMistake() throws IOException {
        Diagnostics mistakes = new Diagnostics();
        read("- { hosts: host, hypervisor: { nested: false } }", List.of("other"), mistakes);
        assertThat(mistakes.all())
                .flatExtracting(Diagnostic::lines)
                .containsExactly(
                        "error: no play says anything of a machine that --limit selects",
                        "help: the plays speak of host");
    }

    private static Map<String, String> values(Wanted wanted) {
        Map<String, String> values = new HashMap<>();
        wanted.hypervisor()
                .parameters()
                .forEach((parameter, value) -> values.put(parameter.toString(), value.value()));
        return values;
    }

    private Desired read(String playbook, List<String> limit) throws IOException {
        Diagnostics diagnostics = new Diagnostics();
        Optional<Input> input = read(playbook, limit, diagnostics);
        assertThat(diagnostics.all().stream().map(Diagnostic::lines)).isEmpty();
        return input.orElseThrow().desired();
    }

    private Optional<Input> read(String playbook, List<String> limit, Diagnostics diagnostics)
            throws IOException {
        Path inventory = folder.resolve("inventory.yml");
        Files.writeString(inventory, "all: { hosts: { lab: { guest_of: host }, host: , other: } }");
        Path plays = folder.resolve("playbook.yml");
        Files.writeString(plays, playbook);
        return Input.read(List.of(inventory), plays, limit, ConnectionDefaults.none(), diagnostics);
    }
}
