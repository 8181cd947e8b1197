package dev.rookery.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.connect.WinRmEndpoint;
import dev.rookery.connect.local.LocalConnector;
import dev.rookery.diagnostic.Location;
import dev.rookery.facts.OsFamily;
import dev.rookery.inventory.Machine;
import dev.rookery.plan.Change;
import dev.rookery.plan.Disruption;
import dev.rookery.plan.Failure;
import dev.rookery.plan.MachinePlan;
import dev.rookery.plan.Outcome;
import dev.rookery.plan.Outcome.Result;
import dev.rookery.plan.Plan;
import dev.rookery.plan.Verdict;
import dev.rookery.playbook.Desired;
import dev.rookery.playbook.Policy;
import dev.rookery.playbook.Stated;
import dev.rookery.playbook.Wanted;
import dev.rookery.resource.Resources;
import dev.rookery.resource.hyperv.Due;
import dev.rookery.resource.hyperv.Due.Why;
import dev.rookery.resource.hyperv.SimulatedConnection;
import dev.rookery.resource.hyperv.SimulatedWindows;
import dev.rookery.resource.hyperv.WindowsRules;
import dev.rookery.resource.hyperv.WindowsScripts;
import dev.rookery.resource.hyperv.WindowsState;
import dev.rookery.secret.Secret;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// One machine of the model test: planned, applied, and planned again.
final class ModelRun {
    private static final String NAME = "hv-01";
    private static final String HYPER_V = "Hyper-V";

    private static final Due AS_DESIRED =
            new Due(Due.Kind.AS_DESIRED, Set.of(Why.IT_RUNS), List.of());

    private final WindowsState state;
    private final WindowsRules rules;
    private final Path folder;
    private final SimulatedWindows windows;
    private final Machine machine;
    private final Desired desired;
    private final Access access;
    private final Fleet fleet = new Fleet(1);
    private final Prober prober;
    private final Planner planner;
    private final String untouched;
    private int restarts;

    ModelRun(WindowsScripts scripts, WindowsState state, Path folder)
            throws IOException, InterruptedException {
        this.state = state;
        this.rules = new WindowsRules(state);
        this.folder = folder;
        this.windows = state.in(folder.resolve("windows"));
        this.untouched = windows.machine();
        this.machine = machine();
        this.desired = desired();
        this.access =
                new Access(
                        (_, _) -> {
                            throw new IllegalStateException("it is reached over WinRM");
                        },
                        (_, _) -> new SimulatedConnection(scripts, windows),
                        new LocalConnector());
        this.prober = new Prober(access, fleet, Resources.all());
        this.planner = new Planner(fleet, prober, Resources.all());
    }

    /// Checks all of it.
    ///
    /// @return how it ended, with the reasons that were given
    Due check() throws IOException {
        String before = windows.contents();
        Plan plan = plan();
        Map<String, Change> changes = changes(plan);
        assertThat(windows.contents()).as("a plan changes nothing").isEqualTo(before);
        if (rules.isForbidden()) {
            Change nested = Objects.requireNonNull(changes.remove("nested"));
            given(Set.of(Why.NESTED_FALSE), blocked(nested).reason());
        }
        if (state.is("parameter")) {
            Change parameter = Objects.requireNonNull(changes.remove("kvm.halt_poll_ns"));
            assertThat(parameter.verdict()).isInstanceOf(Verdict.NotApplicable.class);
        }
        Due due = rules.due();
        if (rules.isWanted()) {
            Change change = Objects.requireNonNull(changes.remove(HYPER_V));
            due = new Due(due.kind(), planned(due, change), due.calls());
        }
        assertThat(changes).isEmpty();
        Set<Why> given = applied(due, before, apply(plan));
        assertThat(windows.calls()).noneMatch(call -> call.startsWith("guest "));
        return new Due(due.kind(), given, due.calls());
    }

