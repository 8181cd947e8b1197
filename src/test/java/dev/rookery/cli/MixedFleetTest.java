package dev.rookery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.demo.DemoLab;
import dev.rookery.demo.winrm.NtlmAcceptor;
import dev.rookery.demo.winrm.NtlmAccounts;
import dev.rookery.demo.winrm.ServerOptions;
import dev.rookery.demo.winrm.WinRmServer;
import dev.rookery.lab.Ran;
import dev.rookery.resource.hyperv.SimulatedWindows;
import dev.rookery.secret.Secret;
import dev.rookery.shell.powershell.PowerShells;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// KVM and Windows machines in one run of the program: one over SSH to the demo's simulated kernel,
/// one over WinRM to a real PowerShell.
class MixedFleetTest {
    private static final String KVM = "kvm-amd-01";
    private static final String USER = "admin";
    private static final Secret PASSWORD = new Secret("Grün & \"blau\" 7");

    @TempDir Path folder = Path.of("");
    private Optional<DemoLab> lab = Optional.empty();
    private final List<WinRmServer> servers = new ArrayList<>();

    @BeforeEach
    void startTheLab() throws IOException {
        PowerShells.powershellOrSkip();
        lab = Optional.of(DemoLab.start(Map.of()));
    }

    @AfterEach
    void stop() {
        servers.forEach(WinRmServer::close);
        lab.ifPresent(DemoLab::close);
    }

    private int serve(SimulatedWindows windows) throws IOException {
        WinRmServer server =
                WinRmServer.start(
                        ServerOptions.of(
                                        windows.write().runner(PowerShells.powershellOrSkip()),
                                        USER,
                                        PASSWORD)
                                .withAcceptor(
                                        NtlmAcceptor.factory(
                                                "Negotiate",
                                                new NtlmAccounts(
                                                        "HV-01", Map.of(USER, PASSWORD), false))));
        servers.add(server);
        return server.port();
    }

