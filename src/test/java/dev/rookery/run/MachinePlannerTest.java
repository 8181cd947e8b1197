package dev.rookery.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.diagnostic.Location;
import dev.rookery.facts.Fact;
import dev.rookery.facts.Observations;
import dev.rookery.facts.OsFamily;
import dev.rookery.inventory.Machine;
import dev.rookery.plan.Change;
import dev.rookery.plan.Check;
import dev.rookery.plan.Disruption;
import dev.rookery.plan.Failure;
import dev.rookery.plan.MachinePlan;
import dev.rookery.plan.Task;
import dev.rookery.plan.Verdict;
import dev.rookery.playbook.Policy;
import dev.rookery.playbook.Stated;
import dev.rookery.playbook.Wanted;
import dev.rookery.resource.GuestResource;
import dev.rookery.resource.GuestSight;
import dev.rookery.resource.Resource;
import dev.rookery.resource.Resources;

import org.junit.jupiter.api.Test;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/// What observations say is read off them: `own` and `given` are verdicts, `runs` and `nested` what
/// the parent knows.
class MachinePlannerTest {
    private static final Machine HOST = Machines.linux("host", Optional.empty());
    private static final Machine LAB = Machines.linux("lab", Optional.of("host"));
    private static final Verdict UPDATE = update(Disruption.NOTHING);
    private static final Verdict BLOCKED = new Verdict.Blocked("no such guest", "make it");
    private static final Verdict FINE = new Verdict.AsDesired(List.of());
    private static final Failure AWAY =
            new Failure(Failure.Kind.UNREACHABLE, "refused", "start it");

    private final AtomicInteger looks = new AtomicInteger();

    @Test
    void aMachineThatIsNoGuestIsPlannedFromWhatIsSeenInside() {
        MachinePlan plan = plan(HOST, Optional.empty(), own(UPDATE), FINE, Sight.ON);
        assertThat(verdicts(plan)).containsExactly(UPDATE);
    }

    @Test
    void whatIsBlockedUnderAParentThatMovesIsDeferred() {
        MachinePlan plan = plan(LAB, above(UPDATE), own(BLOCKED), BLOCKED, Sight.ON);
        assertThat(verdicts(plan))
                .allSatisfy(
                        verdict ->
                                assertThat(verdict)
                                        .isEqualTo(
                                                new Verdict.Deferred(
                                                        "known after host is applied")))
                .hasSize(2);
        assertThat(looks).as("it may be another then").hasValue(0);
    }

    @Test
    void whatIsBlockedUnderAPendingParentIsPendingAndNamesIt() {
        Verdict waits = new Verdict.Pending(Disruption.REBOOT, "guests run", "stop them");
        MachinePlan plan = plan(LAB, above(waits), own(FINE), BLOCKED, Sight.ON);
        assertThat(verdicts(plan).getFirst())
                .isEqualTo(
                        new Verdict.Pending(
                                Disruption.REBOOT,
                                "it waits for thing of host: guests run",
                                "stop them"));
    }

    @Test
    void whatIsBlockedUnderABlockedParentNamesTheParent() {
        Verdict above = new Verdict.Blocked("no SLAT", "buy another");
        MachinePlan plan = plan(LAB, above(above), own(FINE), BLOCKED, Sight.ON);
        assertThat(verdicts(plan).getFirst())
                .isEqualTo(
                        new Verdict.Blocked("it waits for thing of host: no SLAT", "buy another"));
    }

    @Test
    void whatIsBlockedUnderAParentAsDesiredStaysSo() {
        MachinePlan plan = plan(LAB, above(FINE), own(FINE), BLOCKED, Sight.ON);
        assertThat(verdicts(plan)).containsExactly(BLOCKED, FINE);
    }

    @Test
    void aGuestThatIsPowerCycledIsLookedAtAfterwards() {
        Verdict cycle = update(Disruption.POWER_CYCLE);
        MachinePlan plan = plan(LAB, above(FINE), own(UPDATE), cycle, Sight.ON);
        assertThat(verdicts(plan))
                .containsExactly(
                        cycle, new Verdict.Deferred("known after its guest part is done on host"));
        assertThat(looks).hasValue(0);
    }

