package dev.rookery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.lab.Ran;
import dev.rookery.shell.powershell.PowerShells;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/// The controller is killed, or its connection cut, at every step of a power cycle of a running
/// guest, in whole runs over WinRM: the guest is found as it was or as wanted, and the next run
/// brings it to its end. The table of what was found is printed.
///
/// At each step one of the two, by turns; with `-Drookery.faults=all` both.
class GuestFaultsTest {
    private static final List<String> CALLS =
            List.of(
                    "Stop-VM",
                    "Set-VMMemory",
                    "Set-VMProcessor",
                    "Set-VMProcessor (2)",
                    "Start-VM");
    private static final String LOCKED = "the lock is taken";
    private static final String HANDED_OVER = "the work is handed over";
    private static final String ANSWERED = "the work is done";

    /// While the guest is off, what another run says is looked at as well.
    private static final String LOOKED_AT = "after Stop-VM";

    @TempDir Path folder = Path.of("");

    private enum Fault {
        KILLED,
        CUT
    }

    /// @param at a step's number
    private record Case(int at, String step, Fault fault) {}

    @BeforeEach
    void needsAPowerShell() {
        PowerShells.powershellOrSkip();
    }

    private static List<String> steps() {
        List<String> steps = new ArrayList<>(List.of(LOCKED, HANDED_OVER));
        for (String call : CALLS) {
            steps.add("before " + call);
            steps.add("after " + call);
        }
        steps.add(ANSWERED);
        return steps;
    }

    /// What lets the work stand at a step.
    private static List<String> hooks(String step) {
        if (!step.contains("-VM")) {
            return List.of();
        }
        String first = step.replace(" (2)", "");
        return first.equals(step)
                ? List.of("stall " + step)
                : List.of("pass " + first, "stall " + first);
    }

    private static boolean isAt(PowerCycle cycle, String step) throws IOException {
        return switch (step) {
            case LOCKED -> cycle.isLocked();
            case HANDED_OVER -> cycle.isHandedOver();
            case ANSWERED -> cycle.journal().contains("\nresult done\n");
            default -> cycle.host().isStalled();
        };
    }

    @Test
    @Timeout(3600)
    void aGuestIsAsItWasOrAsWantedAndTheNextRunFinishes() throws Exception {
        List<Case> cases = cases();
        Map<Case, String> found = new ConcurrentSkipListMap<>((a, b) -> order(a) - order(b));
        AtomicInteger next = new AtomicInteger();
        Runnable work =
                () -> {
                    for (int i = next.getAndIncrement();
                            i < cases.size();
                            i = next.getAndIncrement()) {
                        found.put(cases.get(i), outcome(cases.get(i)));
                    }
                };
        List<Thread> threads =
                List.of(Thread.ofPlatform().start(work), Thread.ofPlatform().start(work));
        for (Thread thread : threads) {
            thread.join();
        }
        print(found);
        assertThat(found).hasSize(cases.size());
        assertThat(found.values())
                .allMatch(
                        each ->
                                each.equals("as it was, changed by the next run")
                                        || each.equals("as wanted, nothing left to do"));
        // What was begun was brought to its end by the work itself.
        assertThat(found.entrySet())
                .filteredOn(each -> each.getKey().at() > 1)
                .allMatch(each -> each.getValue().startsWith("as wanted"));
    }

    private static List<Case> cases() {
        boolean all = "all".equals(System.getProperty("rookery.faults"));
        List<String> steps = steps();
        List<Case> cases = new ArrayList<>();
        for (int at = 0; at < steps.size(); at++) {
            if (all || at % 2 == 0) {
                cases.add(new Case(at, steps.get(at), Fault.KILLED));
            }
            if (all || at % 2 == 1) {
                cases.add(new Case(at, steps.get(at), Fault.CUT));
            }
        }
        return cases;
    }

    private static int order(Case one) {
        return 2 * one.at() + (one.fault() == Fault.KILLED ? 0 : 1);
    }

    private String outcome(Case one) {
        Path here = folder.resolve(one.fault() + "-" + one.at());
        try (PowerCycle cycle = new PowerCycle(here, hooks(one.step()))) {
            disturb(cycle, one);
            return found(cycle, one);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return "interrupted";
        } catch (Exception | AssertionError broken) {
            return "WRONG: " + broken;
        }
    }

    private static void disturb(PowerCycle cycle, Case one)
            throws IOException, InterruptedException, ExecutionException {
        switch (one.fault()) {
            case KILLED -> {
                Process program = cycle.program();
                try {
                    PowerCycle.await(() -> isAt(cycle, one.step()) || !program.isAlive());
                    assertThat(program.isAlive()).as(cycle.said()).isTrue();
                } finally {
                    program.destroyForcibly().waitFor();
                }
                lookAtIt(cycle, one);
                cycle.host().goOn();
            }
            case CUT -> {
                CompletableFuture<Ran> apply = cycle.begin();
                PowerCycle.await(() -> isAt(cycle, one.step()) || apply.isDone());
                assertThat(apply).isNotDone();
                cycle.cut();
                Ran ran = apply.get();
                assertThat(ran.code()).as("%s", ran).isEqualTo(4);
                cycle.mend();
                lookAtIt(cycle, one);
                cycle.host().goOn();
            }
        }
    }

    /// A run that comes while the work still goes on leaves it alone, and says what goes on.
    private static void lookAtIt(PowerCycle cycle, Case one) throws IOException {
        if (one.step().equals(LOOKED_AT)) {
            int calls = cycle.host().calls().size();
            Ran ran = cycle.apply();
            assertThat(ran.out() + ran.err()).contains("a job still works on it");
            assertThat(cycle.host().calls()).hasSize(calls);
        }
    }

    private static String found(PowerCycle cycle, Case one)
            throws IOException, InterruptedException {
        if (one.step().equals(LOCKED)) {
            // No task was sent, and a script whose input was cut off waits for the rest of it.
            Thread.sleep(2000);
        } else {
            PowerCycle.await(cycle::isQuiet);
        }
        String words = cycle.words();
        String found =
                switch (words) {
                    case PowerCycle.BEFORE -> "as it was";
                    case PowerCycle.DONE -> "as wanted";
                    default -> "WRONG: " + words + "\n" + cycle.journal();
                };
        cycle.expireLease();
        Ran ran = cycle.apply();
        assertThat(ran.code()).as("%s", ran).isZero();
        assertThat(cycle.words()).isEqualTo(PowerCycle.DONE);
        cycle.assertTheOtherGuestIsUntouched();
        assertThat(cycle.host().calls().stream().map(call -> call.split(" ", 2)[0]))
                .containsExactly(
                        "Stop-VM",
                        "Set-VMMemory",
                        "Set-VMProcessor",
                        "Set-VMProcessor",
                        "Start-VM");
        return found
                + (ran.out().contains("changed=1")
                        ? ", changed by the next run"
                        : ", nothing left to do");
    }

    private static void print(Map<Case, String> found) {
        StringBuilder text = new StringBuilder("a power cycle over WinRM, disturbed:");
        found.forEach(
                (one, what) ->
                        text.append("%n%-28s %-6s  %s".formatted(one.step(), one.fault(), what)));
        Map<String, Integer> counts = new TreeMap<>();
        found.values().forEach(what -> counts.merge(what, 1, Integer::sum));
        counts.forEach((what, n) -> text.append("%n%5d %s".formatted(n, what)));
        System.out.println(text);
    }
}
