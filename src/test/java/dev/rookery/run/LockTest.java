package dev.rookery.run;

import static dev.rookery.resource.SimulatedMachine.answer;
import static dev.rookery.resource.SimulatedMachine.eventually;
import static dev.rookery.resource.SimulatedMachine.value;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.facts.Observations;
import dev.rookery.resource.SimulatedMachine;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

class LockTest {
    private static final String LOCK = "var/lib/rookery/lock";

    @TempDir Path root;

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash", "busybox sh"})
    void holdsUntilTheControllerGoes(String shell) throws Exception {
        SimulatedMachine machine = new SimulatedMachine(root, shell);
        Process first = machine.lock("ann@desk", "run-1");
        eventually(() -> machine.has(LOCK + "/run"));
        assertThat(machine.read(LOCK + "/owner")).isEqualTo("ann@desk\n");

        Observations second = answer(machine.lock("bob@desk", "run-2"));
        assertThat(value(second, "result")).isEqualTo("failed");
        assertThat(value(second, "reason")).startsWith("held by ann@desk (run run-1, since 20");

        assertThat(value(answer(first), "result")).isEqualTo("done");
        assertThat(machine.has(LOCK)).isFalse();
        assertThat(value(answer(machine.lock("bob@desk", "run-2")), "result")).isEqualTo("done");
    }

    @ParameterizedTest
    @ValueSource(strings = {"killed", "rebooted"})
    void takesOverWhatIsStale(String how) throws Exception {
        SimulatedMachine machine = new SimulatedMachine(root, "dash");
        Process first = machine.lock("ann@desk", "run-1");
        eventually(() -> machine.has(LOCK + "/run"));
        if (how.equals("killed")) {
            first.destroyForcibly().waitFor();
        } else {
            machine.write("proc/sys/kernel/random/boot_id", "boot-2\n");
        }
        assertThat(value(answer(machine.lock("bob@desk", "run-2")), "result")).isEqualTo("done");
        first.destroyForcibly().waitFor();
    }

    @Test
    void letsGoWhenHungUp() throws Exception {
        SimulatedMachine machine = new SimulatedMachine(root, "dash");
        Process first = machine.lock("ann@desk", "run-1");
        eventually(() -> machine.has(LOCK + "/run"));
        first.destroy();
        first.waitFor();
        assertThat(machine.has(LOCK)).isFalse();
    }

    /// A stale lock, and two who want it: exactly one gets it each time.
    @Test
    void onlyOneOfTwoWins() throws Exception {
        SimulatedMachine machine = new SimulatedMachine(root, "dash");
        for (int round = 0; round < 20; round++) {
            List<Process> racers = new ArrayList<>();
            for (String name : List.of("a", "b", "c")) {
                racers.add(machine.lock(name, "run-" + name + round));
            }
            int winners = 0;
            for (Process racer : racers) {
                Process one = racer;
                StringBuilder said = new StringBuilder();
                for (int c = one.getInputStream().read();
                        c >= 0 && c != '\n';
                        c = one.getInputStream().read()) {
                    said.append((char) c);
                }
                winners += said.toString().equals("result=done") ? 1 : 0;
            }
            assertThat(winners).isEqualTo(1);
            for (Process racer : racers) {
                racer.destroyForcibly().waitFor();
            }
        }
    }

    @Test
    void saysThatItNeedsRoot() throws Exception {
        SimulatedMachine machine = new SimulatedMachine(root, "dash");
        // No one, root included, makes a directory below a file.
        Files.createDirectories(machine.path("var"));
        machine.write("var/lib", "");
        Observations said = answer(machine.lock("ann@desk", "run-1"));
        assertThat(value(said, "result")).isEqualTo("failed");
        assertThat(value(said, "reason")).contains("cannot write /var/lib/rookery");
    }
}
