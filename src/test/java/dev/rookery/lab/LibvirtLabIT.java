package dev.rookery.lab;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// The machine that chains are tried on is what it says: a libvirt host, a libvirt host as its
/// guest, and a guest of that, each a domain of type kvm.
@EnabledIfEnvironmentVariable(
        named = "ROOKERY_LAB",
        matches = "1",
        disabledReason = "boots a machine in QEMU: set ROOKERY_LAB=1 (see lab/kvm-amd)")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LibvirtLabIT {
    private static final String SHARE = "/usr/local/share/lab/";
    private static final Duration LIMIT = Duration.ofMinutes(8);

    private KvmAmdMachine machine;

    LibvirtLabIT(@TempDir Path folder) throws IOException {
        machine = new KvmAmdMachine(Files.createDirectory(folder.resolve("machine")));
    }

    @BeforeAll
    void boot() {
        KvmAmdMachine.bootLibvirt(machine.folder());
    }

    @AfterAll
    void end() {
        machine.end();
    }

    @Test
    void guestOfAGuestRunsAccelerated() {
        machine.run(
                "cd /var/lib/libvirt/images"
                        + " && qemu-img create -q -f qcow2 -b /dev/vdb -F raw l1.qcow2"
                        + " && virsh define "
                        + SHARE
                        + "l1.xml");
        start("root", "l1");
        await("ssh to l1", "l1", "virsh list --all");
        assertThat(machine.run("virsh -q domifaddr l1 --source lease"))
                .contains("192.168.150.11/24");
        assertThat(machine.run("l1", "cat /sys/module/kvm_amd/parameters/nested")).isEqualTo("1");

        machine.run("l1", "virsh define " + SHARE + "l2.xml");
        start("l1", "l2");
        await("l2's word", "l1", "grep 'L2 is up' /var/log/libvirt/qemu/l2-console.log");
        assertThat(Integer.parseInt(machine.run("cat /sys/kernel/debug/kvm/*/nested_run")))
                .as("times that l1 ran its guest by SVM")
                .isPositive();
        assertThat(machine.holds("root", "modprobe -r kvm_amd")).as("unloads").isFalse();

        machine.run("virsh shutdown l1 --mode acpi");
        await("l1 is off", "root", "virsh domstate l1 --reason | grep 'shut off (shutdown)'");
        machine.run("modprobe -r kvm_amd && modprobe kvm_amd nested=0");
        assertThat(machine.live("nested")).isEqualTo("0");
    }

    /// A start takes from seconds to minutes on an emulated machine, and goes on by itself.
    private void start(String host, String domain) {
        machine.run(
                host,
                "setsid virsh start " + domain + " >/root/start.log 2>&1 </dev/null & sleep 0.1");
    }

    private void await(String what, String host, String script) {
        KvmAmdMachine.await(LIMIT, what, () -> machine.holds(host, script));
    }
}