    /// A closed port.
    private static int nowhere() throws IOException {
        try (var socket = new java.net.ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private SimulatedWindows client(String name) {
        return SimulatedWindows.client(folder.resolve(name)).set("boot/restartDelay", 0);
    }

    /// The inventory of the lab and one with Windows machines, by name and port.
    private List<Path> inventories(Map<String, Integer> windows) throws IOException {
        StringBuilder hosts = new StringBuilder();
        windows.forEach(
                (name, port) ->
                        hosts.append("    %s: { ansible_port: %d }%n".formatted(name, port)));
        Path file = folder.resolve("windows.yml");
        Files.writeString(
                file,
                """
                windows:
                  vars:
                    ansible_host: 127.0.0.1
                    ansible_connection: winrm
                    ansible_winrm_scheme: http
                    ansible_user: %s
                    ansible_password: '%s'
                  hosts:
                """
                                .formatted(USER, PASSWORD.reveal())
                        + hosts);
        return List.of(lab.orElseThrow().inventory(), file);
    }

    private Path playbook() throws IOException {
        Path file = folder.resolve("lab.yml");
        Files.writeString(
                file,
                """
                - name: Every hypervisor can nest, now and after a reboot
                  hosts: %s:windows
                  reboot: true
                  serial: 100%%
                  hypervisor: { nested: true }
                """
                        .formatted(KVM));
        return file;
    }

    /// W14: this Windows says that its feature is enabled and needs no restart.
    @Test
    void aMixedPlayIsOnePlanOneApplyAndOneRecap_w14_withARestartThatWindowsDoesNotAskFor()
            throws Exception {
        SimulatedWindows windows =
                client("hv-01")
                        .set("hyperV/saysRestartNeeded", false)
                        .set("hyperV/enabledAtOnce", true);
        List<Path> inventories = inventories(Map.of("hv-01", serve(windows)));
        Program program = Program.in(folder);

        Ran plan = program.run("plan", playbook(), inventories, "--detailed-exitcode");
        assertThat(plan.code()).as("%s", plan).isEqualTo(2);
        assertThat(plan.out())
                .containsSubsequence(KVM, "kvm_amd.nested: 0 -> 1", "hv-01", "Hyper-V", "Plan: ");
        assertThat(windows.calls()).isEmpty();

        Ran apply = program.run("apply", playbook(), inventories, "--yes");
        assertThat(apply.code()).as("%s", apply).isZero();
        assertThat(apply.err()).contains("hv-01: restarts; waiting for it ...");
        assertThat(apply.out().lines())
                .endsWith(
                        "RECAP",
                        KVM
                                + " :  ok=0  changed=2  unreachable=0  failed=0  skipped=0 "
                                + " blocked=0  pending=0",
                        "hv-01      :  ok=0  changed=1  unreachable=0  failed=0  skipped=0"
                                + "  blocked=0  pending=0");

        Ran again = program.run("plan", playbook(), inventories, "--detailed-exitcode");
        assertThat(again.code()).as("%s", again).isZero();
        assertThat(again.out()).contains("No changes. Every machine is as desired.");
    }

    @Test
    void aWindowsMachineThatIsAwayStopsNoOther() throws Exception {
        List<Path> inventories = inventories(Map.of("hv-01", nowhere()));
        Program program = Program.in(folder);

        Ran apply = program.run("apply", playbook(), inventories, "--yes");
        assertThat(apply.code()).as("%s", apply).isEqualTo(4);
        assertThat(apply.out())
                .contains(KVM + " :  ok=0  changed=2  unreachable=0", "unreachable=1  failed=0");

        Ran again = program.run("plan", playbook(), inventories);
        assertThat(again.code()).isEqualTo(4);
        assertThat(again.out())
                .containsSubsequence(KVM + "  as desired", "hv-01", "unreachable: ", "remedy: ");
    }

    @Test
    void aWindowsMachineThatFailsStopsNoOther() throws Exception {
        SimulatedWindows windows =
                client("hv-01").set("hyperV/feature", "DisabledWithPayloadRemoved");
        List<Path> inventories = inventories(Map.of("hv-01", serve(windows)));

        Ran apply = Program.in(folder).run("apply", playbook(), inventories, "--yes");
        assertThat(apply.code()).as("%s", apply).isEqualTo(1);
        assertThat(apply.out())
                .contains(KVM + " :  ok=0  changed=2  unreachable=0  failed=0", "failed=1");
        assertThat(apply.err()).contains("hv-01: failed: The source files could not be found");
    }

    @Test
    void theDoctorGradesBothKindsAndNamesWhoIsAway() throws Exception {
        List<Path> inventories =
                inventories(
                        Map.of(
                                "hv-good", serve(client("hv-good")),
                                "hv-small",
                                        serve(
                                                client("hv-small")
                                                        .set("system/memory", 3_200_000_000L)),
                                "hv-off",
                                        serve(client("hv-off").set("cpu/virtualization", false))));
        Ran doctor = doctor(inventories, KVM + ":windows");
        assertThat(doctor.code()).as("%s", doctor).isEqualTo(3);
        assertThat(doctor.out())
                .containsSubsequence(KVM, "PASS", "hv-good", "PASS  Windows and CPU: ")
                .containsSubsequence("hv-off", "FAIL  firmware: ", "remedy: ")
                .containsSubsequence("hv-small", "WARN  memory: ", "remedy: ")
                .containsPattern("\n4 machines: \\d+ pass, \\d+ warn, [1-9]\\d* fail\\.");
        assertThat(doctor(inventories, KVM + ":hv-good").code()).isZero();

        List<Path> away =
                inventories(Map.of("hv-good", serve(client("other")), "hv-away", nowhere()));
        Ran incomplete = doctor(away, "windows");
        assertThat(incomplete.code()).as("%s", incomplete).isEqualTo(4);
        assertThat(incomplete.out())
                .containsSubsequence("hv-away", "unreachable: ", "remedy: ")
                .containsSubsequence("hv-good", "PASS");
    }

    private Ran doctor(List<Path> inventories, String limit) {
        return Program.in(folder)
                .run(
                        "doctor",
                        "-i",
                        inventories.getFirst().toString(),
                        "-i",
                        inventories.getLast().toString(),
                        "--limit",
                        limit);
    }
}
