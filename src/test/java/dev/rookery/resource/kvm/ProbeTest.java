package dev.rookery.resource.kvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rookery.facts.Fact;
import dev.rookery.facts.Observations;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

class ProbeTest {
    @TempDir Path temporary;

    private SimulatedRoot machine = new SimulatedRoot(Path.of("root"), Path.of("tools"));

    @BeforeEach
    void make() {
        machine = new SimulatedRoot(temporary.resolve("root"), temporary.resolve("tools"));
        SimulatedHosts.intel(machine, SimulatedCases.MODERN, "N");
    }

    @AfterEach
    void unlink() throws IOException {
        machine.unlink();
    }

    static List<ProbeShell> shells() {
        return ProbeShell.installed();
    }

    private Observations probe(ProbeShell shell) throws Exception {
        return Observations.parse(shell.probe(machine));
    }

    @ParameterizedTest
    @MethodSource("shells")
    void namesWhoHasTheDeviceOpen(ProbeShell shell) throws Exception {
        SimulatedCases.inUse(machine);

        Observations seen = probe(shell);

        assertThat(seen.all("kvm.user"))
                .isEqualTo(
                        Fact.known(List.of("815 fire_cracker", "4711 qemu-system-x86 cloud,lab")));
        assertThat(seen.one("module.kvm_intel.refcount")).isEqualTo(Fact.known("5"));
        assertThat(seen.all("module.kvm.holders")).isEqualTo(Fact.known(List.of("kvm_intel")));
    }

    @ParameterizedTest
    @MethodSource("shells")
    void aContainerSaysWhatMadeIt(ProbeShell shell) throws Exception {
        assertThat(probe(shell).all("virt.container")).isEqualTo(Fact.known(List.of()));
        machine.bytes("proc/1/environ", "A=b\0container=lxc\0".getBytes(StandardCharsets.US_ASCII));
        assertThat(probe(shell).one("virt.container")).isEqualTo(Fact.known("lxc"));
        machine.file("run/.containerenv", "");
        assertThat(probe(shell).one("virt.container")).isEqualTo(Fact.known("podman"));
        machine.file("run/systemd/container", "systemd-nspawn");
        assertThat(probe(shell).one("virt.container")).isEqualTo(Fact.known("systemd-nspawn"));
    }

