package dev.rookery.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.connect.ConnectionException;
import dev.rookery.connect.Connector;
import dev.rookery.connect.Endpoint;
import dev.rookery.diagnostic.Location;
import dev.rookery.inventory.Machine;
import dev.rookery.plan.Change;
import dev.rookery.plan.Disruption;
import dev.rookery.plan.MachinePlan;
import dev.rookery.plan.Outcome;
import dev.rookery.plan.Outcome.Result;
import dev.rookery.plan.Plan;
import dev.rookery.plan.Task;
import dev.rookery.plan.Verdict;
import dev.rookery.playbook.Desired;
import dev.rookery.playbook.Policy;
import dev.rookery.playbook.Stated;
import dev.rookery.playbook.Wanted;
import dev.rookery.resource.Resources;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.CopyOnWriteArrayList;

@Timeout(30)
class ApplierTest {
    private final SequencedMap<String, Machine> machines = new LinkedHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<Event> events = new CopyOnWriteArrayList<>();

    @TempDir Path folder = Path.of("");

    @Test
    void aParentThatFailedMakesItsGuestsSkippedAndNobodyElse() {
        add("host", Optional.empty());
        add("other", Optional.empty());
        add("lab", Optional.of("host"));
        add("node", Optional.of("lab"));

        List<Outcome> outcomes = apply();

        assertThat(outcomes)
                .extracting(Outcome::machine)
                .containsExactly("host", "other", "lab", "node");
        assertThat(outcomes)
                .extracting(one -> one.count(Result.UNREACHABLE))
                .containsExactly(1L, 1L, 0L, 0L);
        assertThat(outcomes)
                .extracting(one -> one.count(Result.SKIPPED))
                .containsExactly(0L, 0L, 1L, 1L);
        assertThat(asked).containsExactlyInAnyOrder("host", "other");
        assertThat(events)
                .contains(
                        new Event.ParentFailed("lab", "host"),
                        new Event.ParentFailed("node", "lab"));
    }

    @Test
    void anInterruptedRunBeginsNothing() {
        add("host", Optional.empty());
        add("lab", Optional.of("host"));
        Interruption interruption = new Interruption();
        interruption.refuse();

        assertThat(apply(interruption))
                .allSatisfy(one -> assertThat(one.count(Result.SKIPPED)).isEqualTo(1));
        assertThat(asked).isEmpty();
    }

    private List<Outcome> apply() {
        return apply(new Interruption());
    }

    private List<Outcome> apply(Interruption interruption) {
        Fleet fleet = new Fleet(2);
        Access access = new Access(away(), away(), away());
        Prober prober = new Prober(access, fleet, Resources.all());
        Planner planner = new Planner(fleet, prober, Resources.all());
        RunRecord record = new RunRecord("run-1", "ann@desk", folder);
        Patience patience = new Patience(Duration.ZERO, Duration.ZERO, Duration.ZERO);
        return new Applier(fleet, prober, planner, record, interruption, patience)
                .apply(machines, desired(), plan(), events::add);
    }

    private <E extends Endpoint> Connector<E> away() {
        return (endpoint, _) -> {
            asked.add(endpoint.address().replaceAll("root@|:22", ""));
            throw new ConnectionException(
                    ConnectionException.Reason.UNREACHABLE, "refused", "start sshd");
        };
    }

    private Desired desired() {
        Location at = new Location("lab.yml", 1, 1, 1, "");
        Wanted wanted =
                new Wanted(
                        new Wanted.Hypervisor(
                                Optional.of(new Stated<>(true, at, Policy.DEFAULT)),
                                Optional.empty(),
                                Collections.emptySortedMap()),
                        Optional.empty());
        SequencedMap<String, Wanted> all = new LinkedHashMap<>();
        machines.keySet().forEach(name -> all.put(name, wanted));
        return new Desired(all, List.of());
    }

    private Plan plan() {
        Verdict update =
                new Verdict.Update(new Task("x.sh", Map.of()), Disruption.NOTHING, "it must be so");
        Change change = new Change("thing", update, List.of(), List.of(), Optional.empty());
        return new Plan(
                machines.keySet().stream()
                        .<MachinePlan>map(
                                name -> new MachinePlan.Planned(name, List.of(), List.of(change)))
                        .toList());
    }

    private void add(String name, Optional<String> parent) {
        machines.put(name, Machines.linux(name, parent));
    }
}
