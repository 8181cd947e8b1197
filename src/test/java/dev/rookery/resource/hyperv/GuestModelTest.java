package dev.rookery.resource.hyperv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.facts.Observations;
import dev.rookery.plan.Change;
import dev.rookery.plan.Verdict;
import dev.rookery.playbook.Policy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/// Random guests on random hosts under random plays, each applied once, end as rules say that know
/// nothing of the code: as wanted, or with the reason and untouched; no guest is lost, none that
/// runs is stopped against its policy, and a second apply changes nothing.
///
/// `-Drookery.seed=N` draws others, `-Drookery.guests=N` more or fewer (`.ci/run`: 500),
/// `-Drookery.state=N` one. From 2000 on at least half of them must end changed.
class GuestModelTest {
    private static final int GUESTS = 100;
    private static final int MANY = 2000;

    @TempDir Path folder = Path.of("");
    private final Map<GuestRules.End, Integer> ends = new EnumMap<>(GuestRules.End.class);
    private final List<String> wrong = new ArrayList<>();

    @Test
    @Timeout(7200)
    void everyGuestEndsAsTheRulesSay() throws Exception {
        long seed = Long.getLong("rookery.seed", 20_261_125L);
        int first = Integer.getInteger("rookery.state", Integer.getInteger("rookery.first", 0));
        int count =
                Integer.getInteger("rookery.state") == null
                        ? Integer.getInteger("rookery.guests", GUESTS)
                        : 1;
        AtomicInteger next = new AtomicInteger(first);
        try (WindowsScripts one = WindowsScripts.startOrSkip();
                WindowsScripts other = WindowsScripts.startOrSkip()) {
            List<Thread> threads =
                    List.of(one, other).stream()
                            .map(
                                    scripts ->
                                            Thread.ofPlatform()
                                                    .start(
                                                            () ->
                                                                    work(
                                                                            scripts,
                                                                            seed,
                                                                            next,
                                                                            first + count)))
                            .toList();
            for (Thread thread : threads) {
                thread.join();
            }
        }
        System.out.printf("%d guests, seed %d, from %d: %s%n", count, seed, first, ends);
        assertThat(wrong).isEmpty();
        int changed =
                ends.getOrDefault(GuestRules.End.CHANGED, 0)
                        + ends.getOrDefault(GuestRules.End.CHANGED_AND_PENDING, 0);
        if (count >= MANY) {
            assertThat(changed).isGreaterThanOrEqualTo(count / 2);
        }
    }

    private void work(WindowsScripts scripts, long seed, AtomicInteger next, int end) {
        while (true) {
            int number = next.getAndIncrement();
            if (number >= end) {
                return;
            }
            GuestState state = GuestState.draw(seed, number);
            GuestRules rules = new GuestRules(state);
            try {
                check(scripts, state, rules);
                count(rules.end());
            } catch (Exception | AssertionError differs) {
                wrong(state + " due " + rules.end() + "\n  " + differs.getMessage());
            }
        }
    }

    private synchronized void count(GuestRules.End end) {
        ends.merge(end, 1, Integer::sum);
    }

    private synchronized void wrong(String what) {
        wrong.add(what);
    }

    private void check(WindowsScripts scripts, GuestState state, GuestRules rules)
            throws IOException, InterruptedException {
        SimulatedWindows host = state.host(folder.resolve("m" + state.number()));
        host.write();
        host.stateFolder();
        Instant end = Instant.now().plus(Duration.ofMinutes(60));
        Files.writeString(host.kept("lock"), "run run-1\nowner ann\nuntil " + end + "\n");
        JsonNode before = host.now();
        GuestRun run = new GuestRun(scripts, host, "run-1").with("limit", "0").sharing();
        List<Change> changes = run.plan(state.wishes());
        assertThat(host.now()).as("a plan changes nothing").isEqualTo(before);
        planned(changes, rules);

        List<String> results = new ArrayList<>();
        for (Change change : changes) {
            if (change.verdict() instanceof Verdict.Update update) {
                Observations said = run.run(update.task());
                String result = said.one("result").ifKnown().orElse("");
                results.add(
                        change.resource().equals(HyperVGuests.NAME) ? result : "setting " + result);
            }
        }
        assertThat(results).as("%s", changes).isEqualTo(due(rules));
        assertThat(words(run.guest())).isEqualTo(rules.words());
        assertOthersUntouched(before, host.now());
        if (state.wishes().policy().mode() != Policy.Mode.STOP_GUESTS
                && state.is("state", "Running")) {
            assertThat(host.calls()).noneMatch(call -> call.startsWith("Stop-VM"));
        }
        if (results.isEmpty()) {
            assertThat(host.calls()).isEmpty();
        } else if (results.stream().allMatch(result -> result.endsWith("done"))) {
            assertThat(run.plan(state.wishes()))
                    .as("planned again")
                    .noneMatch(change -> change.verdict() instanceof Verdict.Update);
        }
    }

    private static void planned(List<Change> changes, GuestRules rules) {
        List<Class<? extends Verdict>> verdicts =
                switch (rules.end()) {
                    case NOT_STATED -> List.of();
                    case AS_DESIRED -> List.of(Verdict.AsDesired.class);
                    case BLOCKED -> List.of(Verdict.Blocked.class);
                    case PENDING -> List.of(Verdict.Pending.class);
                    case CHANGED, NOT_SHUT_DOWN, PUT_BACK -> List.of(Verdict.Update.class);
                    case CHANGED_AND_PENDING ->
                            List.of(Verdict.Update.class, Verdict.Pending.class);
                };
        List<Class<?>> planned = new ArrayList<>();
        changes.stream()
                .filter(each -> each.resource().equals(HyperVGuests.NAME))
                .forEach(each -> planned.add(each.verdict().getClass()));
        if (rules.end() == GuestRules.End.PUT_BACK && planned.size() == 2) {
            // What is put back had a part that waits, too.
            planned.removeLast();
        }
        assertThat(planned).as("%s", changes).isEqualTo(verdicts);
    }

    private static List<String> due(GuestRules rules) {
        List<String> due = new ArrayList<>();
        switch (rules.end()) {
            case NOT_STATED, AS_DESIRED, BLOCKED, PENDING -> {}
            case CHANGED, CHANGED_AND_PENDING -> due.add("done");
            case NOT_SHUT_DOWN -> due.add("pending");
            case PUT_BACK -> due.add("failed");
        }
        if (rules.setsAutostart()) {
            due.add("setting done");
        }
        if (rules.setsSpoofing()) {
            due.add("setting done");
        }
        return due;
    }

    private static void assertOthersUntouched(JsonNode before, JsonNode after) {
        assertThat(after.required("vms").size()).isEqualTo(before.required("vms").size());
        for (int at = 1; at < before.required("vms").size(); at++) {
            assertThat(after.required("vms").get(at)).isEqualTo(before.required("vms").get(at));
        }
    }

    private static String words(JsonNode guest) {
        return "%s%s memory %d%s vcpus %d version %s"
                .formatted(
                        guest.required("state").asString(),
                        guest.required("nested").asBoolean() ? " nested" : "",
                        guest.required("memoryStartup").asLong() >> 30,
                        guest.required("dynamicMemory").asBoolean() ? " dynamic" : "",
                        guest.required("processors").asInt(),
                        guest.required("version").asString());
    }
}
