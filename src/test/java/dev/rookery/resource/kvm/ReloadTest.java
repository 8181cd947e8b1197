package dev.rookery.resource.kvm;

import static dev.rookery.resource.SimulatedMachine.DROP_IN;
import static dev.rookery.resource.SimulatedMachine.RUN;
import static dev.rookery.resource.SimulatedMachine.answer;
import static dev.rookery.resource.SimulatedMachine.eventually;
import static dev.rookery.resource.SimulatedMachine.value;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.facts.Observations;
import dev.rookery.facts.OsFamily;
import dev.rookery.plan.Task;
import dev.rookery.resource.SimulatedMachine;
import dev.rookery.run.TaskScript;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

class ReloadTest {
    private static final String STATE = "var/lib/rookery/";
    private static final String RESULT = STATE + "runs/" + RUN + "/reload.result";
    private static final String OFF = "options kvm_amd nested=0\n";

    @TempDir Path root;
    private final List<Process> holders = new ArrayList<>();

    @AfterEach
    void release() throws Exception {
        for (Process holder : holders) {
            answer(holder);
        }
    }

    private SimulatedMachine machine(String shell) throws Exception {
        SimulatedMachine machine = new SimulatedMachine(root, shell).loaded("1");
        lock(machine);
        return machine;
    }

    private void lock(SimulatedMachine machine) throws Exception {
        holders.add(machine.lock("ann@desk", RUN));
        eventually(() -> machine.has(STATE + "lock/run"));
    }

    private static Task reload(String nested) {
        return new Task(
                "resource/kvm/module/reload.sh",
                Map.of(
                        "unload",
                        "kvm_amd",
                        "load",
                        "kvm_amd",
                        "values",
                        "kvm_amd nested " + nested,
                        "drop_in",
                        DROP_IN));
    }

    private static Observations persist(SimulatedMachine machine) throws Exception {
        Observations said =
                machine.run(
                        new Task(
                                "resource/kvm/module/persist.sh",
                                Map.of(
                                        "path", DROP_IN, "existed", "no", "before", "", "content",
                                        OFF)));
        assertThat(value(said, "result")).isEqualTo("done");
        return said;
    }

