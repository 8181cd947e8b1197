package dev.rookery.resource.hyperv;

import static dev.rookery.resource.SimulatedMachine.eventually;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.facts.Observations;
import dev.rookery.plan.Change;
import dev.rookery.plan.Task;
import dev.rookery.plan.Verdict;
import dev.rookery.playbook.Policy;
import dev.rookery.resource.GuestWishes;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// A power cycle that is cut off at every step: the process that does it is killed (SIGKILL), as
/// when its machine's power fails, or the task that follows it is, as when a connection is cut.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GuestCrashTest {
    private static final GuestWishes WISHES =
            GuestWishes.of(GuestWishes.STOPS, "nested=true memory=8 vcpus=2");
    private static final String DONE = "Running nested memory 8 vcpus 2";
    private static final String BEFORE = "Running memory 4 vcpus 4";

    private WindowsScripts scripts;
    private int machines;
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

    /// Before and after each call that changes the guest, in the order of a power cycle.
    static Stream<List<String>> steps() {
        List<String> calls =
                List.of(
                        "Stop-VM",
                        "Set-VMMemory",
                        "Set-VMProcessor",
                        "Set-VMProcessor",
                        "Start-VM");
        List<List<String>> steps = new ArrayList<>();
        for (int at = 0; at < calls.size(); at++) {
            for (String when : List.of("before ", "after ")) {
                List<String> step = new ArrayList<>();
                if (at == 3) {
                    step.add("pass " + when + calls.get(at));
                }
                step.add(when + calls.get(at));
                steps.add(step);
            }
        }
        return steps.stream();
    }

    private SimulatedWindows host(List<String> step, String what) throws IOException {
        SimulatedWindows host =
                SimulatedWindows.server(folder.resolve("m" + machines++))
                        .enabled()
                        .guest(SimulatedGuest.of(1, "web").running())
                        .write();
        List<String> hooks = new ArrayList<>(step);
        hooks.set(hooks.size() - 1, what + " " + hooks.getLast());
        host.hooks(hooks.toArray(String[]::new));
        return host;
    }

    private static Task task(GuestRun run, GuestWishes wishes) {
        Change change = run.plan(wishes).getFirst();
        assertThat(change.verdict()).isInstanceOf(Verdict.Update.class);
        return ((Verdict.Update) change.verdict()).task();
    }

    private static String one(Observations said, String key) {
        return said.one(key).ifKnown().orElse("");
    }

    private static void isFinished(GuestRun run, GuestWishes wishes) {
        assertThat(run.plan(wishes))
                .extracting(Change::verdict)
                .hasOnlyElementsOfType(Verdict.AsDesired.class);
    }

    @ParameterizedTest
    @MethodSource("steps")
    void aJobThatIsKilledIsFinishedByTheNextRun(List<String> step) throws Exception {
        SimulatedWindows host = host(step, "kill");
        GuestRun first = new GuestRun(scripts, host, "run-1").with("limit", "20");
        List<Observations> said = first.apply(WISHES);
        assertThat(said).hasSize(1);
        assertThat(one(said.getFirst(), "result")).isEqualTo("failed");
        assertThat(one(said.getFirst(), "reason"))
                .startsWith("the process that changes this guest was ended while it was ");

        GuestRun next = new GuestRun(scripts, host, "run-2").with("limit", "20");
        next.apply(WISHES);

        assertThat(next.words()).isEqualTo(DONE);
        assertThat(host.calls().stream().filter(each -> each.startsWith("Stop-VM")).count())
                .isLessThanOrEqualTo(2);
        isFinished(next, WISHES);
        int calls = host.calls().size();
        next.apply(WISHES);
        assertThat(host.calls()).hasSize(calls);
    }

    @ParameterizedTest
    @MethodSource("steps")
    void aJobThatIsKilledIsPutBackIfNothingOfItIsWantedAnyMore(List<String> step) throws Exception {
        SimulatedWindows host = host(step, "kill");
        new GuestRun(scripts, host, "run-1").with("limit", "20").apply(WISHES);

        GuestRun next = new GuestRun(scripts, host, "run-2").with("limit", "20");
        GuestWishes none = GuestWishes.of(Policy.DEFAULT, "state=PRESENT");
        List<Observations> said = next.apply(none);

        if (step.getLast().equals("after Start-VM")) {
            // It runs, and under idle it may not be stopped to put it back: it says what is left.
            assertThat(next.words()).isEqualTo(DONE);
            assertThat(one(said.getFirst(), "detail"))
                    .contains("memory is 8589934592 and was 4294967296", "nested is true and was");
        } else {
            assertThat(next.words()).isEqualTo(BEFORE);
        }
        isFinished(next, none);
    }

    @ParameterizedTest
    @MethodSource("steps")
    void theJobGoesOnWhenTheTaskIsKilled(List<String> step) throws Exception {
        SimulatedWindows host = host(step, "stall");
        Thread controller;
        try (WindowsScripts cut = WindowsScripts.startOrSkip()) {
            GuestRun first = new GuestRun(cut, host, "run-1").with("limit", "60");
            Task task = task(first, WISHES);
            first.lock();
            controller = Thread.ofVirtual().start(() -> runUntilCut(first, task));
            eventually(host::isStalled);
            cut.kill();
        }
        controller.join();
        GuestRun next = new GuestRun(scripts, host, "run-2").with("limit", "20");
        assertThat(next.plan(WISHES).getFirst().verdict())
                .isInstanceOfSatisfying(
                        Verdict.Pending.class,
                        pending ->
                                assertThat(pending.reason()).contains("a job still works on it"));
        expireLease(host);
        assertThat(one(next.lock(), "reason")).contains("a task of it is still running");

        host.goOn();
        eventually(
                () ->
                        kept(host, "guests/" + SimulatedGuest.id(1) + ".journal")
                                .contains("\nended yes\n"));

        assertThat(next.words()).isEqualTo(DONE);
        isFinished(next, WISHES);
        eventually(() -> one(next.lock(), "result").equals("done"));
    }

    private static void runUntilCut(GuestRun run, Task task) {
        try {
            run.run(task);
        } catch (UncheckedIOException cut) {
            // As a controller that is gone.
            return;
        }
        throw new AssertionError("the task was not cut off");
    }

    /// As if the run had been gone for long.
    private static void expireLease(SimulatedWindows host) throws IOException {
        Path lock = host.kept("lock");
        Files.writeString(
                lock,
                Files.readString(lock)
                        .replaceAll("until .*", "until 2026-01-01T00:00:00.0000000Z"));
    }

    private static String kept(SimulatedWindows host, String path) {
        try {
            return Files.readString(host.kept(path));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @Test
    void twoTasksOfOneRunMayRunAtOnceAndNoOtherRunMeanwhile() throws Exception {
        SimulatedWindows host = host(List.of("before Stop-VM"), "stall");
        GuestRun run = new GuestRun(scripts, host, "run-1").with("limit", "60");
        Task cycle = task(run, WISHES);
        try (WindowsScripts second = WindowsScripts.startOrSkip()) {
            run.lock();
            GuestRun sibling = new GuestRun(second, host, "run-1");
            Thread controller = Thread.ofVirtual().start(() -> run.run(cycle));
            eventually(host::isStalled);
            Task autostart =
                    new Task(
                            "resource/hyperv/guest/autostart.ps1",
                            java.util.Map.of("id", SimulatedGuest.id(1), "action", "Start"));
            assertThat(one(sibling.run(autostart), "result")).isEqualTo("done");
            host.goOn();
            controller.join();
        }
        assertThat(run.words()).isEqualTo(DONE);
    }
}