    @ParameterizedTest
    @MethodSource("shells")
    void tellsWhichParametersAreWritable(ProbeShell shell) throws Exception {
        Observations seen = probe(shell);

        assertThat(seen.one("module.kvm_intel.parameter.nested.value")).isEqualTo(Fact.known("N"));
        assertThat(seen.one("module.kvm_intel.parameter.nested.mode")).isEqualTo(Fact.known("444"));
        assertThat(seen.one("module.kvm.parameter.ignore_msrs.mode")).isEqualTo(Fact.known("644"));
        assertThat(seen.one("module.kvm_amd.state")).isEqualTo(Fact.known("loadable"));
        assertThat(seen.below("module.kvm_amd.parameter.")).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("shells")
    void survivesAnyFileOfModprobe(ProbeShell shell) throws Exception {
        byte[] binary = "kvm\0\u0007\r\n\nlast".getBytes(StandardCharsets.US_ASCII);
        machine.bytes("etc/modprobe.d/a b;$(touch x).conf", binary)
                .file("etc/modprobe.d/b.conf", "options snd power=1\n")
                .link("etc/modprobe.d/c.conf", "/dev/null")
                .link("etc/modprobe.d/d.conf", "nowhere")
                .link("etc/modprobe.d/e.conf", "b.conf")
                .file("etc/modprobe.d/zz-rookery.conf", "")
                .directory("etc/modprobe.d/directory.conf")
                .file("usr/lib/modprobe.d/a.conf", "options kvm x=" + "y".repeat(5000))
                .link("lib64", "usr/lib");

        Observations seen = probe(shell);

        assertThat(seen.one("modprobe.1.path"))
                .isEqualTo(Fact.known("/etc/modprobe.d/a b;$(touch x).conf"));
        assertThat(seen.all("modprobe.1.line")).isEqualTo(Fact.known(List.of("kvm", "", "last")));
        assertThat(seen.one("modprobe.2.path")).isEqualTo(Fact.known("/etc/modprobe.d/b.conf"));
        assertThat(seen.all("modprobe.2.line")).isInstanceOf(Fact.Unknown.class);
        assertThat(seen.all("modprobe.3.line")).isEqualTo(Fact.known(List.of()));
        assertThat(seen.all("modprobe.4.line")).isEqualTo(Fact.unknown("it is a link to nothing"));
        assertThat(seen.one("modprobe.5.path")).isEqualTo(Fact.known("/etc/modprobe.d/e.conf"));
        assertThat(seen.all("modprobe.6.line")).isEqualTo(Fact.known(List.of()));
        assertThat(seen.one("modprobe.7.line").ifKnown().orElseThrow()).hasSize(4096);
        assertThat(seen.all("modprobe.8.path")).isInstanceOf(Fact.Unknown.class);
    }

    @ParameterizedTest
    @MethodSource("shells")
    void anEmptyMachineIsUnknownAndNotNo(ProbeShell shell) throws Exception {
        SimulatedRoot empty =
                new SimulatedRoot(
                        temporary.resolve("empty/root"), temporary.resolve("empty/tools"));
        Observations seen = Observations.parse(shell.probe(empty));
        empty.unlink();

        for (String key :
                List.of(
                        "os.id",
                        "kernel.release",
                        "kernel.cmdline",
                        "boot.id",
                        "memory.bytes",
                        "cpu.vendor",
                        "cpu.flags",
                        "virt.guest",
                        "virt.kind",
                        "module.kvm_intel.state",
                        "modprobe.effective",
                        "firmware.log")) {
            assertThat(seen.all(key)).as(key).isInstanceOf(Fact.Unknown.class);
        }
        assertThat(seen.one("modprobe.tool")).isEqualTo(Fact.known("none"));
        assertThat(seen.one("kvm.device")).isEqualTo(Fact.known("absent"));
    }

    @ParameterizedTest
    @MethodSource("shells")
    void aValueCannotForgeAnother(ProbeShell shell) throws Exception {
        machine.file("etc/os-release", "ID=\"x\u0007\"\nPRETTY_NAME='a b'\n")
                .parameter("kvm_intel", "vmentry_l1d_flush", "not required")
                .process(1, "systemd", "/sbin/init")
                .process(77, "qemu\nuser.id=5", "qemu", "-name", "guest=a\nkvm.user=1 b")
                .opened(77, 3, "/dev/kvm")
                .file("var/lib/rookery/lock/owner", "user@controller\n");

        Observations seen = probe(shell);

        assertThat(seen.one("os.id")).isEqualTo(Fact.known("x"));
        assertThat(seen.all("os.version")).isEqualTo(Fact.known(List.of()));
        assertThat(seen.one("module.kvm_intel.parameter.vmentry_l1d_flush.value"))
                .isEqualTo(Fact.known("not required"));
        assertThat(seen.one("user.id")).isEqualTo(Fact.known("0"));
        assertThat(seen.all("kvm.user")).isEqualTo(Fact.known(List.of("77 qemu a")));
        assertThat(seen.one("rookery.lock")).isEqualTo(Fact.known("user@controller"));
    }

    @ParameterizedTest
    @MethodSource("shells")
    void fallsBackToTheJournal(ProbeShell shell) throws Exception {
        machine.tool("dmesg", "exit 1")
                .prints("journalctl", "Linux version 4.18.0", "kvm: disabled by bios");
        assertThat(probe(shell).all("firmware.log"))
                .isEqualTo(Fact.known(List.of("kvm: disabled by bios")));

        machine.without("journalctl");
        assertThat(probe(shell).all("firmware.log"))
                .isEqualTo(Fact.unknown("this user may not read the kernel's log"));
    }

    /// As root the shell gives up its rights first: root can read everything.
    @ParameterizedTest
    @MethodSource("shells")
    void whatAUserMayNotReadIsUnknown(ProbeShell shell) throws Exception {
        boolean root = "root".equals(System.getProperty("user.name"));
        assumeTrue(!root || ProbeShell.find("setpriv").isPresent(), "needs setpriv as root");
        machine.prints("id", "65534")
                .file("etc/modprobe.d/secret.conf", "options kvm_intel nested=1\n")
                .mode("etc/modprobe.d/secret.conf", "---------")
                .mode("sys/module/kvm_intel/parameters/nested", "---------")
                .directory("var/lib/rookery/lock")
                .mode("var/lib/rookery", "---------");
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxr-xr-x"));

        List<String> before =
                root
                        ? List.of(
                                ProbeShell.find("setpriv").orElseThrow(),
                                "--reuid=65534",
                                "--regid=65534",
                                "--clear-groups")
                        : List.of();
        Observations seen = Observations.parse(shell.probe(machine, before));
        machine.mode("var/lib/rookery", "rwx------");

        assertThat(seen.one("modprobe.1.path"))
                .isEqualTo(Fact.known("/etc/modprobe.d/secret.conf"));
        assertThat(seen.all("modprobe.1.line"))
                .isEqualTo(Fact.unknown("it cannot be read by this user"));
        assertThat(seen.all("module.kvm_intel.parameter.nested.value"))
                .isEqualTo(
                        Fact.unknown(
                                "/sys/module/kvm_intel/parameters/nested cannot be read by this"
                                        + " user"));
        assertThat(seen.all("rookery.lock"))
                .isEqualTo(Fact.unknown("only root may look into /var/lib/rookery"));
        assertThat(seen.all("kvm.user")).isEqualTo(Fact.unknown("only root sees every process"));
    }

    @Test
    void everyLineFromThisMachineObeysTheProtocol() throws Exception {
        for (ProbeShell shell : ProbeShell.installed()) {
            List<String> lines = shell.run(List.of(), "", "/usr/sbin:/usr/bin:/sbin:/bin");

            assertThat(lines)
                    .allMatch(line -> line.matches("[A-Za-z0-9._-]+([=!].*|~)"))
                    .allMatch(line -> line.chars().noneMatch(c -> c < ' ' && c != '\t'));
            assertThat(Observations.parse(lines).one("kernel.release").ifKnown()).isPresent();
        }
    }
}
