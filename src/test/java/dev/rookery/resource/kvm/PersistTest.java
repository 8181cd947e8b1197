package dev.rookery.resource.kvm;

import static dev.rookery.resource.SimulatedMachine.RUN;
import static dev.rookery.resource.SimulatedMachine.answer;
import static dev.rookery.resource.SimulatedMachine.eventually;
import static dev.rookery.resource.SimulatedMachine.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rookery.facts.Observations;
import dev.rookery.plan.Task;
import dev.rookery.resource.SimulatedMachine;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

class PersistTest {
    private static final String DROP_IN = "etc/modprobe.d/zz-rookery.conf";
    private static final String RECORD = "var/lib/rookery/runs/" + RUN + "/";
    private static final String ON = "# it's ours\noptions kvm_amd nested=1\n";

    @TempDir Path root;
    private final List<Process> holders = new ArrayList<>();

    @AfterEach
    void release() throws Exception {
        for (Process holder : holders) {
            answer(holder);
        }
    }

    private SimulatedMachine machine(String shell) throws Exception {
        SimulatedMachine machine = new SimulatedMachine(root, shell);
        holders.add(machine.lock("ann@desk", RUN));
        eventually(() -> machine.has("var/lib/rookery/lock/run"));
        return machine;
    }

    private static Task task(String existed, String before, String content) {
        return new Task(
                "resource/kvm/module/persist.sh",
                Map.of(
                        "path",
                        "/" + DROP_IN,
                        "existed",
                        existed,
                        "before",
                        before,
                        "content",
                        content));
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash", "busybox sh"})
    void writesReplacesAndRemoves(String shell) throws Exception {
        SimulatedMachine machine = machine(shell);
        Files.delete(machine.path("etc/modprobe.d"));

        assertThat(value(machine.run(task("no", "", ON)), "result")).isEqualTo("done");
        assertThat(machine.read(DROP_IN)).isEqualTo(ON);
        assertThat(Files.getPosixFilePermissions(machine.path(DROP_IN)))
                .isEqualTo(PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(Files.getPosixFilePermissions(machine.path("var/lib/rookery")))
                .isEqualTo(PosixFilePermissions.fromString("rwx------"));
        assertThat(machine.has(RECORD + "absent/" + DROP_IN)).isTrue();

        assertThat(value(machine.run(task("yes", ON, "x\n\n")), "result")).isEqualTo("done");
        assertThat(machine.read(DROP_IN)).isEqualTo("x\n\n");
        assertThat(value(machine.run(task("yes", "x\n\n", "")), "result")).isEqualTo("done");
        assertThat(machine.has(DROP_IN)).isFalse();
        assertThat(machine.path("etc/modprobe.d").toFile().list()).isEmpty();
    }

    @Test
    void recordsWhatWasThereFirst() throws Exception {
        SimulatedMachine machine = machine("sh");
        machine.write(DROP_IN, "no newline at the end");
        Observations said = machine.run(task("yes", "no newline at the end\n", ON));
        assertThat(value(said, "result")).isEqualTo("done");
        assertThat(machine.read(RECORD + "before/" + DROP_IN)).isEqualTo("no newline at the end");
    }

    @Test
    void writesNothingWhereAllIsThere() throws Exception {
        SimulatedMachine machine = machine("sh");
        machine.write(DROP_IN, ON);
        Object inode = Files.getAttribute(machine.path(DROP_IN), "unix:ino");
        assertThat(value(machine.run(task("no", "", ON)), "result")).isEqualTo("done");
        assertThat(Files.getAttribute(machine.path(DROP_IN), "unix:ino")).isEqualTo(inode);
    }

    @Test
    void refusesWhatChangedMeanwhile() throws Exception {
        SimulatedMachine machine = machine("sh");
        machine.write(DROP_IN, "other\n");
        assertThat(value(machine.run(task("yes", "old\n", ON)), "result")).isEqualTo("stale");
        assertThat(value(machine.run(task("no", "", ON)), "result")).isEqualTo("stale");
        assertThat(value(machine.run(task("yes", "other\n\n\n", ON)), "result")).isEqualTo("stale");
        assertThat(machine.read(DROP_IN)).isEqualTo("other\n");
        Files.delete(machine.path(DROP_IN));
        assertThat(value(machine.run(task("yes", "", ON)), "result")).isEqualTo("stale");
    }

    @Test
    void doesNotFollowLinks() throws Exception {
        SimulatedMachine machine = machine("sh");
        machine.write("elsewhere/x.conf", "mine\n");
        Files.createSymbolicLink(machine.path(DROP_IN), machine.path("elsewhere/x.conf"));
        Observations said = machine.run(task("yes", "mine\n", ON));
        assertThat(value(said, "result")).isEqualTo("failed");
        assertThat(value(said, "reason")).contains("symbolic link");

        Files.delete(machine.path(DROP_IN));
        Files.delete(machine.path("etc/modprobe.d"));
        Files.createSymbolicLink(machine.path("etc/modprobe.d"), machine.path("elsewhere"));
        assertThat(value(machine.run(task("no", "", ON)), "reason")).contains("leads elsewhere");
        assertThat(machine.read("elsewhere/x.conf")).isEqualTo("mine\n");
        assertThat(machine.path("elsewhere").toFile().list()).containsExactly("x.conf");
    }

    /// A file system of its own, where this user may mount one.
    @ParameterizedTest
    @ValueSource(strings = {"No space left on device", "Read-only file system"})
    void saysWhyTheSystemDoesNotWrite(String words) throws Exception {
        SimulatedMachine machine = machine("sh");
        String full =
                "mount -t tmpfs -o size=8k none \"$root\"/etc/modprobe.d"
                        + " && printf 'old\\n' >\"$root\"/"
                        + DROP_IN
                        + (words.startsWith("Read")
                                ? " && mount -o remount,ro \"$root\"/etc/modprobe.d"
                                : " && head -c 4000 /dev/zero | cat"
                                        + " >\"$root\"/etc/modprobe.d/fill");
        boolean may =
                new ProcessBuilder("unshare", "-rm", "mount", "-t", "tmpfs", "none", "/mnt")
                                .redirectErrorStream(true)
                                .start()
                                .waitFor()
                        == 0;
        assumeTrue(may, "no file system may be mounted here");
        machine.write("mounted", full + "\nexec sh \"$@\"\n");
        SimulatedMachine mounted =
                new SimulatedMachine(root, "unshare -rm sh " + machine.path("mounted"));
        Observations said = mounted.run(task("yes", "old\n", ON.repeat(200)));
        assertThat(value(said, "result")).isEqualTo("failed");
        assertThat(value(said, "detail")).contains(words);
        assertThat(machine.read(RECORD + "before/" + DROP_IN)).isEqualTo("old\n");
    }
}
