package dev.rookery.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rookery.demo.LocalPowerShell;
import dev.rookery.lab.Ran;
import dev.rookery.shell.powershell.PowerShells;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The packaged program with the lab inside it, as a user runs it.
class DemoIT {
    private static final Path LAUNCHER = Path.of("rookery").toAbsolutePath();
    private static final Duration LIMIT = Duration.ofMinutes(5);

    @TempDir Path folder = Path.of("");

    @Test
    void withAPowerShellOneRunIsOfKvmAndWindowsHostsAndAGuest() {
        Ran demo = Ran.of(withPowerShell("demo"), LIMIT);
        assertThat(demo.code()).as(demo.toString()).isZero();
        assertThat(demo.out())
                .containsSubsequence(
                        "hv-01 is a simulated Windows Server",
                        "hv-01  as desired\n",
                        "    win-lab-01\n      ~ guest on hv-01\n          nested: false -> true\n",
                        "          state: Off -> Running\n",
                        "      ? hypervisor  deferred: known after its guest part is done on hv-01",
                        "Plan: 6 to change, 2 module reloads, 0 reboots; 2 blocked, 1 pending, 1"
                                + " deferred.",
                        "kvm-intel-01 :  ok=0  changed=2",
                        "hv-01        :  ok=1  changed=0",
                        "win-lab-01   :  ok=0  changed=2",
                        "kvm-intel-01  as desired",
                        "hv-01  as desired",
                        "    win-lab-01  as desired",
                        "Plan: 0 to change")
                .doesNotContain("Left out");
        assertThat(demo.err())
                .containsSubsequence(
                        "win-lab-01: guest: done",
                        "win-lab-01: was started; waiting for it",
                        "win-lab-01: Hyper-V ...",
                        "win-lab-01: restarts; waiting for it",
                        "win-lab-01: Hyper-V: done");
    }

    @Test
    void withoutAPowerShellItIsOfKvmHosts() {
        Ran demo = Ran.of(program("demo"), LIMIT);
        assertThat(demo.code()).as(demo.toString()).isZero();
        assertThat(demo.out())
                .containsSubsequence(
                        "Left out: hv-01, a Windows host, and its guest win-lab-01: there is no"
                                + " PowerShell",
                        "Plan: 5 to change, 2 module reloads, 0 reboots; 2 blocked, 1 pending.",
                        "kvm-intel-01 :  ok=0  changed=2",
                        "kvm-intel-01  as desired",
                        "Plan: 0 to change",
                        "rookery demo --keep");
        assertThat(demo.err()).contains("done in").doesNotContain("sshj", "INFO", "WARN");
    }

    @Test
    void everyCommandWorksOnTheLabThatIsKept() throws Exception {
        Path out = folder.resolve("keep.out");
        Process keep = Ran.start(program("demo", "--keep"), out, folder.resolve("keep.err"));
        Path inventory = inventory(out);
        try {
            String[] files = {
                inventory.resolveSibling("playbook.yml").toString(), "-i", inventory.toString()
            };
            assertThat(run(2, "plan", files, "--detailed-exitcode", "--limit", "kvm-amd-01").out())
                    .contains("kvm_amd.nested: 0 -> 1", "10-site.conf:2 says kvm_amd.nested=0");
            assertThat(run(2, "verify", files, "--limit", "kvm-amd-01").out())
                    .contains("Not verified");
            run(64, "apply", files);
            run(0, "apply", files, "--check", "--limit", "kvm-amd-01");
            assertThat(run(3, "apply", files, "--yes").out())
                    .contains("kvm-amd-01   :  ok=0  changed=2");
            assertThat(run(0, "apply", files, "--yes", "--limit", "kvm-amd-01").out())
                    .contains("No changes.", "ok=2  changed=0");
            assertThat(run(6, "apply", files, "--yes", "--limit", "kvm-intel-03").out())
                    .contains("pending=1");
            assertThat(run(0, "verify", files, "--limit", "kvm-amd-01").out())
                    .contains("proof: kvm_amd.nested reads 1 in the running kernel", "Verified.");
            assertThat(Ran.of(program("facts", "-i", inventory.toString(), "--json"), LIMIT).out())
                    .contains("\"module.kvm_amd.parameter.nested.value\" : [ \"1\" ]");
        } finally {
            keep.destroy();
        }
        assertThat(Ran.ended(keep, LIMIT)).isTrue();
        assertThat(inventory.getParent()).doesNotExist();
    }

