package dev.rookery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.connect.ssh.Sshd;
import dev.rookery.lab.Ran;
import dev.rookery.resource.hyperv.SimulatedWindows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// A whole run of the program on a Windows machine over a real OpenSSH server.
class WindowsOverSshTest {
    @TempDir Path folder = Path.of("");

    private Sshd start(SimulatedWindows windows, String defaultShell) throws Exception {
        return WindowsSshd.start(folder, windows, defaultShell, Sshd.Options.usual());
    }

    private Ran run(Sshd sshd, String shellType, String command, String... options)
            throws IOException {
        Path inventory = folder.resolve("inventory.yml");
        Files.writeString(
                inventory,
                """
                all:
                  hosts:
                    hv-05:
                      ansible_host: 127.0.0.1
                      ansible_port: %d
                      ansible_user: %s
                      ansible_connection: ssh
                      ansible_shell_type: %s
                      ansible_ssh_private_key_file: '%s'
                      ansible_ssh_common_args: '-o UserKnownHostsFile=%s'
                """
                        .formatted(
                                sshd.port(),
                                Sshd.user(),
                                shellType,
                                sshd.userKey(),
                                sshd.knownHosts()));
        Path playbook = folder.resolve("lab.yml");
        Files.writeString(
                playbook, "- hosts: hv-05\n  reboot: true\n  hypervisor: { nested: true }\n");
        return Program.in(folder).run(command, playbook, List.of(inventory), options);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cmd", "powershell"})
    void theSeedsStepsAreOneApply(String defaultShell) throws Exception {
        SimulatedWindows windows =
                SimulatedWindows.client(folder.resolve("machine")).set("boot/restartDelay", 0);
        try (Sshd sshd =
                start(
                        windows,
                        defaultShell.equals("cmd") ? WindowsSshd.CMD : WindowsSshd.POWERSHELL)) {
            Ran apply = run(sshd, defaultShell, "apply", "--yes");
            assertThat(apply.code()).as("%s", apply).isZero();
            assertThat(apply.out()).contains("hv-05", "Hyper-V", "1 reboot");
            assertThat(apply.err()).contains("hv-05: restarts; waiting for it ...");
            assertThat(apply.out()).contains("hv-05 :  ok=0  changed=1");
            assertThat(windows.calls())
                    .anyMatch(call -> call.startsWith("Enable-WindowsOptionalFeature"))
                    .anyMatch(call -> call.startsWith("shutdown.exe /r"));
            assertThat(windows.programData().resolve("Rookery/lock")).isEmptyFile();

            Ran again = run(sshd, defaultShell, "plan", "--detailed-exitcode");
            assertThat(again.code()).as("%s", again).isZero();
        }
    }

    @Test
    void anotherRunsMachineIsLeftAlone() throws Exception {
        SimulatedWindows windows = SimulatedWindows.client(folder.resolve("machine"));
        try (Sshd sshd = start(windows, WindowsSshd.CMD)) {
            Files.writeString(
                    windows.stateFolder().resolve("lock"),
                    "owner bob@desk\nrun other-1\nuntil %s\n"
                            .formatted(Instant.now().plus(Duration.ofMinutes(5))));
            Ran apply = run(sshd, "cmd", "apply", "--yes");
            assertThat(apply.code()).as("%s", apply).isEqualTo(1);
            assertThat(apply.err()).contains("held by bob@desk (run other-1, until ");
            assertThat(windows.calls()).isEmpty();
        }
    }
}