    /// The reasons for which Hyper-V's change is planned so.
    private Set<Why> planned(Due due, Change change) {
        assertThat(change.notes().stream().anyMatch(note -> note.contains("of memory")))
                .as("a note about memory in %s", change.notes())
                .isEqualTo(rules.isShortOfMemory());
        boolean restarts =
                due.kind() == Due.Kind.PENDING
                        || (change.verdict() instanceof Verdict.Update update
                                && update.disruption() == Disruption.REBOOT);
        boolean stop = restarts && state.is("mode", "STOP_GUESTS");
        assertThat(change.notes().stream().anyMatch(note -> note.contains("stop_guests")))
                .as("a note about stop_guests in %s", change.notes())
                .isEqualTo(stop);
        return switch (due.kind()) {
            case AS_DESIRED -> {
                assertThat(change.verdict()).isInstanceOf(Verdict.AsDesired.class);
                assertThat(change.differences()).isEmpty();
                yield given(due.whys(), change.verdict().toString());
            }
            case PENDING -> pending(due, change);
            case BLOCKED -> given(due.whys(), blocked(change).reason());
            case CONVERGED -> given(due.whys(), update(change).reason());
            case REFUSED, IN_VAIN -> {
                update(change);
                yield due.whys();
            }
        };
    }

    private Set<Why> pending(Due due, Change change) {
        assertThat(change.verdict()).isInstanceOf(Verdict.Pending.class);
        Verdict.Pending pending = (Verdict.Pending) change.verdict();
        assertThat(pending.disruption()).isEqualTo(Disruption.REBOOT);
        assertThat(pending.remedy()).isNotEmpty();
        Set<Why> given = given(due.whys(), pending.reason());
        if (given.contains(Why.GUESTS_RUN)) {
            for (String guest : rules.guests()) {
                assertThat(pending.reason().contains(guest + " ("))
                        .as("%s in: %s", guest, pending.reason())
                        .isEqualTo(rules.runningGuests().contains(guest));
            }
        }
        return given;
    }

    private static Verdict.Blocked blocked(Change change) {
        assertThat(change.verdict()).isInstanceOf(Verdict.Blocked.class);
        Verdict.Blocked blocked = (Verdict.Blocked) change.verdict();
        assertThat(blocked.remedy()).isNotEmpty();
        return blocked;
    }

    private Verdict.Update update(Change change) {
        assertThat(change.verdict()).isInstanceOf(Verdict.Update.class);
        Verdict.Update update = (Verdict.Update) change.verdict();
        assertThat(update.disruption())
                .isEqualTo(rules.needsRestart() ? Disruption.REBOOT : Disruption.NOTHING);
        return update;
    }

    /// The reason that was given, of those that are true.
    private static Set<Why> given(Set<Why> due, String reason) {
        Set<Why> given = EnumSet.copyOf(due);
        given.removeIf(why -> !reason.contains(why.words));
        assertThat(given).as("of %s in: %s", due, reason).hasSize(1);
        return given;
    }

    /// The reasons that the outcome gives, or else those of the plan.
    private Set<Why> applied(Due due, String before, Outcome outcome) throws IOException {
        String failure = outcome.failure().map(Failure::message).orElse("");
        Set<Why> given =
                switch (due.kind()) {
                    case AS_DESIRED, PENDING, BLOCKED, CONVERGED -> {
                        assertThat(failure).isEmpty();
                        yield due.whys();
                    }
                    case REFUSED, IN_VAIN -> given(due.whys(), failure);
                };
        List<Result> results =
                outcome.parts().stream()
                        .filter(part -> part.change().resource().equals(HYPER_V))
                        .map(Outcome.Part::result)
                        .toList();
        assertThat(results).isEqualTo(rules.isWanted() ? List.of(result(due.kind())) : List.of());
        assertThat(restarts).isEqualTo(due.calls().contains(WindowsRules.RESTART) ? 1 : 0);
        assertThat(windows.calls()).hasSize(due.calls().size());
        for (int i = 0; i < due.calls().size(); i++) {
            assertThat(windows.calls().get(i)).startsWith(due.calls().get(i));
        }
        switch (due.kind()) {
            case AS_DESIRED, PENDING, BLOCKED ->
                    assertThat(windows.contents()).as("nothing is touched").isEqualTo(before);
            case REFUSED -> assertThat(windows.machine()).isEqualTo(untouched);
            case CONVERGED, IN_VAIN -> assertThat(windows.lock()).isEmpty();
        }
        again(due, given);
        return given;
    }