    @Test
    void everyCommandWorksOnTheWindowsMachinesThatAreKept() throws Exception {
        Path out = folder.resolve("keep.out");
        Process keep = Ran.start(withPowerShell("demo", "--keep"), out, folder.resolve("keep.err"));
        Path inventory = inventory(out);
        try {
            String[] files = {
                inventory.resolveSibling("playbook.yml").toString(), "-i", inventory.toString()
            };
            String[] hosts = {"-i", inventory.toString()};
            assertThat(run(2, "plan", files, "--detailed-exitcode", "--limit", "win-lab-01").out())
                    .contains("hv-01  (not in this plan)\n    win-lab-01\n", "memory: 4GiB");
            assertThat(run(0, "doctor", hosts, "--limit", "hv-01").out()).contains("PASS");
            assertThat(run(0, "apply", files, "--yes", "--limit", "hyperv:labs").out())
                    .contains("hv-01      :  ok=1  changed=0", "win-lab-01 :  ok=0  changed=2");
            assertThat(run(0, "verify", files, "--limit", "win-lab-01").out())
                    .contains("nested is true", "Hyper-V is enabled, and vmms runs", "Verified.");
            assertThat(run(0, "facts", hosts, "--limit", "win-lab-01").out())
                    .contains("Microsoft Windows Server 2022", "virt.platform: hyper-v");
            assertThat(passwords(inventory)).hasSize(2);
            assertThat(Files.readString(out) + Files.readString(folder.resolve("keep.err")))
                    .doesNotContain(passwords(inventory));
        } finally {
            keep.destroy();
        }
        assertThat(Ran.ended(keep, LIMIT)).isTrue();
        assertThat(inventory.getParent()).doesNotExist();
    }

