package dev.rookery.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rookery.shell.ScriptFile;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.List;

class DemoScriptTest {
    private static final List<String> NAMES =
            List.of(
                    "kernel",
                    "modprobe",
                    "rmmod",
                    "modinfo",
                    "lsmod",
                    "dmesg",
                    "uname",
                    "hostname",
                    "id",
                    "systemd-detect-virt",
                    "libvirt",
                    "libvirt-define",
                    "virsh-show",
                    "virsh-change",
                    "virsh");

    @Test
    void shellReadsThem() throws Exception {
        for (String name : NAMES) {
            assertThat(check(name, "sh", "-n")).as(name).isEmpty();
        }
    }

    @Test
    void shellcheckFindsNothing() throws Exception {
        boolean there =
                new ProcessBuilder("sh", "-c", "command -v shellcheck").start().waitFor() == 0;
        assumeTrue(there, "shellcheck is not installed");
        for (String name : NAMES) {
            assertThat(check(name, "shellcheck", "-s", "sh", "-")).as(name).isEmpty();
        }
    }

    /// A tool that is not started by the lab has no root, and must not take the real one.
    @Test
    void withoutARootNothingIsDone() throws Exception {
        ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-s");
        builder.environment().remove("ROOKERY_ROOT");
        Process process = builder.redirectErrorStream(true).start();
        try (var in = process.getOutputStream()) {
            String text = ScriptFile.of("demo/bin/kernel.sh").text() + "\necho went on\n";
            in.write(text.getBytes(StandardCharsets.UTF_8));
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(said).contains("is set by the demo's own server only").doesNotContain("went on");
        assertThat(process.waitFor()).isNotZero();
    }

    private static String check(String name, String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (var in = process.getOutputStream()) {
            String text = ScriptFile.of("demo/bin/" + name + ".sh").text();
            in.write(text.getBytes(StandardCharsets.UTF_8));
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() == 0 ? said : "failed: " + said;
    }
}
