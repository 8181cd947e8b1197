package dev.rookery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.connect.ssh.Sshd;
import dev.rookery.demo.SimulatedKvm;
import dev.rookery.lab.Ran;
import dev.rookery.resource.hyperv.SimulatedGuest;
import dev.rookery.resource.hyperv.SimulatedWindows;
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

/// Whole runs on guests that the inventory has no address for: their Hyper-V parents, reached over
/// real OpenSSH servers, tell it and carry the connection there.
class BehindHyperVTest {
    @TempDir Path folder = Path.of("");
    private final List<Sshd> servers = new ArrayList<>();
    private final List<String> hosts = new ArrayList<>();

    @BeforeEach
    void check() {
        PowerShells.powershellOrSkip();
    }

    @AfterEach
    void stop() {
        servers.forEach(Sshd::close);
    }

    private String address() {
        return "127.0.0." + (servers.size() + 1);
    }

    private static SimulatedGuest guest(int number, String name, String address) {
        return SimulatedGuest.of(number, name)
                .running()
                .with("nested", true)
                .with("adapters", List.of(SimulatedGuest.adapter("LAN", "Off", address)));
    }

    private Sshd windows(String name, List<SimulatedGuest> guests) throws Exception {
        SimulatedWindows windows = SimulatedWindows.server(folder.resolve(name)).enabled();
        guests.forEach(windows::guest);
        Sshd sshd =
                WindowsSshd.start(
                        folder.resolve(name + "-server"),
                        windows,
                        WindowsSshd.CMD,
                        Sshd.Options.usual().withAddress(address()));
        servers.add(sshd);
        return sshd;
    }

    private Sshd linux(SimulatedKvm machine) throws Exception {
        Sshd sshd =
                Sshd.start(
                        folder.resolve("linux-sshd"),
                        Sshd.Options.usual()
                                .withAddress(address())
                                .withEnvironment(machine.environment()));
        servers.add(sshd);
        return sshd;
    }

    /// @param more what else is said of it, such as `guest_of: hv`
    private void host(String name, Sshd sshd, String... more) throws IOException {
        hosts.add(
                """
                    %s:
                      ansible_port: %d
                      ansible_user: %s
                      ansible_ssh_private_key_file: '%s'
                      ansible_ssh_common_args: '-F none -o UserKnownHostsFile=%s'
                      %s
                """
                        .formatted(
                                name,
                                sshd.port(),
                                Sshd.user(),
                                sshd.userKey(),
                                sshd.knownHosts(),
                                String.join("\n      ", more)));
    }

    private Ran run(String command, String pattern, String... options) throws IOException {
        Path inventory = folder.resolve("inventory.yml");
        Files.writeString(inventory, "all:\n  hosts:\n" + String.join("", hosts));
        Path playbook = folder.resolve("lab.yml");
        Files.writeString(
                playbook, "- hosts: %s\n  hypervisor: { nested: true }\n".formatted(pattern));
        return Program.in(folder).run(command, playbook, List.of(inventory), options);
    }

    private static int connections(Sshd sshd) throws IOException {
        return sshd.log().split("Connection from", -1).length - 1;
    }

    @Test
    void threeLevelsAreReachedEachThroughItsParentsOpenConnection() throws Exception {
        String inner = "127.0.0.3";
        String node = "127.0.0.1";
        SimulatedKvm kvm = SimulatedKvm.amd(folder.resolve("node"));
        Sshd last = linux(kvm);
        Sshd top = windows("hv", List.of(guest(1, "Lab 1", inner)));
        Sshd middle = windows("lab", List.of(guest(1, "node", node)));
        host("hv", top, "ansible_host: " + top.address(), "ansible_shell_type: cmd");
        host("lab", middle, "guest_of: hv", "guest_name: Lab 1", "ansible_shell_type: cmd");
        host("node", last, "guest_of: lab");

        Ran plan = run("plan", "node", "--detailed-exitcode");
        assertThat(plan.code()).as("%s", plan).isEqualTo(2);
        assertThat(plan.out()).contains("kvm_amd.nested: 0 -> 1");
        assertThat(servers).allMatch(sshd -> count(sshd) == 1);

        Ran apply = run("apply", "node", "--yes");
        assertThat(apply.code()).as("%s", apply).isZero();
        assertThat(kvm.parameter("kvm_amd", "nested")).isEqualTo("1");
    }

    private static int count(Sshd sshd) {
        try {
            return connections(sshd);
        } catch (IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        }
    }

    @Test
    void twoHundredGuestsArePlannedOverOneConnectionToTheirParent() throws Exception {
        int count = 200;
        Sshd guests = linux(SimulatedKvm.amd(folder.resolve("node")));
        List<SimulatedGuest> all = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            all.add(guest(i, "node-" + i, guests.address()));
        }
        Sshd parent = windows("hv", all);
        host("hv", parent, "ansible_host: " + parent.address(), "ansible_shell_type: cmd");
        for (int i = 1; i <= count; i++) {
            host("node-" + i, guests, "guest_of: hv");
        }

        Ran plan = run("plan", "all:!hv", "--detailed-exitcode");

        assertThat(plan.code()).as("%s", plan).isEqualTo(2);
        assertThat(plan.out()).contains("Plan: 400 to change, 200 module reloads, 0 reboots.");
        assertThat(connections(parent)).isEqualTo(1);
        assertThat(connections(guests)).isEqualTo(count);
    }
}