    private static String calls(SimulatedMachine machine) throws IOException {
        return machine.has("sim/calls") ? machine.read("sim/calls") : "";
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash", "busybox sh"})
    void reloadsAndReadsBack(String shell) throws Exception {
        SimulatedMachine machine = machine(shell);
        persist(machine);

        Observations said = machine.run(reload("0"));

        assertThat(value(said, "result")).isEqualTo("done");
        assertThat(value(said, "observed.kvm_amd.nested")).isEqualTo("0");
        assertThat(machine.nested()).isEqualTo("0");
        assertThat(machine.read(RESULT)).contains("result=done");
        assertThat(machine.read(STATE + "runs/" + RUN + "/values.before"))
                .isEqualTo("kvm_amd nested 1\n");
        assertThat(calls(machine)).isEqualTo("-r kvm_amd\nkvm_amd\n");
    }

    @Test
    void doesNothingWhereAllIsAsWanted() throws Exception {
        SimulatedMachine machine = machine("sh");
        machine.loaded("Y");
        assertThat(value(machine.run(reload("1")), "result")).isEqualTo("done");
        assertThat(calls(machine)).isEmpty();
    }

    @Test
    void refusesWithoutTheLock() throws Exception {
        SimulatedMachine machine = new SimulatedMachine(root, "sh").loaded("1");
        assertThat(value(machine.run(reload("0")), "reason")).contains("does not hold");
        assertThat(calls(machine)).isEmpty();
    }

    @Test
    void refusesWhileInUse() throws Exception {
        SimulatedMachine machine = machine("sh");
        machine.write("sys/module/kvm_amd/refcnt", "2\n");
        machine.write("proc/77/comm", "qemu-system-x86\n");
        Files.createDirectories(machine.path("proc/77/fd"));
        Files.createSymbolicLink(machine.path("proc/77/fd/9"), machine.path("dev/kvm"));

        Observations said = machine.run(reload("0"));

        assertThat(value(said, "result")).isEqualTo("failed");
        assertThat(value(said, "reason")).contains("in use by 77 qemu-system-x86");
        assertThat(calls(machine)).isEmpty();
    }

    @Test
    void triesAgainWhenTheFirstRemovalsFail() throws Exception {
        SimulatedMachine machine = machine("sh");
        persist(machine);
        machine.write("sim/busy", "3");
        assertThat(value(machine.run(reload("0")), "result")).isEqualTo("done");
        assertThat(machine.nested()).isEqualTo("0");
    }

    @Test
    void losesNothingWhenItCannotBeUnloaded() throws Exception {
        SimulatedMachine machine = machine("sh");
        persist(machine);
        machine.write("sim/busy", "99");
        Observations said = machine.run(reload("0"));
        assertThat(value(said, "result")).isEqualTo("failed");
        assertThat(value(said, "detail")).contains("FATAL: Module kvm_amd is in use.");
        assertThat(machine.nested()).isEqualTo("1");
        assertThat(machine.has("dev/kvm")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash", "busybox sh"})
    void rollsBackWhenTheLoadFails(String shell) throws Exception {
        SimulatedMachine machine = machine(shell);
        persist(machine);
        machine.write("sim/bad", "0");

        Observations said = machine.run(reload("0"));

        assertThat(value(said, "result")).isEqualTo("failed");
        assertThat(value(said, "rolled-back")).isEqualTo("yes");
        assertThat(value(said, "detail")).contains("Invalid argument");
        assertThat(machine.has(DROP_IN.substring(1))).isFalse();
        assertThat(machine.nested()).isEqualTo("1");
        assertThat(machine.has("dev/kvm")).isTrue();
    }

    @Test
    void rollsBackWhenTheValuesDiffer() throws Exception {
        SimulatedMachine machine = new SimulatedMachine(root, "sh").loaded("0");
        machine.write(DROP_IN.substring(1), OFF);
        lock(machine);
        Observations written =
                machine.run(
                        new Task(
                                "resource/kvm/module/persist.sh",
                                Map.of(
                                        "path",
                                        DROP_IN,
                                        "existed",
                                        "yes",
                                        "before",
                                        OFF,
                                        "content",
                                        "options kvm_amd nested=1\n")));
        assertThat(value(written, "result")).isEqualTo("done");
        machine.write("sim/force", "7");

        Observations said = machine.run(reload("1"));

        assertThat(value(said, "result")).isEqualTo("failed");
        assertThat(value(said, "reason")).contains("reads '7' instead of 1");
        assertThat(value(said, "rolled-back")).isEqualTo("yes");
        assertThat(machine.read(DROP_IN.substring(1))).isEqualTo(OFF);
        assertThat(machine.nested()).isEqualTo("0");
    }

    @Test
    void bringsTheModuleBackWithoutAnOthersBrokenConfiguration() throws Exception {
        SimulatedMachine machine = machine("sh");
        machine.write("etc/modprobe.d/10-site.conf", "options kvm-amd nested=bad\n");
        machine.write("sim/bad", "bad");
        Observations said = machine.run(reload("0"));
        assertThat(value(said, "result")).isEqualTo("failed");
        assertThat(value(said, "rolled-back")).isEqualTo("yes");
        assertThat(value(said, "detail")).contains("without the machine's modprobe configuration");
        assertThat(machine.nested()).isEqualTo("1");
    }

    /// The connection is lost between unload and load.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "dash HUP",
                "dash KILL",
                "bash KILL",
                "busybox sh KILL",
                "dash TERM",
                "setsid dash GROUP"
            })
    void goesOnWhenTheForegroundIsEnded(String how) throws Exception {
        String signal = how.substring(how.lastIndexOf(' ') + 1);
        SimulatedMachine machine = machine(how.substring(0, how.lastIndexOf(' ')));
        persist(machine);
        endBetween(machine, signal);
    }

    @Test
    void goesOnWithoutSetsid() throws Exception {
        SimulatedMachine machine = machine("dash");
        machine.onlyPrograms(
                "sh", "cat", "mkdir", "chmod", "rm", "mv", "ln", "id", "wc", "sync", "date", "ls",
                "sleep", "touch", "tr", "dirname");
        persist(machine);
        endBetween(machine, "HUP");
    }

    private static void endBetween(SimulatedMachine machine, String signal) throws Exception {
        machine.write("sim/pause", "");
        Process foreground = machine.start(reload("0"));
        eventually(() -> machine.has("sim/loading"));
        assertThat(machine.has("sys/module/kvm_amd")).isFalse();
        signal(foreground, signal);
        foreground.waitFor();
        foreground.getInputStream().close();
        Files.delete(machine.path("sim/pause"));

        eventually(() -> machine.has(RESULT));
        assertThat(machine.nested()).isEqualTo("0");
        assertThat(machine.read(RESULT)).contains("result=done");
    }

    private static void signal(Process process, String name) throws Exception {
        // As sudo does with its command when it is ended itself: the whole process group.
        String kill = name.equals("GROUP") ? "kill -KILL -" : "kill -" + name + " ";
        int status = new ProcessBuilder("sh", "-c", kill + process.pid()).start().waitFor();
        assertThat(status).isZero();
    }

    /// Whenever the foreground dies, the module is there afterwards with the old value or the new.
    @ParameterizedTest
    @ValueSource(ints = {5, 20, 35, 50, 70, 100})
    void leavesTheModuleLoadedWheneverItIsKilled(int milliseconds) throws Exception {
        SimulatedMachine machine = machine("dash");
        persist(machine);
        Process foreground = machine.start(reload("0"));
        Thread.sleep(milliseconds);
        foreground.destroyForcibly().waitFor();
        Thread.sleep(50);
        boolean started = machine.has(STATE + "runs/" + RUN + "/reload.pid");
        if (started) {
            eventually(() -> machine.has(RESULT));
        }
        assertThat(machine.nested()).isEqualTo(started ? "0" : "1");
    }

    @Test
    void keepsTheLockWhileItRuns() throws Exception {
        SimulatedMachine machine = machine("dash");
        persist(machine);
        machine.write("sim/pause", "");
        Process foreground = machine.start(reload("0"));
        eventually(() -> machine.has("sim/loading"));
        Process holder = holders.getFirst();
        signal(foreground, "KILL");
        signal(holder, "KILL");
        holder.waitFor();

        Observations second =
                answer(machine.start(TaskScript.lock(OsFamily.LINUX, "bob@desk", "other-2")));
        assertThat(value(second, "result")).isEqualTo("failed");
        assertThat(value(second, "reason")).contains("held by ann@desk", "still running");

        Files.delete(machine.path("sim/pause"));
        eventually(() -> machine.has(RESULT));
        eventually(() -> !taskFile(machine));
        Observations third =
                answer(machine.start(TaskScript.lock(OsFamily.LINUX, "bob@desk", "other-2")));
        assertThat(value(third, "result")).isEqualTo("done");
    }

    private static boolean taskFile(SimulatedMachine machine) {
        String[] names = machine.path(STATE + "lock").toFile().list();
        return names != null && List.of(names).stream().anyMatch(n -> n.startsWith("task."));
    }
}
