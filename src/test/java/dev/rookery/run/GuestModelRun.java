package dev.rookery.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.connect.PsDirectEndpoint;
import dev.rookery.connect.WinRmEndpoint;
import dev.rookery.connect.local.LocalConnector;
import dev.rookery.facts.OsFamily;
import dev.rookery.inventory.Machine;
import dev.rookery.plan.Change;
import dev.rookery.plan.MachinePlan;
import dev.rookery.plan.Outcome;
import dev.rookery.plan.Outcome.Result;
import dev.rookery.plan.Plan;
import dev.rookery.plan.Verdict;
import dev.rookery.playbook.Desired;
import dev.rookery.playbook.Policy;
import dev.rookery.playbook.Wanted;
import dev.rookery.resource.Resources;
import dev.rookery.resource.hyperv.GuestRules;
import dev.rookery.resource.hyperv.GuestRules.End;
import dev.rookery.resource.hyperv.GuestState;
import dev.rookery.resource.hyperv.SimulatedConnection;
import dev.rookery.resource.hyperv.SimulatedWindows;
import dev.rookery.resource.hyperv.WindowsScripts;
import dev.rookery.secret.Secret;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/// The guests of one host of the model test: planned, applied, and applied once more, in one run.
final class GuestModelRun {
    private static final String HOST = "hv-01";
    private static final String GUEST = "guest";
    private static final Duration SHORT = Duration.ofSeconds(1);

    private final List<GuestState> states;
    private final List<GuestRules> rules;
    private final Path folder;
    private final SimulatedWindows host;
    private final Map<String, Machine> machines = new TreeMap<>();
    private final Desired desired;
    private final Fleet fleet = new Fleet(2);
    private final Prober prober;
    private final Planner planner;
    private int runs;

    /// @param states those of one host
    GuestModelRun(WindowsScripts scripts, List<GuestState> states, Path folder)
            throws IOException, InterruptedException {
        this.states = List.copyOf(states);
        this.rules = states.stream().map(GuestRules::new).toList();
        this.folder = folder;
        this.host = GuestState.host(folder.resolve("windows"), states).write();
        host.stateFolder();
        TreeMap<String, Wanted> wanted = new TreeMap<>();
        machines.put(HOST, host());
        for (GuestState state : states) {
            String name = name(state);
            machines.put(name, guest(name, state.name()));
            wanted.put(name, state.wishes().wanted());
        }
        this.desired =
                new Desired(
                        wanted,
                        List.of(
                                new Desired.PlayLimits(
                                        "play",
                                        List.copyOf(wanted.keySet()),
                                        states.size(),
                                        OptionalInt.empty())));
        Access access =
                new Access(
                        (_, _) -> {
                            throw new IllegalStateException("it is reached over WinRM");
                        },
                        (_, _) -> new SimulatedConnection(scripts, host, Hurry::up),
                        new LocalConnector());
        this.prober = new Prober(access, fleet, Resources.all());
        this.planner = new Planner(fleet, prober, Resources.all());
    }

    private static Machine host() {
        WinRmEndpoint way =
                new WinRmEndpoint(
                        "192.0.2.1",
                        5986,
                        Optional.of(new WinRmEndpoint.Tls.SystemAuthorities()),
                        "/wsman",
                        new WinRmEndpoint.Login.Ntlm("admin", new Secret("x")),
                        Optional.empty(),
                        SHORT,
                        SHORT,
                        SHORT.multipliedBy(2));
        return new Machine(HOST, OsFamily.WINDOWS, way, Optional.empty(), Optional.empty());
    }

    private static Machine guest(String name, String there) {
        return new Machine(
                name,
                OsFamily.WINDOWS,
                new PsDirectEndpoint("Administrator", new Secret("x")),
                Optional.empty(),
                Optional.of(new Machine.GuestOf(HOST, there)));
    }

    private static String name(GuestState state) {
        return "guest-%06d".formatted(state.number());
    }

    /// Checks all of it.
    ///
    /// @return what went otherwise, by the numbers of the guests
    Map<Integer, String> check() throws IOException {
        Map<Integer, String> wrong = new TreeMap<>();
        String untouched = host.contents();
        JsonNode before = host.now();
        Plan plan = plan();
        assertThat(host.contents()).as("a plan changes nothing").isEqualTo(untouched);
        List<Outcome> outcomes = apply(plan);
        JsonNode after = host.now();
        List<String> calls = host.calls();
        each(wrong, at -> planned(changes(plan, at), rules.get(at)));
        each(wrong, at -> ended(outcomes.get(at), rules.get(at)));
        each(wrong, at -> left(at, vm(before, at), vm(after, at), calls));
        String done = host.contents();
        Plan more = plan();
        List<Outcome> again = apply(more);
        each(wrong, at -> changedNothing(at, more, again.get(at), vm(after, at), calls));
        if (rules.stream().noneMatch(GuestModelRun::isTriedAgain)) {
            assertThat(host.contents()).as("the second apply").isEqualTo(done);
        }
        assertOthersUntouched(before);
        return wrong;
    }

    private interface Check {
        void of(int at) throws IOException;
    }

    private void each(Map<Integer, String> wrong, Check check) throws IOException {
        for (int at = 0; at < states.size(); at++) {
            try {
                check.of(at);
            } catch (AssertionError differs) {
                wrong.putIfAbsent(states.get(at).number(), "" + differs.getMessage());
            }
        }
    }

    private Plan plan() {
        return planner.plan(machines, desired, _ -> {});
    }

