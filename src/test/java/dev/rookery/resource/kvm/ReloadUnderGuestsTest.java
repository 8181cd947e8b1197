package dev.rookery.resource.kvm;

import static dev.rookery.resource.SimulatedMachine.DROP_IN;
import static dev.rookery.resource.SimulatedMachine.RUN;
import static dev.rookery.resource.SimulatedMachine.answer;
import static dev.rookery.resource.SimulatedMachine.eventually;
import static dev.rookery.resource.SimulatedMachine.value;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.facts.Observations;
import dev.rookery.plan.Change;
import dev.rookery.plan.Task;
import dev.rookery.plan.Verdict;
import dev.rookery.playbook.Policy;
import dev.rookery.resource.GuestWishes;
import dev.rookery.resource.Resources;
import dev.rookery.resource.SimulatedMachine;
import dev.rookery.shell.ScriptFile;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// A reload for which two guests are shut down, on a simulated kernel and a simulated libvirt.
class ReloadUnderGuestsTest {
    private static final String SYSTEM = "qemu:///system";
    private static final String WEB = "5a5a5a5a-0000-4000-8000-000000000001";
    private static final String DB = "5a5a5a5a-0000-4000-8000-000000000002";
    private static final String STOPPED = "shutdown --mode acpi\nshutdown --mode acpi\n";
    private static final String STARTED = "start\nstart\n";

