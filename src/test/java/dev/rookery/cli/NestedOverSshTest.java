package dev.rookery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.connect.ssh.Sshd;
import dev.rookery.demo.SimulatedKvm;
import dev.rookery.lab.Ran;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Whole runs on Linux machines behind one another: each a real OpenSSH server on loopback, before
/// a simulated kernel of its own.
class NestedOverSshTest {
    @TempDir Path folder = Path.of("");
    private final Map<String, Sshd> servers = new HashMap<>();
    private final Map<String, SimulatedKvm> machines = new HashMap<>();
    private final List<String> config = new ArrayList<>();
    private final List<String> hosts = new ArrayList<>();

    @AfterEach
    void stop() {
        servers.values().forEach(Sshd::close);
    }

    /// A machine that ssh's configuration leads to.
    ///
    /// @param jump the machine on the way; empty for none
    private void machine(String name, String jump, String... variables) throws Exception {
        SimulatedKvm machine = SimulatedKvm.amd(folder.resolve(name));
        Sshd sshd =
                Sshd.start(
                        folder.resolve(name + "-sshd"),
                        Sshd.Options.usual()
                                .withAddress("127.0.0." + (servers.size() + 1))
                                .withConfig("LogLevel DEBUG1")
                                .withEnvironment(machine.environment()));
        servers.put(name, sshd);
        machines.put(name, machine);
        config.add("Host " + name);
        config.add("  HostName " + sshd.address());
        config.add("  Port " + sshd.port());
        config.add("  User " + Sshd.user());
        config.add("  IdentityFile " + sshd.userKey());
        config.add("  UserKnownHostsFile " + sshd.knownHosts());
        if (!jump.isEmpty()) {
            config.add("  ProxyJump " + jump);
        }
        hosts.add("    " + name + ": { " + String.join(", ", variables) + " }");
    }

    private Ran run(String command, String... options) throws IOException {
        Path file = folder.resolve("ssh_config");
        Files.write(file, config);
        Path inventory = folder.resolve("inventory.yml");
        Files.writeString(
                inventory,
                "all:\n  vars: { ansible_ssh_common_args: '-F %s' }\n  hosts:\n%s\n"
                        .formatted(file, String.join("\n", hosts)));
        Path playbook = folder.resolve("lab.yml");
        Files.writeString(playbook, "- hosts: all\n  hypervisor: { nested: true }\n");
        return Program.in(folder).run(command, playbook, List.of(inventory), options);
    }

    private Sshd server(String name) {
        return Objects.requireNonNull(servers.get(name), name);
    }

    private SimulatedKvm kvm(String name) {
        return Objects.requireNonNull(machines.get(name), name);
    }

    private String nested(String machine) throws IOException {
        return kvm(machine).parameter("kvm_amd", "nested");
    }

    /// What was begun there comes to its end.
    private void awaitNested(String machine) throws Exception {
        Path file = kvm(machine).root().resolve("sys/module/kvm_amd/parameters/nested");
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!(Files.exists(file) && Files.readString(file).equals("1\n"))) {
            assertThat(System.nanoTime()).as("nested on " + machine).isLessThan(end);
            Thread.sleep(20);
        }
    }

    private int count(String name, String text) throws IOException {
        return server(name).log().split(text, -1).length - 1;
    }

    @Test
    void threeLevelsOfJumpAreOnePlanAndOneApply() throws Exception {
        machine("host", "");
        machine("lab", "host", "guest_of: host");
        machine("node", "lab", "guest_of: lab");

        Ran plan = run("plan", "--detailed-exitcode");
        assertThat(plan.code()).as("%s", plan).isEqualTo(2);
        assertThat(plan.out()).containsSubsequence("host", "lab", "node", "3 module reloads");
        assertThat(nested("node")).isEqualTo("0");

        int through = count("lab", "server_request_direct_tcpip");
        assertThat(through).as("connections to node through lab").isPositive();

        Ran apply = run("apply", "--yes");
        assertThat(apply.code()).as("%s", apply).isZero();
        assertThat(apply.out()).containsSubsequence("host :  ok=0  changed=2", "lab", "node");
        assertThat(List.of(nested("host"), nested("lab"), nested("node")))
                .containsExactly("1", "1", "1");
        assertThat(run("plan", "--detailed-exitcode").code()).isZero();
    }

    @Test
    void aParentThatDiesInTheMiddleTakesItsGuestsWithItAndNobodyElse() throws Exception {
        machine("host", "");
        machine("lab", "host", "guest_of: host");
        machine("node", "lab", "guest_of: lab");
        machine("sibling", "");
        machine("inside", "sibling", "guest_of: sibling");
        long pid = server("host").processes().getFirst().pid();
        // As if its power went: its server and every session end when its module is to be unloaded.
        kvm("host")
                .before(
                        "modprobe",
                        """
                        if [ "$1" = -r ]; then
                            kill -9 %1$d $(cat /proc/%1$d/task/%1$d/children)
                        fi\
                        """
                                .formatted(pid));

        Ran apply = run("apply", "--yes");
        assertThat(apply.code()).as("%s", apply).isEqualTo(4);
        assertThat(apply.out())
                .containsPattern("host +:  ok=0  changed=1  unreachable=1  failed=0  skipped=1")
                .containsPattern("lab +:  ok=0  changed=0  unreachable=0  failed=0  skipped=2")
                .containsPattern("node +:  ok=0  changed=0  unreachable=0  failed=0  skipped=2")
                .containsPattern("sibling +:  ok=0  changed=2  unreachable=0  failed=0  skipped=0")
                .containsPattern("inside +:  ok=0  changed=2  unreachable=0  failed=0  skipped=0");
        assertThat(apply.err())
                .contains(
                        "host: unreachable: ",
                        "the connection was lost",
                        "remedy: what has begun finishes on the machine by itself",
                        "lab: skipped: its parent host was not finished",
                        "node: skipped: its parent lab was not finished");
        assertThat(List.of(nested("lab"), nested("node"))).containsExactly("0", "0");
        assertThat(List.of(nested("sibling"), nested("inside"))).containsExactly("1", "1");
        awaitNested("host");
    }
}