    private static List<String> passwords(Path inventory) throws IOException {
        return Files.readAllLines(inventory).stream()
                .filter(line -> line.contains("ansible_password: "))
                .map(line -> line.replaceAll(".*: '(.+)'", "$1"))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"machines", "inventory.yml", "machines/win-lab-01/state.json.restart"})
    void anInterruptedDemoLeavesNothing(String reached) throws Exception {
        Path temporary = Files.createDirectory(folder.resolve("temporary"));
        ProcessBuilder builder = withPowerShell("demo");
        builder.environment().put("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + temporary);
        Path err = folder.resolve("demo.err");
        Process demo = Ran.start(builder, folder.resolve("demo.out"), err);
        while (demo.isAlive() && !isThere(temporary, reached)) {
            Thread.sleep(5);
        }
        new ProcessBuilder("kill", "-INT", Long.toString(demo.pid())).start().waitFor();
        assertThat(Ran.ended(demo, LIMIT)).isTrue();
        assertThat(demo.exitValue()).as(Files.readString(err)).isEqualTo(130);
        assertThat(Files.readString(err)).doesNotContain("\tat ", "bug");
        assertThat(Files.readString(folder.resolve("demo.out"))).doesNotContain("Now try");
        assertThat(temporary).isEmptyDirectory();
        assertThat(ProcessHandle.allProcesses().filter(one -> isOf(temporary, one))).isEmpty();
    }

    private static boolean isThere(Path temporary, String path) throws IOException {
        try (Stream<Path> labs = Files.list(temporary)) {
            return labs.anyMatch(lab -> Files.exists(lab.resolve(path)));
        }
    }

    /// Whether its environment names the folder. The demo itself has ended.
    private static boolean isOf(Path folder, ProcessHandle process) {
        try {
            return Files.readString(
                            Path.of("/proc", Long.toString(process.pid()), "environ"),
                            StandardCharsets.ISO_8859_1)
                    .contains(folder.toString());
        } catch (IOException anothersOrGone) {
            return false;
        }
    }

    @Test
    void anInterruptLetsTheTasksComeToTheirEnd() throws Exception {
        Path out = folder.resolve("keep.out");
        Process keep = Ran.start(program("demo", "--keep"), out, folder.resolve("keep.err"));
        Path inventory = inventory(out);
        String[] files = {
            inventory.resolveSibling("playbook.yml").toString(), "-i", inventory.toString()
        };
        try {
            Path err = folder.resolve("apply.err");
            Process apply =
                    Ran.start(
                            program("apply", files[0], "-i", files[2], "--yes", "-f", "1"),
                            folder.resolve("apply.out"),
                            err);
            while (apply.isAlive() && !Files.readString(err).contains("persisted ...")) {
                Thread.sleep(10);
            }
            new ProcessBuilder("kill", "-INT", Long.toString(apply.pid())).start().waitFor();
            assertThat(Ran.ended(apply, LIMIT)).isTrue();
            assertThat(apply.exitValue()).as(Files.readString(err)).isEqualTo(130);
            assertThat(Files.readString(err)).contains("Interrupted: nothing more is begun");
            assertThat(Files.readString(folder.resolve("apply.out")))
                    .contains("RECAP")
                    .containsPattern("skipped=[1-9]");
            assertThat(run(3, "apply", files, "--yes").out()).contains("failed=0");
        } finally {
            keep.destroy();
        }
        assertThat(Ran.ended(keep, LIMIT)).isTrue();
    }

    /// In a mount namespace of its own, with a recorder in the place of every tool by which the
    /// controller's own kernel or guests could be touched.
    @Test
    void noToolOfTheControllersOwnMachineIsCalled() throws IOException {
        Path script = Path.of("src/test/resources/dev/rookery/cli/recorded-demo.sh");
        Ran probe = Ran.of(new ProcessBuilder("unshare", "-m", "true"), LIMIT);
        assumeTrue(probe.code() == 0, "a mount namespace of its own needs root");
        Path calls = folder.resolve("calls");
        ProcessBuilder builder =
                new ProcessBuilder(
                        "unshare",
                        "-m",
                        "sh",
                        script.toString(),
                        folder.toString(),
                        LAUNCHER.toString());
        builder.environment().put("ROOKERY_JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("XDG_STATE_HOME", folder.resolve("state").toString());
        Ran ran = Ran.of(builder, LIMIT);
        assertThat(ran.code()).as(ran.toString()).isZero();
        assertThat(ran.out()).contains("kvm-amd-01   :  ok=0  changed=2", "recorders work");
        assertThat(Files.readString(calls)).isEmpty();
    }

    private Ran run(int code, String command, String[] files, String... options) {
        List<String> words = new ArrayList<>(List.of(command));
        words.addAll(List.of(files));
        words.addAll(List.of(options));
        Ran ran = Ran.of(program(words.toArray(String[]::new)), LIMIT);
        assertThat(ran.code()).as("%s: %s", words, ran).isEqualTo(code);
        return ran;
    }

    private ProcessBuilder program(String... words) {
        List<String> command = new ArrayList<>(List.of(LAUNCHER.toString()));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("ROOKERY_JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("XDG_STATE_HOME", folder.resolve("state").toString());
        builder.environment().put("PATH", pathWithoutPowerShell());
        builder.environment().remove("ROOKERY_POWERSHELL");
        return builder;
    }

    private static String pathWithoutPowerShell() {
        return Stream.of(System.getenv("PATH").split(":", -1))
                .filter(each -> LocalPowerShell.find(Map.of("PATH", each)).isEmpty())
                .collect(Collectors.joining(":"));
    }

    private ProcessBuilder withPowerShell(String... words) {
        ProcessBuilder builder = program(words);
        builder.environment().put("ROOKERY_POWERSHELL", PowerShells.powershellOrSkip().toString());
        return builder;
    }

    /// Waits until the lab says where its inventory is.
    private static Path inventory(Path out) throws IOException, InterruptedException {
        for (int i = 0; i < 600; i++) {
            for (String line : Files.readAllLines(out)) {
                if (line.startsWith("  inventory  ")) {
                    return Path.of(line.substring("  inventory  ".length()));
                }
            }
            Thread.sleep(100);
        }
        throw new AssertionError("no inventory: " + Files.readString(out));
    }
}
