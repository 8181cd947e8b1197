package dev.rookery.resource.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.facts.Fact;
import dev.rookery.facts.Observations;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class DomainProbeTest {
    private static final String KEY = "libvirt.domain.0.";
    private static final String SESSION = "run/user/1000/libvirt/libvirt-sock";

    @TempDir Path root;

    private LibvirtMachine machine(String shell) throws Exception {
        return new LibvirtMachine(root, shell, "cpu=epyc");
    }

    private static String addresses(String... ofInterface) {
        StringBuilder table =
                new StringBuilder(" Name       MAC address          Protocol     Address\n---\n");
        for (String address : ofInterface) {
            table.append(" vnet0      52:54:00:12:34:56    ipv4         ").append(address);
            table.append("/24\n -          -                    ipv6         fe80::1/64\n");
        }
        return table.toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash", "busybox sh"})
    void saysAllOfADomainThatRuns(String shell) throws Exception {
        LibvirtMachine machine = machine(shell);
        machine.running("cpu=epyc+svm");
        machine.write("snapshots", "one\ntwo\n");
        machine.write("auto", "");
        machine.write("lease", addresses("192.168.122.7"));

        Observations seen = machine.probe();

        assertThat(seen.one("libvirt.domains")).isEqualTo(Fact.known("1"));
        assertThat(seen.one("libvirt.connection.0")).isEqualTo(Fact.known("qemu:///system"));
        assertThat(seen.one(KEY + "uuid")).isEqualTo(Fact.known(Domains.UUID));
        assertThat(seen.one(KEY + "name")).isEqualTo(Fact.known("web"));
        assertThat(seen.one(KEY + "state")).isEqualTo(Fact.known("running (booted)"));
        assertThat(seen.one(KEY + "persistent")).isEqualTo(Fact.known("yes"));
        assertThat(seen.one(KEY + "autostart")).isEqualTo(Fact.known("yes"));
        assertThat(seen.one(KEY + "managed-save")).isEqualTo(Fact.known("no"));
        assertThat(seen.one(KEY + "snapshots")).isEqualTo(Fact.known("2"));
        assertThat(seen.all(KEY + "xml")).isEqualTo(Fact.known(Domains.xml("cpu=epyc")));
        assertThat(seen.all(KEY + "live.xml")).isEqualTo(Fact.known(Domains.xml("cpu=epyc+svm")));
        assertThat(seen.all(KEY + "address.lease"))
                .isEqualTo(Fact.known(List.of("192.168.122.7", "fe80::1")));
        assertThat(seen.all(KEY + "job")).isEqualTo(Fact.known(List.of()));
        assertThat(machine.calls()).isEmpty();
    }

    @Test
    void theAgentIsOnlyAskedWhereItIsThereAndNoLeaseIs() throws Exception {
        LibvirtMachine machine = machine("sh");
        machine.write("agent", addresses("10.1.0.5"));
        machine.running("cpu=epyc");
        assertThat(machine.probe().facts()).doesNotContainKey(KEY + "address.agent");
        machine.running("cpu=epyc" + LibvirtMachine.WITH_AGENT);
        assertThat(machine.probe().all(KEY + "address.agent"))
                .isEqualTo(Fact.known(List.of("10.1.0.5", "fe80::1")));
        machine.write("lease", addresses("192.168.122.7"));
        assertThat(machine.probe().facts()).doesNotContainKey(KEY + "address.agent");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "busybox sh"})
    void aLineThatIsTooLongGoesOnInTheNextAndNoCharacterIsCut(String shell) throws Exception {
        LibvirtMachine machine = machine(shell);
        String longer = "  <a b='" + "x".repeat(4087) + "\u00e4" + "y".repeat(5000) + "'/>";
        machine.write("xml", machine.read("xml").replace("  <devices/>", longer));
        Observations seen = machine.probe();
        Domain domain = Domain.of(0, seen);
        assertThat(domain.inactive().map(xml -> xml.document().text()))
                .isEqualTo(Fact.known(machine.read("xml")));
        assertThat(seen.all(KEY + "xml.continued").ifKnown().orElseThrow()).hasSize(2);
    }

    @Test
    void withoutLibvirtThereAreNone() throws Exception {
        LibvirtMachine machine = machine("sh");
        Files.delete(root.resolve("run/libvirt/libvirt-sock"));
        assertThat(machine.probe().all("libvirt.domains")).isEqualTo(Fact.known(List.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "busybox sh"})
    void aDaemonThatRefusesIsUnknownAndASessionsIsNot(String shell) throws Exception {
        LibvirtMachine machine = machine(shell);
        machine.machine().write(SESSION, "");
        machine.machine()
                .program(
                        "virsh",
                        "#!/bin/sh\n"
                            + "echo\n"
                            + "echo 'error: failed to connect to the hypervisor' >&2\n"
                            + "echo \"error: Failed to connect socket to 'x': Connection refused\""
                            + " >&2\n"
                            + "exit 1\n");
        Observations seen = machine.probe();
        assertThat(seen.all("libvirt.domains"))
                .isEqualTo(
                        Fact.unknown(
                                "qemu:///system: failed to connect to the hypervisor: Failed to"
                                        + " connect socket to 'x': Connection refused"));
        assertThat(seen.facts()).doesNotContainKey("libvirt.connection.1");
        Files.delete(root.resolve("run/libvirt/libvirt-sock"));
        assertThat(machine.probe().one("libvirt.domains")).isEqualTo(Fact.known("0"));
    }

    @Test
    void aDaemonThatHangsIsGivenUp() throws Exception {
        LibvirtMachine machine = machine("dash");
        machine.machine()
                .program("timeout", "#!/bin/sh\nshift\nexec /usr/bin/timeout 0.3 \"$@\"\n");
        machine.machine().program("virsh", "#!/bin/sh\nexec sleep 60\n");
        assertThat(machine.probe().all("libvirt.domains"))
                .isEqualTo(Fact.unknown("qemu:///system: virsh did not answer within 20 seconds"));
    }

    @Test
    void aSessionIsAskedByItsSocket() throws Exception {
        LibvirtMachine machine = machine("sh");
        machine.machine().write(SESSION, "");
        Observations seen = machine.probe();
        assertThat(seen.one("libvirt.domains")).isEqualTo(Fact.known("2"));
        assertThat(seen.one("libvirt.domain.1.connection"))
                .isEqualTo(Fact.known("qemu+unix:///session?socket=/" + SESSION));
    }

    @Test
    void whatLibvirtGuestsDoesIsSaidWhereItIsEnabled() throws Exception {
        LibvirtMachine machine = machine("sh");
        String key = "libvirt.guests.on-shutdown";
        machine.machine().write("etc/default/libvirt-guests", "#ON_SHUTDOWN=shutdown\n");
        assertThat(machine.probe().all(key)).isEqualTo(Fact.known(List.of()));
        machine.machine()
                .write("etc/systemd/system/multi-user.target.wants/libvirt-guests.service", "");
        assertThat(machine.probe().one(key)).isEqualTo(Fact.known("suspend"));
        machine.machine().write("etc/default/libvirt-guests", "ON_SHUTDOWN=\"shutdown\"\n");
        assertThat(machine.probe().one(key)).isEqualTo(Fact.known("shutdown"));
    }
}
