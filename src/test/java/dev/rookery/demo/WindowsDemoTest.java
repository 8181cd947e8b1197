package dev.rookery.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.connect.Connection;
import dev.rookery.connect.ConnectionException;
import dev.rookery.connect.WinRmEndpoint;
import dev.rookery.connect.winrm.WinRmConnector;
import dev.rookery.diagnostic.Diagnostics;
import dev.rookery.inventory.ConnectionDefaults;
import dev.rookery.inventory.Inventory;
import dev.rookery.inventory.InventoryReader;
import dev.rookery.inventory.Machine;
import dev.rookery.shell.Script;
import dev.rookery.shell.ShellException;
import dev.rookery.shell.powershell.PowerShellShell;
import dev.rookery.shell.powershell.PowerShells;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/// The lab's Windows host is there only where its scripts can do no harm.
class WindowsDemoTest {
    private static final Path SOURCES = Path.of("src/main/resources/dev/rookery/demo/windows");

    @TempDir Path folder = Path.of("");

    @Test
    void theStandInsAreCopiedAsTheyAreAndTheirProgramsCanBeRun() throws IOException {
        StandIns copied = StandIns.extract(folder.resolve("copy"));
        assertThat(files(copied.folder())).isEqualTo(files(SOURCES)).hasSizeGreaterThan(20);
        for (String file : files(SOURCES)) {
            assertThat(copied.folder().resolve(file)).hasSameBinaryContentAs(SOURCES.resolve(file));
        }
        for (String program : List.of("bcdedit.exe", "icacls.exe", "shutdown.exe", "whoami.exe")) {
            assertThat(copied.bin().resolve(program)).isExecutable();
        }
    }

    private static List<String> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void withAPowerShellItIsInTheInventoryAndThePlaybook() throws IOException {
        Path powershell = PowerShells.powershellOrSkip();
        try (DemoLab lab = DemoLab.start(named(powershell))) {
            assertThat(lab.about()).hasSize(2);
            assertThat(lab.about().getLast())
                    .contains("hv-01", "simulated", "stand-ins", powershell.toString())
                    .contains("win-lab-01", "PowerShell Direct");
            assertThat(Files.readString(lab.inventory()))
                    .contains("hyperv:", "hv-01:", "psdirect", "win-lab-01: { guest_of: hv-01 }");
            assertThat(Files.readString(lab.playbook()))
                    .contains("hosts: kvm:hyperv", "hosts: labs", "guest:", "reboot: true");
            assertThat(
                            PosixFilePermissions.toString(
                                    Files.getPosixFilePermissions(lab.inventory())))
                    .as("there is a password in it")
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void withoutAPowerShellOneLineSaysWhatIsLeftOutAndHowToGetIt() throws IOException {
        assertThat(leftOut(Map.of("PATH", folder.toString())))
                .isEqualTo(
                        "Left out: hv-01, a Windows host, and its guest win-lab-01: there is no"
                                + " PowerShell to run their scripts in; install pwsh"
                                + " (https://aka.ms/powershell) or name another PowerShell in"
                                + " ROOKERY_POWERSHELL.");
    }

    @Test
    void aProgramThatIsNotThereOrIsNoPowerShellIsNotTaken() throws IOException {
        assertThat(leftOut(named(folder.resolve("none"))))
                .contains("is no program that can be run");
        assertThat(leftOut(named(program("exit 3")))).contains("may not be run in");
        assertThat(leftOut(named(program("cat >&2; echo guard=stand-ins"))))
                .contains("may not be run in");
    }

    /// As where `powershell.exe` is that of the Windows around this Linux: it gets none of our
    /// environment.
    @Test
    void aPowerShellThatDoesNotTakeTheStandInsRunsTheGuardAndNothingElse() throws IOException {
        Path powershell = PowerShells.powershellOrSkip();
        Path calls = folder.resolve("calls");
        String run = "echo >>'" + calls + "'; exec env %s '" + powershell + "' \"$@\"";

        assertThat(leftOut(named(program(run.formatted("-u PSModulePath")))))
                .contains("their scripts may not be run in", "there is no Get-CimInstance");
        assertThat(Files.readAllLines(calls)).hasSize(1);
        assertThat(leftOut(named(program(run.formatted("PATH=/usr/bin:/bin")))))
                .contains("bcdedit.exe");
        assertThat(leftOut(named(program(run.formatted("-u ROOKERY_WINDOWS_STATE")))))
                .contains("ROOKERY_WINDOWS_STATE is not set");
        assertThat(Files.readAllLines(calls)).hasSize(3);
    }

    @Test
    void aPowerShellThatRunsEndsWithTheLab() throws Exception {
        DemoLab lab = DemoLab.start(named(PowerShells.powershellOrSkip()));
        Thread sleeping = new Thread(() -> run(lab, "Start-Sleep -Seconds 60"));
        try (lab) {
            sleeping.start();
            await(() -> running(lab) > 0);
        }
        await(() -> running(lab) == 0);
        sleeping.join();
        assertThat(lab.directory()).doesNotExist();
    }

    private static long running(DemoLab lab) {
        return ProcessHandle.allProcesses()
                .filter(one -> Leftovers.isOf(lab.directory(), one))
                .count();
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        for (int round = 0; round < 500 && !condition.getAsBoolean(); round++) {
            Thread.sleep(20);
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }

    /// Runs a script on the lab's machine until one of them has ended.
    private static void run(DemoLab lab, String text) {
        Optional<Inventory> inventory =
                InventoryReader.read(
                        List.of(lab.inventory()), ConnectionDefaults.none(), new Diagnostics());
        Machine machine = inventory.orElseThrow().machines().get("hv-01");
        if (machine == null || !(machine.endpoint() instanceof WinRmEndpoint endpoint)) {
            throw new AssertionError(machine);
        }
        Script script = new Script("a test", text, Collections.emptySortedMap());
        try (Connection connection = new WinRmConnector(Map.of()).connect(endpoint)) {
            new PowerShellShell(connection).run(script, Duration.ofMinutes(1));
        } catch (ConnectionException | ShellException ended) {
            assertThat(ended).isNotNull();
        }
    }

    /// The lab's last line; the lab itself is one of KVM hosts only.
    private static String leftOut(Map<String, String> environment) throws IOException {
        try (DemoLab lab = DemoLab.start(environment)) {
            assertThat(Files.readString(lab.inventory()))
                    .contains("kvm-intel-01:")
                    .doesNotContain("hv-01", "hyperv", "winrm", "win-lab-01", "psdirect");
            assertThat(Files.readString(lab.playbook()))
                    .doesNotContain("kvm:hyperv", "reboot:", "labs", "guest:");
            assertThat(lab.about()).hasSize(2).allMatch(line -> line.lines().count() == 1);
            return lab.about().getLast();
        }
    }

    private Path program(String text) throws IOException {
        Path program = folder.resolve("powershell.exe");
        Files.writeString(program, "#!/bin/sh\n" + text + "\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        return program;
    }

    private static Map<String, String> named(Path powershell) {
        return Map.of("ROOKERY_POWERSHELL", powershell.toString());
    }
}
