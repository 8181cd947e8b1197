package dev.rookery.resource.kvm;

import static dev.rookery.resource.SimulatedMachine.RUN;
import static dev.rookery.resource.SimulatedMachine.answer;
import static dev.rookery.resource.SimulatedMachine.eventually;
import static dev.rookery.resource.SimulatedMachine.value;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.facts.Observations;
import dev.rookery.plan.Task;
import dev.rookery.resource.SimulatedMachine;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

class WriteTest {
    @TempDir Path root;

    private static Task task(String values) {
        return new Task("resource/kvm/module/write.sh", Map.of("values", values));
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash", "busybox sh"})
    void writesAllOrNothing(String shell) throws Exception {
        SimulatedMachine machine = new SimulatedMachine(root, shell);
        machine.write("sys/module/kvm/parameters/ignore_msrs", "N\n");
        machine.write("sys/module/kvm/parameters/halt_poll_ns", "200000\n");
        // It is there, and cannot be written.
        Files.createDirectories(machine.path("sys/module/kvm/parameters/stuck"));
        Process holder = machine.lock("ann@desk", RUN);
        eventually(() -> machine.has("var/lib/rookery/lock/run"));

        Observations failed = machine.run(task("kvm ignore_msrs 1\nkvm stuck 1\n"));
        assertThat(value(failed, "result")).isEqualTo("failed");
        assertThat(value(failed, "detail")).contains("irectory");
        assertThat(value(failed, "rolled-back")).isEqualTo("yes");
        assertThat(machine.read("sys/module/kvm/parameters/ignore_msrs")).isEqualTo("N\n");

        Observations absent = machine.run(task("kvm ignore_msrs 1\nkvm other 1"));
        assertThat(value(absent, "reason")).contains("kvm has no parameter other");

        Observations done = machine.run(task("kvm ignore_msrs 1\nkvm halt_poll_ns 0"));
        assertThat(value(done, "result")).isEqualTo("done");
        assertThat(value(done, "observed.kvm.halt_poll_ns")).isEqualTo("0");
        assertThat(machine.read("sys/module/kvm/parameters/ignore_msrs")).isEqualTo("1\n");
        answer(holder);
    }
}