    private List<Outcome> apply(Plan plan) {
        RunRecord record =
                new RunRecord("run-" + ++runs, "ann@desk", folder.resolve("controller-" + runs));
        Patience patience = new Patience(SHORT, SHORT, SHORT);
        return new Applier(fleet, prober, planner, record, new Interruption(), patience)
                .apply(machines, desired, plan, _ -> {});
    }

    private static List<Change> changes(Plan plan, int at) {
        return switch (plan.machines().get(at)) {
            case MachinePlan.Planned planned -> planned.changes();
            case MachinePlan.Unplanned unplanned ->
                    throw new AssertionError(unplanned.failure().toString());
        };
    }

    private static void planned(List<Change> changes, GuestRules rules) {
        List<Class<? extends Verdict>> due =
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
                .filter(each -> each.resource().equals(GUEST))
                .forEach(each -> planned.add(each.verdict().getClass()));
        if (rules.end() == End.PUT_BACK && planned.size() == 2) {
            // What is put back had a part that waits, too.
            planned.removeLast();
        }
        assertThat(planned).as("%s", changes).isEqualTo(due);
    }

    private static void ended(Outcome outcome, GuestRules rules) {
        List<Result> due =
                switch (rules.end()) {
                    case NOT_STATED -> List.of();
                    case AS_DESIRED -> List.of(Result.OK);
                    case BLOCKED -> List.of(Result.BLOCKED);
                    case PENDING, NOT_SHUT_DOWN -> List.of(Result.PENDING);
                    case CHANGED -> List.of(Result.CHANGED);
                    case CHANGED_AND_PENDING -> List.of(Result.PENDING, Result.CHANGED);
                    case PUT_BACK -> List.of(Result.FAILED);
                };
        List<Result> results = new ArrayList<>(results(outcome, true));
        if (rules.end() == End.PUT_BACK) {
            results.remove(Result.PENDING);
        }
        assertThat(results).as("%s", outcome).isEqualTo(due);
        int settings = (rules.setsAutostart() ? 1 : 0) + (rules.setsSpoofing() ? 1 : 0);
        Result setting = rules.end() == End.PUT_BACK ? Result.SKIPPED : Result.CHANGED;
        assertThat(results(outcome, false).stream().filter(each -> each == setting))
                .as("%s", outcome)
                .hasSize(settings);
        assertThat(outcome.failure().isPresent())
                .as("%s", outcome)
                .isEqualTo(rules.end() == End.PUT_BACK);
    }

    private static List<Result> results(Outcome outcome, boolean guest) {
        return outcome.parts().stream()
                .filter(part -> part.change().resource().equals(GUEST) == guest)
                .map(Outcome.Part::result)
                .toList();
    }

    private void left(int at, JsonNode before, JsonNode after, List<String> calls) {
        GuestState state = states.get(at);
        GuestRules due = rules.get(at);
        assertThat(words(after)).isEqualTo(due.words());
        List<String> mine = mine(calls, state);
        if (state.wishes().policy().mode() != Policy.Mode.STOP_GUESTS
                && state.is("state", "Running")) {
            assertThat(mine).noneMatch(call -> call.startsWith("Stop-VM"));
        }
        boolean changes =
                switch (due.end()) {
                    case NOT_STATED, AS_DESIRED, BLOCKED, PENDING ->
                            due.setsAutostart() || due.setsSpoofing();
                    case CHANGED, CHANGED_AND_PENDING, NOT_SHUT_DOWN, PUT_BACK -> true;
                };
        if (!changes) {
            assertThat(after).isEqualTo(before);
            assertThat(mine).isEmpty();
        }
    }

    private void changedNothing(
            int at, Plan more, Outcome again, JsonNode before, List<String> calls)
            throws IOException {
        GuestState state = states.get(at);
        JsonNode after = vm(host.now(), at);
        if (hasLostNested(state, rules.get(at))) {
            // Nothing takes it back any more, so that a second try at the rest may succeed.
            return;
        }
        if (isTriedAgain(rules.get(at))) {
            assertThat(results(again, true)).doesNotContain(Result.CHANGED);
            return;
        }
        assertThat(Parts.updates(changes(more, at))).as("planned again").isEmpty();
        assertThat(again.failure()).isEmpty();
        assertThat(again.parts()).extracting(Outcome.Part::result).doesNotContain(Result.CHANGED);
        assertThat(after).as("after the second apply").isEqualTo(before);
        assertThat(mine(host.calls(), state)).isEqualTo(mine(calls, state));
    }

    /// A start took it away for good, and no play speaks of it.
    private static boolean hasLostNested(GuestState state, GuestRules rules) {
        return rules.end() == End.PUT_BACK
                && state.is("nested")
                && !state.wishes().states("nested")
                && !rules.words().contains(" nested");
    }

    /// What could not be finished is not left at that.
    private static boolean isTriedAgain(GuestRules rules) {
        return rules.end() == End.PUT_BACK || rules.end() == End.NOT_SHUT_DOWN;
    }

    /// The calls about machines of its name.
    private static List<String> mine(List<String> calls, GuestState state) {
        return calls.stream()
                .filter(call -> (call + " ").contains(" " + state.name() + " "))
                .toList();
    }

    private static JsonNode vm(JsonNode machine, int at) {
        return machine.required("vms").get(at);
    }

    private void assertOthersUntouched(JsonNode before) {
        JsonNode after = host.now();
        assertThat(after.required("vms").size()).isEqualTo(before.required("vms").size());
        for (int at = states.size(); at < before.required("vms").size(); at++) {
            assertThat(vm(after, at)).isEqualTo(vm(before, at));
        }
        for (int at = 0; at < states.size(); at++) {
            assertThat(vm(after, at).required("id")).isEqualTo(vm(before, at).required("id"));
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