    @Test
    void aGuestThatIsOffIsNotLookedAt() {
        MachinePlan plan = plan(LAB, above(FINE), own(UPDATE), FINE, Sight.OFF);
        assertThat(verdicts(plan).getLast())
                .isInstanceOfSatisfying(
                        Verdict.Pending.class,
                        pending -> assertThat(pending.reason()).isEqualTo("it does not run"));
        assertThat(looks).hasValue(0);
    }

    @Test
    void aGuestThatIsOffWaitsForWhatItsStartWaitsFor() {
        Verdict waits = new Verdict.Pending(Disruption.POWER_CYCLE, "policy", "allow it");
        MachinePlan plan = plan(LAB, above(FINE), own(UPDATE), waits, Sight.OFF);
        assertThat(verdicts(plan)).containsExactly(waits, waits);
    }

    @Test
    void nestingThatTheParentDoesNotGiveIsBlockedBeforeAnythingIsTouched() {
        MachinePlan plan = plan(LAB, above(FINE), own(UPDATE), FINE, Sight.NOT_NESTED);
        assertThat(verdicts(plan).getLast())
                .isInstanceOfSatisfying(
                        Verdict.Blocked.class,
                        blocked -> {
                            assertThat(blocked.reason()).contains("its parent host");
                            assertThat(blocked.remedy()).contains("nested: true");
                        });
    }

    @Test
    void nestingThatTheParentDoesNotGiveIsBlockedAlsoWhereItWouldWait() {
        Verdict waits = new Verdict.Pending(Disruption.REBOOT, "policy", "allow it");
        MachinePlan plan = plan(LAB, above(FINE), own(waits), FINE, Sight.NOT_NESTED);
        assertThat(verdicts(plan).getLast()).isInstanceOf(Verdict.Blocked.class);
    }

    @Test
    void aGuestWhoseParentIsAwayIsNotPlanned() {
        Above away = new Above("host", new Probed.Unseen("host", AWAY), List.of());
        MachinePlan plan = plan(LAB, Optional.of(away), own(FINE), FINE, Sight.ON);
        assertThat(plan)
                .isInstanceOfSatisfying(
                        MachinePlan.Unplanned.class,
                        unplanned -> {
                            assertThat(unplanned.failure().kind())
                                    .isEqualTo(Failure.Kind.UNREACHABLE);
                            assertThat(unplanned.failure().message())
                                    .isEqualTo("its parent host was not seen: refused");
                        });
    }

    @Test
    void aGuestWithoutAGuestBlockNeedsNoParentToBePlanned() {
        Above away = new Above("host", new Probed.Unseen("host", AWAY), List.of());
        MachinePlan plan =
                planner(FINE, Sight.ON).plan(LAB, wanted(false), Optional.of(away), own(UPDATE));
        assertThat(verdicts(plan)).containsExactly(UPDATE);
    }

    @Test
    void aGuestThatCannotBeReachedKeepsWhatItsParentGivesIt() {
        MachinePlan plan =
                plan(LAB, above(FINE), () -> new Probed.Unseen("lab", AWAY), UPDATE, Sight.ON);
        assertThat(plan)
                .isInstanceOfSatisfying(
                        MachinePlan.Unplanned.class,
                        unplanned -> assertThat(unplanned.failure()).isEqualTo(AWAY));
        assertThat(verdicts(plan)).containsExactly(UPDATE);
    }

    @Test
    void nothingIsPromisedInsideAGuestThatThePlaybookStopsOrKeepsFromNesting() {
        Verdict stops = update(Disruption.GUESTS_STOPPED);
        Supplier<Probed> inside = own(UPDATE);
        Wanted stopped = wanted(Optional.of(Wanted.State.STOPPED), Optional.empty());
        Wanted hidden = wanted(Optional.empty(), Optional.of(false));
        for (Wanted wanted : List.of(stopped, hidden)) {
            MachinePlan plan = planner(stops, Sight.ON).plan(LAB, wanted, above(FINE), inside);
            assertThat(verdicts(plan).getLast()).isInstanceOf(Verdict.Blocked.class);
        }
    }