    /// Each running guest holds two references of the module.
    private static final String VIRSH =
            """
            #!/bin/sh
            sh "$SIM"/bin/virsh-itself "$@"
            result=$?
            set -- "$SIM"/libvirt/*.live
            [ -e "$1" ] || set --
            [ ! -d "$SIM"/sys/module/kvm_amd ] || echo $(($# * 2)) >"$SIM"/sys/module/kvm_amd/refcnt
            exit $result
            """;

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
        machine.write("sys/module/kvm_amd/refcnt", "4\n");
        machine.write("proc/sys/kernel/osrelease", "6.1.0\n");
        machine.write(
                "proc/cpuinfo", "processor\t: 0\nvendor_id\t: AuthenticAMD\nflags\t\t: fpu svm\n");
        machine.write("run/libvirt/libvirt-sock", "");
        machine.write(DROP_IN.substring(1), "options kvm_amd nested=0\n");
        machine.program("id", "#!/bin/sh\necho 0\n");
        String virsh = "/dev/rookery/resource/libvirt/virsh.sh";
        try (InputStream in = getClass().getResourceAsStream(virsh)) {
            byte[] text = Objects.requireNonNull(in).readAllBytes();
            machine.program("virsh-itself", new String(text, StandardCharsets.UTF_8));
        }
        machine.program("virsh", VIRSH);
        for (String uuid : List.of(WEB, DB)) {
            String xml =
                    "<domain type='kvm'>\n  <name>web</name>\n  <uuid>"
                            + uuid
                            + "</uuid>\n</domain>\n";
            machine.write("libvirt/" + uuid + ".xml", xml);
            machine.write("libvirt/" + uuid + ".live", xml);
        }
        take(machine);
        return machine;
    }

    private void take(SimulatedMachine machine) throws Exception {
        holders.add(machine.lock("ann@desk", RUN));
        eventually(() -> machine.has("var/lib/rookery/lock/run"));
    }

    private static Task reload(Map<String, String> others) {
        Map<String, String> parameters =
                new TreeMap<>(
                        Map.of(
                                "unload", "kvm_amd",
                                "load", "kvm_amd",
                                "values", "kvm_amd nested 0",
                                "drop_in", DROP_IN,
                                "guests", WEB + " " + SYSTEM + "\n" + DB + " " + SYSTEM,
                                "power_off", "no",
                                "limit", "2",
                                "linger", "0"));
        parameters.putAll(others);
        return new Task("resource/kvm/module/reload.sh", parameters);
    }

    private static String calls(SimulatedMachine machine) throws Exception {
        return machine.has("libvirt/calls") ? machine.read("libvirt/calls") : "";
    }

    private static void bothRun(SimulatedMachine machine) {
        assertThat(List.of(WEB, DB)).allMatch(uuid -> machine.has("libvirt/" + uuid + ".live"));
    }

    private static String journal(SimulatedMachine machine, String uuid) throws Exception {
        return machine.read("var/lib/rookery/guests/" + uuid + "/journal");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash", "busybox sh"})
    void guestsAreShutDownAndStartedAgain(String shell) throws Exception {
        SimulatedMachine machine = machine(shell);

        Observations said = machine.run(reload(Map.of()));

        assertThat(value(said, "result")).isEqualTo("done");
        assertThat(value(said, "note"))
                .startsWith("guests shut down and started again: 2, within ");
        assertThat(machine.nested()).isEqualTo("0");
        assertThat(calls(machine)).isEqualTo(STOPPED + STARTED);
        bothRun(machine);
        assertThat(journal(machine, DB)).contains("phase reload-stopping .\n", "ended yes .\n");
    }

    @Test
    void oneThatDoesNotShutDownKeepsTheModuleAsItIs() throws Exception {
        SimulatedMachine machine = machine("sh");
        machine.write("libvirt/" + DB + ".does", "ignores-acpi\n");

        Observations said = machine.run(reload(Map.of()));

        assertThat(value(said, "result")).isEqualTo("pending");
        assertThat(value(said, "reason"))
                .isEqualTo("web: it did not shut down within 2 seconds and is running");
        assertThat(machine.nested()).isEqualTo("1");
        assertThat(calls(machine)).startsWith(STOPPED).endsWith("start\n");
        bothRun(machine);
    }

    @Test
    void oneThatGoesOffLaterIsStartedAgainAndNobodyElseIs() throws Exception {
        SimulatedMachine machine = machine("dash");
        machine.write("libvirt/" + DB + ".does", "ignores-acpi\n");
        String later = "libvirt/" + DB + ".live";
        String others = "libvirt/" + WEB + ".live";

        Observations said = machine.run(reload(Map.of("linger", "30")));

        assertThat(value(said, "result")).isEqualTo("pending");
        assertThat(journal(machine, WEB)).endsWith("ended yes .\nresult done .\n");
        assertThat(machine.has("var/lib/rookery/guests/" + WEB + "/job")).isFalse();
        Files.delete(machine.path(others));
        Files.delete(machine.path(later));
        eventually(() -> machine.has(later));
        eventually(() -> !machine.has("var/lib/rookery/guests/" + DB + "/job"));
        assertThat(journal(machine, DB)).endsWith("ended yes .\nresult done .\n");
        assertThat(machine.has(others)).as("somebody else shut it down").isFalse();
    }

    @Test
    void whereAJobStillWorksOnAGuestNothingIsBegun() throws Exception {
        SimulatedMachine machine = machine("sh");
        String job = ProcessHandle.current().pid() + " - boot-1\n";
        machine.write("var/lib/rookery/guests/" + DB + "/job", job);
        machine.write("var/lib/rookery/guests/" + DB + "/journal", "run other .\n");

        Observations said = machine.run(reload(Map.of()));

        assertThat(value(said, "result")).isEqualTo("pending");
        assertThat(value(said, "reason")).isEqualTo("run other still works on the guest web");
        assertThat(calls(machine)).isEmpty();
        assertThat(journal(machine, WEB)).contains("ended yes .\n");
        assertThat(journal(machine, DB)).isEqualTo("run other .\n");
    }

    @Test
    void oneThatDoesNotShutDownIsPoweredOffWhereThePlaySaysSo() throws Exception {
        SimulatedMachine machine = machine("sh");
        machine.write("libvirt/" + DB + ".does", "ignores-acpi\n");

        Observations said = machine.run(reload(Map.of("power_off", "yes")));

        assertThat(value(said, "result")).isEqualTo("done");
        assertThat(calls(machine)).isEqualTo(STOPPED + "destroy\n" + STARTED);
        bothRun(machine);
    }

    @Test
    void guestsRunAgainWhereTheReloadFails() throws Exception {
        SimulatedMachine machine = machine("sh");
        machine.write("sim/bad", "0");

        Observations said = machine.run(reload(Map.of()));

        assertThat(value(said, "result")).isEqualTo("failed");
        assertThat(value(said, "reason")).isEqualTo("kvm_amd could not be loaded");
        assertThat(calls(machine)).isEqualTo(STOPPED + STARTED);
        bothRun(machine);
    }

    @Test
    void aGuestThatDoesNotStartAgainIsNamedAndTriedByTheNextRun() throws Exception {
        SimulatedMachine machine = machine("sh");
        machine.write("libvirt/" + WEB + ".does", "start-fails\n");

        Observations said = machine.run(reload(Map.of()));

        assertThat(value(said, "reason"))
                .isEqualTo("the modules are reloaded, but not every guest runs again");
        assertThat(value(said, "detail"))
                .startsWith("not started again: web: it does not start: Failed to start domain");
        assertThat(machine.nested()).isEqualTo("0");
        assertThat(machine.has("libvirt/" + DB + ".live")).isTrue();
        Files.delete(machine.path("libvirt/" + WEB + ".does"));
        restores(machine);
    }

    /// The host goes down in the middle, or somebody ends the job.
    @ParameterizedTest
    @ValueSource(strings = {"shutdown.before", "shutdown.after", "start.before", "start.after"})
    void whatAJobLeavesIsStartedByTheNextRun(String killed) throws Exception {
        SimulatedMachine machine = machine("dash");
        machine.write("libvirt/kill." + killed, "");

        Observations said = machine.run(reload(Map.of()));

        assertThat(value(said, "result")).isEqualTo("failed");
        eventually(() -> !alive(machine));
        restores(machine);
    }

    private static boolean alive(SimulatedMachine machine) {
        try {
            String pid = machine.read("var/lib/rookery/guests/" + WEB + "/job").split(" ", 2)[0];
            return Files.isDirectory(Path.of("/proc", pid));
        } catch (java.io.IOException gone) {
            return false;
        }
    }

    private static List<Change> left(SimulatedMachine machine) throws Exception {
        Observations seen =
                answer(
                        machine.start(
                                ScriptFile.of(
                                        "facts/say.sh",
                                        "facts/probe.sh",
                                        "resource/kvm/module/probe.sh",
                                        "resource/libvirt/probe.sh")));
        return Resources.all().plan(GuestWishes.of(Policy.DEFAULT, "").wanted(), seen);
    }

    /// The next run's plan starts what is off; then all is as it was.
    private static void restores(SimulatedMachine machine) throws Exception {
        for (Change change : left(machine)) {
            if (change.resource().equals("guests that a reload shut down")) {
                Task task = ((Verdict.Update) change.verdict()).task();
                assertThat(value(machine.run(task), "result")).isEqualTo("done");
            }
        }
        bothRun(machine);
        assertThat(left(machine))
                .noneMatch(change -> change.resource().equals("guests that a reload shut down"));
    }
}
