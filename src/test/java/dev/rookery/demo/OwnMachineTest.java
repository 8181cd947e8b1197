package dev.rookery.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Nothing that is done on the lab's machines calls a tool of the machine that the lab runs on.
class OwnMachineTest {
    private static final List<String> TOOLS =
            List.of(
                    "modprobe",
                    "rmmod",
                    "insmod",
                    "modinfo",
                    "lsmod",
                    "depmod",
                    "dmesg",
                    "virsh",
                    "systemctl",
                    "systemd-run",
                    "systemd-detect-virt",
                    "journalctl",
                    "sudo");

    @TempDir Path temporary = Path.of("");

    @Test
    void wholeRunCallsNoToolOfTheController() throws Exception {
        Path calls = Files.createFile(temporary.resolve("calls"));
        Path recorders = Files.createDirectory(temporary.resolve("recorders"));
        for (String tool : TOOLS) {
            Path recorder = recorders.resolve(tool);
            Files.writeString(recorder, "#!/bin/sh\necho " + tool + " >>'" + calls + "'\n");
            assertThat(recorder.toFile().setExecutable(true)).isTrue();
        }
        String path = recorders + ":" + System.getenv("PATH");

        List<String> said = run(path);

        assertThat(said)
                .contains(
                        "kvm-intel-01 user.id=0",
                        "kvm-intel-01 module.kvm_intel.parameter.nested.value=N",
                        "kvm-intel-01 module.kvm_intel.parameter.dump_invalid_vmcs.mode=644",
                        "kvm-intel-01 firmware.log~",
                        "kvm-amd-01 os.id=debian",
                        "kvm-amd-01 module.kvm_amd.parameter.nested.value=0",
                        "kvm-amd-01 modprobe.effective=options kvm_amd nested=0",
                        "kvm-amd-01 modprobe.1.path=/etc/modprobe.d/10-site.conf",
                        "kvm-intel-02 module.kvm_intel.state=loadable",
                        "kvm-intel-03 module.kvm_intel.refcount=2",
                        "kvm-intel-03 kvm.user=4200017 qemu-kvm web-01",
                        "lock result=done",
                        "persist result=done",
                        "reload result=done",
                        "reload observed.kvm_amd.nested=1",
                        "after module.kvm_amd.parameter.nested.value=1",
                        "after kvm.device=present");
        assertThat(said).anyMatch(line -> line.matches("kvm-intel-02 firmware.log=.*by BIOS"));
        assertThat(calls).isEmptyFile();
        new ProcessBuilder(recorders.resolve("modprobe").toString()).start().waitFor();
        assertThat(calls).as("the recorders do record").hasContent("modprobe");
    }

    private List<String> run(String path) throws IOException, InterruptedException {
        Path log = temporary.resolve("log");
        ProcessBuilder builder =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        RecordedRun.class.getName());
        builder.environment().put("PATH", path);
        Process process = builder.redirectError(log.toFile()).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(log)).isZero();
        return said.lines().toList();
    }
}