    private enum Sight {
        ON,
        OFF,
        NOT_NESTED
    }

    private MachinePlan plan(
            Machine machine,
            Optional<Above> above,
            Supplier<Probed> inside,
            Verdict given,
            Sight sight) {
        Supplier<Probed> counted =
                () -> {
                    looks.incrementAndGet();
                    return inside.get();
                };
        return planner(given, sight).plan(machine, wanted(true), above, counted);
    }

    private static MachinePlanner planner(Verdict given, Sight sight) {
        return new MachinePlanner(
                new Resources(List.of(new Own()), List.of(new Given(given, sight))));
    }

    private static Optional<Above> above(Verdict verdict) {
        return Optional.of(
                new Above("host", seen("host", verdict), List.of(change("thing", verdict))));
    }

    private static Supplier<Probed> own(Verdict verdict) {
        return () -> seen("lab", verdict);
    }

    private static Probed seen(String machine, Verdict verdict) {
        VERDICTS.put(Integer.toString(verdict.hashCode()), verdict);
        return new Probed.Seen(
                machine,
                Observations.parse(List.of("os.family=linux", "own=" + verdict.hashCode())));
    }

    private static final Map<String, Verdict> VERDICTS = new ConcurrentHashMap<>();

    private static List<Verdict> verdicts(MachinePlan plan) {
        return plan.changes().stream().map(Change::verdict).toList();
    }

    private static Verdict update(Disruption disruption) {
        return new Verdict.Update(new Task("x.sh", Map.of()), disruption, "it must be");
    }

    private static Change change(String resource, Verdict verdict) {
        return Change.of(resource, verdict);
    }

    private static Wanted wanted(boolean guest) {
        Wanted all = wanted(Optional.empty(), Optional.empty());
        return guest ? all : new Wanted(all.hypervisor(), Optional.empty());
    }

    private static Wanted wanted(Optional<Wanted.State> state, Optional<Boolean> nested) {
        Location at = new Location("lab.yml", 1, 1, 1, "");
        Optional<Wanted.Guest> block =
                Optional.of(
                        new Wanted.Guest(
                                at,
                                state.map(value -> new Stated<>(value, at, Policy.DEFAULT)),
                                nested.map(value -> new Stated<>(value, at, Policy.DEFAULT)),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Set.of(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()));
        return new Wanted(
                new Wanted.Hypervisor(
                        Optional.of(new Stated<>(true, at, Policy.DEFAULT)),
                        Optional.empty(),
                        Collections.emptySortedMap()),
                block);
    }

    private record Own() implements Resource {
        @Override
        public OsFamily os() {
            return OsFamily.LINUX;
        }

        @Override
        public String probe() {
            return "own.sh";
        }

        @Override
        public List<Change> plan(Wanted wanted, Observations observed) {
            String key = observed.one("own").ifKnown().orElseThrow();
            return List.of(change("own", Objects.requireNonNull(VERDICTS.get(key))));
        }

        @Override
        public List<Check> checks(Observations observed) {
            return List.of();
        }
    }

    private record Given(Verdict verdict, Sight sight) implements GuestResource {
        @Override
        public OsFamily os() {
            return OsFamily.LINUX;
        }

        @Override
        public String probe() {
            return "given.sh";
        }

        @Override
        public List<Change> plan(String name, Wanted wanted, Observations parent) {
            return List.of(change("guest", verdict));
        }

        @Override
        public GuestSight sight(String name, Observations parent) {
            return new GuestSight(
                    Fact.known(name),
                    Fact.known(sight != Sight.OFF),
                    Fact.known(sight != Sight.NOT_NESTED),
                    Fact.known(List.of()));
        }
    }
}
