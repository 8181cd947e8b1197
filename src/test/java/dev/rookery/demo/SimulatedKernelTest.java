package dev.rookery.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.demo.LabClient.Said;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// The machines' own tools answer as kmod's do; see its sources for the words.
@SuppressWarnings("NullAway.Init")
class SimulatedKernelTest {
    private static DemoLab lab;

    @BeforeAll
    static void start() throws IOException {
        lab = DemoLab.start(Map.of());
    }

    @AfterAll
    static void stop() {
        lab.close();
    }

    private static Said on(String machine, String command) throws IOException {
        try (LabClient client = LabClient.login(lab, machine)) {
            return client.run(command);
        }
    }

    private static String parameter(String machine, String path) throws IOException {
        return Files.readString(LabClient.root(lab, machine).resolve("sys/module").resolve(path))
                .strip();
    }

    @Test
    void eachMachineSaysItsOwnKernelAndUser() throws IOException {
        assertThat(on("kvm-intel-01", "uname -r; id -u").out())
                .isEqualTo("4.18.0-553.el8_10.x86_64\n0\n");
        assertThat(on("kvm-amd-01", "uname -r").out()).isEqualTo("6.1.0-28-amd64\n");
    }

    @Test
    void reloadTakesTheDropInThatSortsLast() throws IOException {
        assertThat(parameter("kvm-amd-01", "kvm_amd/parameters/nested")).isEqualTo("0");
        assertThat(on("kvm-amd-01", "modprobe -c").out()).isEqualTo("options kvm_amd nested=0\n");
        Path dropIn = LabClient.root(lab, "kvm-amd-01").resolve("etc/modprobe.d/zz-rookery.conf");
        Files.writeString(dropIn, "options kvm_amd nested=1\n");

        Said reload = on("kvm-amd-01", "modprobe -r kvm_amd && ls -d $ROOKERY_ROOT/sys/module/*");
        assertThat(reload.code()).isEqualTo(2);
        assertThat(LabClient.root(lab, "kvm-amd-01").resolve("dev/kvm")).doesNotExist();
        assertThat(on("kvm-amd-01", "modprobe kvm-amd")).isEqualTo(new Said(0, "", ""));

        assertThat(parameter("kvm-amd-01", "kvm_amd/parameters/nested")).isEqualTo("1");
        assertThat(parameter("kvm-amd-01", "kvm/refcnt")).isEqualTo("1");
        assertThat(LabClient.root(lab, "kvm-amd-01").resolve("dev/kvm")).exists();
    }

    @Test
    void explicitParametersAndTheCommandLineCount() throws IOException {
        assertThat(parameter("kvm-intel-01", "kvm_intel/parameters/nested")).isEqualTo("N");
        String reload = "modprobe -r kvm_intel && modprobe kvm_intel ";
        Path commandLine = LabClient.root(lab, "kvm-intel-01").resolve("proc/cmdline");
        String before = Files.readString(commandLine);
        Files.writeString(commandLine, "quiet kvm-intel.nested=1\n");
        assertThat(on("kvm-intel-01", reload).code()).isZero();
        assertThat(parameter("kvm-intel-01", "kvm_intel/parameters/nested")).isEqualTo("Y");
        assertThat(on("kvm-intel-01", reload + "nested=0").code()).isZero();
        assertThat(parameter("kvm-intel-01", "kvm_intel/parameters/nested")).isEqualTo("N");
        Said invalid = on("kvm-intel-01", reload + "nested=maybe");
        assertThat(invalid)
                .isEqualTo(
                        new Said(
                                1,
                                "",
                                "modprobe: ERROR: could not insert 'kvm_intel': Invalid"
                                        + " argument\n"));
        Files.writeString(commandLine, before);
        assertThat(on("kvm-intel-01", "modprobe kvm_intel").code()).isZero();
    }

    @Test
    void moduleInUseStays() throws IOException {
        assertThat(on("kvm-intel-03", "modprobe -r kvm_intel"))
                .isEqualTo(new Said(1, "", "modprobe: FATAL: Module kvm_intel is in use.\n"));
        assertThat(on("kvm-intel-03", "rmmod kvm").err())
                .isEqualTo("rmmod: ERROR: Module kvm is in use by: kvm_intel\n");
        assertThat(parameter("kvm-intel-03", "kvm_intel/refcnt")).isEqualTo("2");
    }

    @Test
    void firmwareBlocksTheVendorsModule() throws IOException {
        Said load = on("kvm-intel-02", "modprobe kvm_intel");
        assertThat(load.code()).isEqualTo(1);
        assertThat(load.err())
                .isEqualTo(
                        "modprobe: ERROR: could not insert 'kvm_intel': Operation not supported\n");
        assertThat(on("kvm-intel-02", "dmesg").out())
                .contains("VMX (outside TXT) disabled by BIOS");
        assertThat(on("kvm-intel-02", "modprobe kvm_amd").err())
                .isEqualTo(
                        "modprobe: FATAL: Module kvm_amd not found in directory"
                                + " /lib/modules/6.8.0-48-generic\n");
    }

    @Test
    void modinfoNamesTheParameters() throws IOException {
        assertThat(on("kvm-amd-01", "modinfo -F parm kvm_amd").out())
                .startsWith("nested:int\nnpt:bool\n");
        assertThat(on("kvm-amd-01", "modinfo -F parm kvm_intel").code()).isEqualTo(1);
    }
}
