package dev.rookery.resource.hyperv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.facts.Fact;
import dev.rookery.facts.Observations;
import dev.rookery.facts.OsFamily;
import dev.rookery.plan.Task;
import dev.rookery.run.TaskScript;
import dev.rookery.shell.Script;
import dev.rookery.shell.ScriptFile;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// The tasks' own scripts in a real PowerShell, and the folder that they keep their state in.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WindowsTasksTest {
    private static final Task ENABLE = new Task("resource/hyperv/feature/enable.ps1", Map.of());
    private static final String UNTRUSTED = "others than administrators own ";

    private WindowsScripts scripts;
    @TempDir private Path folder;

    @BeforeAll
    void start() throws Exception {
        scripts = WindowsScripts.startOrSkip();
    }

    @AfterAll
    void stop() throws Exception {
        if (scripts != null) {
            scripts.close();
        }
    }

    private SimulatedWindows client(String name) {
        return SimulatedWindows.client(folder.resolve(name)).set("boot/restartDelay", 0);
    }

    private Observations run(SimulatedWindows machine, Script script) {
        return Observations.parse(scripts.run(machine, script).lines());
    }

    private Observations lock(SimulatedWindows machine) {
        return run(machine, TaskScript.lock(OsFamily.WINDOWS, "ann@desk", "r-1"));
    }

    private Observations task(SimulatedWindows machine, String script) {
        return run(
                machine,
                ScriptFile.of("facts/say.ps1", "run/task.ps1", script).with(Map.of("run", "r-1")));
    }

    private Observations enable(SimulatedWindows machine) {
        assertDone(lock(machine));
        return run(machine, TaskScript.of(ENABLE, "r-1"));
    }

    private static void assertDone(Observations said) {
        assertThat(said.one("reason").ifKnown()).isEmpty();
        assertThat(said.one("result")).isEqualTo(new Fact.Known<>("done"));
    }

    private static String reason(Observations said) {
        assertThat(said.one("result")).isEqualTo(new Fact.Known<>("failed"));
        return said.one("reason").ifKnown().orElseThrow();
    }

    @Test
    void w13_theFeatureIsEnabledWithoutAQuestion() throws Exception {
        SimulatedWindows machine = client("w13").write();
        assertDone(enable(machine));
        assertThat(machine.calls())
                .singleElement()
                .asString()
                .startsWith("Enable-WindowsOptionalFeature ")
                .contains("-All:True", "-FeatureName Microsoft-Hyper-V", "-NoRestart:True");
        assertThat(machine.now().requiredAt("/hyperV/feature").asString())
                .isEqualTo("EnablePending");
    }

    @Test
    void w11_whereTheRoleIsRefusedDismIsAskedAndW13_neverWithAQuestion() throws Exception {
        SimulatedWindows machine =
                SimulatedWindows.server(folder.resolve("w11"))
                        .inVirtualMachine()
                        .set("hyperV/roleRefuses", true)
                        .write();
        assertDone(enable(machine));
        assertThat(machine.calls()).hasSize(3);
        assertThat(machine.calls().getFirst()).startsWith("Install-WindowsFeature ");
        assertThat(machine.calls().subList(1, 3))
                .allMatch(call -> call.startsWith("Enable-WindowsOptionalFeature "))
                .allMatch(call -> call.contains("-NoRestart:True"));
        assertThat(machine.now().requiredAt("/hyperV/feature").asString())
                .isEqualTo("EnablePending");
        assertThat(machine.now().requiredAt("/hyperV/module").asBoolean()).isTrue();
    }

    @Test
    void w15_aSecondTaskBeforeTheRestartDoesNothing() throws Exception {
        SimulatedWindows machine = client("w15").pending().write();
        assertDone(enable(machine));
        assertThat(machine.calls()).isEmpty();
    }

    @Test
    void aRestartOfOursIsKnownInTheBootThatFollowsIt() throws Exception {
        SimulatedWindows machine = client("restarted").write();
        assertThat(restarted(machine))
                .isEqualTo(Fact.<String>unknown("the probe said nothing about hyperv.restarted"));
        assertDone(lock(machine));
        assertDone(task(machine, "run/restart.ps1"));
        assertThat(restarted(machine)).isEqualTo(new Fact.Known<>("yes"));
        assertThat(machine.now().requiredAt("/boot/count").asInt()).isEqualTo(2);

        Path file = machine.programData().resolve("Rookery/restarted");
        for (Duration wrong : List.of(Duration.ofDays(-1), Duration.ofMinutes(5))) {
            Files.writeString(file, Instant.now().plus(wrong).toString());
            assertThat(restarted(machine)).isEqualTo(new Fact.Known<>("no"));
        }
        Files.writeString(file, "yesterday, or so");
        assertThat(restarted(machine)).isInstanceOf(Fact.Unknown.class);
    }

    private Fact<String> restarted(SimulatedWindows machine) {
        return run(machine, WindowsScripts.probe()).one("hyperv.restarted");
    }

    @Test
    void theFolderIsMadeForAdministratorsAloneAndTrustedThen() throws Exception {
        SimulatedWindows machine = client("fresh").write();
        assertDone(lock(machine));
        assertThat(machine.programData()).isDirectoryContaining("glob:**/Rookery");
        try (var all = Files.list(machine.programData())) {
            assertThat(all).hasSize(1);
        }
        assertDone(task(machine, "run/unlock.ps1"));
        assertThat(machine.programData().resolve("Rookery/lock")).isEmptyFile();
        assertDone(lock(machine));
    }

    /// The modes are what the stand-ins of icacls.exe and Get-Acl take for owner and rights.
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "somebody else's which others can read,      0755",
        "somebody else's which nobody else can read, 0700",
        "an administrator's which others can read,   2755"
    })
    void filesThatOthersMayHavePlantedAreNeitherBelievedNorChanged(String which, String mode)
            throws Exception {
        SimulatedWindows machine = client("planted-" + mode).write();
        Path state = Files.createDirectories(machine.programData().resolve("Rookery"));
        Path victim = Files.writeString(folder.resolve("victim"), "key value\nand more\n");
        Files.createSymbolicLink(state.resolve("lock"), victim);
        chmod(mode, state);

        assertThat(reason(lock(machine)))
                .startsWith(UNTRUSTED + state)
                .endsWith("look at it, remove it, then apply again");
        for (String script : List.of("run/unlock.ps1", "run/restart.ps1", ENABLE.script())) {
            assertThat(reason(task(machine, script))).startsWith(UNTRUSTED);
        }
        assertThat(victim).hasContent("key value\nand more\n");
        try (var all = Files.list(state)) {
            assertThat(all).containsExactly(state.resolve("lock"));
        }
        assertThat(machine.calls()).isEmpty();
    }

    @Test
    void aLinkInThePlaceOfTheFolderIsRefused() throws Exception {
        SimulatedWindows machine = client("link").write();
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        chmod("2700", elsewhere);
        Files.createSymbolicLink(machine.programData().resolve("Rookery"), elsewhere);
        assertThat(reason(lock(machine))).contains("is a link: remove it");
        assertThat(elsewhere).isEmptyDirectory();
    }

    private static void chmod(String mode, Path file) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("chmod", mode, file.toString()).start().waitFor()).isZero();
    }
}