    private static Result result(Due.Kind kind) {
        return switch (kind) {
            case AS_DESIRED -> Result.OK;
            case PENDING -> Result.PENDING;
            case BLOCKED -> Result.BLOCKED;
            case CONVERGED, IN_VAIN -> Result.CHANGED;
            case REFUSED -> Result.FAILED;
        };
    }

    /// Planned and applied once more. A service that did not come with the boot is started by that.
    private void again(Due due, Set<Why> given) throws IOException {
        boolean late = given.contains(Why.NO_SERVICE_AFTER);
        if (late) {
            assertThat(apply(plan()).failure()).isEmpty();
        }
        String before = windows.contents();
        Plan plan = plan();
        Optional<Change> change = Optional.ofNullable(changes(plan).get(HYPER_V));
        if (due.kind() == Due.Kind.REFUSED) {
            update(change.orElseThrow());
            return;
        }
        assertThat(apply(plan).failure()).isEmpty();
        assertThat(windows.contents()).as("nothing more is touched").isEqualTo(before);
        if (rules.isWanted()) {
            Due left =
                    switch (due.kind()) {
                        case CONVERGED -> AS_DESIRED;
                        case IN_VAIN ->
                                late
                                        ? AS_DESIRED
                                        : new Due(Due.Kind.BLOCKED, due.whys(), List.of());
                        case AS_DESIRED, PENDING, BLOCKED, REFUSED -> due;
                    };
            planned(left, change.orElseThrow());
        }
    }

    private Plan plan() {
        return planner.plan(Map.of(NAME, machine), desired, _ -> {});
    }

    private static Map<String, Change> changes(Plan plan) {
        Map<String, Change> changes = new TreeMap<>();
        switch (plan.machines().getFirst()) {
            case MachinePlan.Planned planned ->
                    planned.changes().forEach(each -> changes.put(each.resource(), each));
            case MachinePlan.Unplanned unplanned ->
                    throw new AssertionError(unplanned.failure().toString());
        }
        return changes;
    }

    private Outcome apply(Plan plan) {
        RunRecord record = new RunRecord("run-1", "ann@desk", folder.resolve("controller"));
        // Services that never come are not waited for.
        Patience patience =
                new Patience(
                        Duration.ofMillis(1),
                        Duration.ofMinutes(1),
                        state.is("after", "down") ? Duration.ZERO : Duration.ofSeconds(30));
        Applier applier = new Applier(fleet, prober, planner, record, new Interruption(), patience);
        return applier.apply(Map.of(NAME, machine), desired, plan, this::count).getFirst();
    }

    private void count(Event event) {
        if (event instanceof Event.Restarting) {
            restarts++;
        }
    }

    private static Machine machine() {
        return new Machine(
                NAME,
                OsFamily.WINDOWS,
                new WinRmEndpoint(
                        "192.0.2.1",
                        5986,
                        Optional.of(new WinRmEndpoint.Tls.SystemAuthorities()),
                        "/wsman",
                        new WinRmEndpoint.Login.Ntlm("admin", new Secret("x")),
                        Optional.empty(),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2)),
                Optional.empty(),
                Optional.empty());
    }

    private Desired desired() {
        Location at = new Location("lab.yml", 1, 1, 1, "");
        Policy policy =
                new Policy(Policy.Mode.valueOf(state.text("mode")), state.is("reboot"), false);
        Optional<Boolean> nested =
                state.is("nested", "unsaid")
                        ? Optional.empty()
                        : Optional.of(state.is("nested", "true"));
        SortedMap<Wanted.Parameter, Stated<String>> parameters = new TreeMap<>();
        if (state.is("parameter")) {
            parameters.put(
                    new Wanted.Parameter("kvm", "halt_poll_ns"), new Stated<>("1", at, policy));
        }
        Wanted wanted =
                new Wanted(
                        new Wanted.Hypervisor(
                                nested.map(value -> new Stated<>(value, at, policy)),
                                state.is("installed")
                                        ? Optional.of(new Stated<>(true, at, policy))
                                        : Optional.empty(),
                                parameters),
                        Optional.empty());
        return new Desired(
                new TreeMap<>(Map.of(NAME, wanted)),
                List.of(new Desired.PlayLimits("play", List.of(NAME), 1, OptionalInt.empty())));
    }
}
