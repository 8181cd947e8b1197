package dev.rookery.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.plan.Change;
import dev.rookery.plan.Difference;
import dev.rookery.plan.Disruption;
import dev.rookery.plan.Failure;
import dev.rookery.plan.MachinePlan;
import dev.rookery.plan.Plan;
import dev.rookery.plan.Task;
import dev.rookery.plan.Verdict;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Optional;

class PlanTextTest {
    @Test
    void guestsStandBelowTheirParents() {
        Plan plan = new Plan(List.of(asDesired("host"), asDesired("lab"), asDesired("node")));
        assertThat(lines(plan, Map.of("lab", "host", "node", "lab")))
                .containsExactly(
                        "host  as desired", "    lab  as desired", "        node  as desired");
    }

    @Test
    void guestsStandBelowTheirOwnParentWhateverTheOrderOfTheInventory() {
        Plan plan =
                new Plan(
                        List.of(
                                asDesired("host-1"),
                                asDesired("host-2"),
                                asDesired("lab-1"),
                                asDesired("lab-2"),
                                asDesired("node")));
        assertThat(lines(plan, Map.of("lab-1", "host-1", "lab-2", "host-2", "node", "lab-1")))
                .containsExactly(
                        "host-1  as desired",
                        "    lab-1  as desired",
                        "        node  as desired",
                        "host-2  as desired",
                        "    lab-2  as desired");
    }

    @Test
    void aParentThatIsNotInThePlanIsNamedAboveItsGuests() {
        Plan plan = new Plan(List.of(asDesired("node"), asDesired("other")));
        assertThat(lines(plan, Map.of("lab", "host", "node", "lab", "other", "host")))
                .containsExactly(
                        "host  (not in this plan)",
                        "    lab  (not in this plan)",
                        "        node  as desired",
                        "    other  as desired");
    }

    @Test
    void whatIsDoneOnTheParentSaysSo() {
        Change given = Change.of("guest", new Verdict.Blocked("no", "yes"));
        Change own = Change.of("hypervisor", new Verdict.Deferred("known after host is applied"));
        Plan plan =
                new Plan(
                        List.of(
                                new MachinePlan.Planned("lab", List.of(given), List.of(own)),
                                new MachinePlan.Unplanned(
                                        "away",
                                        List.of(given),
                                        new Failure(Failure.Kind.UNREACHABLE, "it is off", ""))));
        assertThat(lines(plan, Map.of("lab", "host", "away", "host")))
                .containsExactly(
                        "host  (not in this plan)",
                        "    lab",
                        "      ! guest on host  blocked",
                        "          reason: no",
                        "          remedy: yes",
                        "      ? hypervisor  deferred: known after host is applied",
                        "    away  unreachable: it is off",
                        "      ! guest on host  blocked",
                        "          reason: no",
                        "          remedy: yes");
    }

    @Test
    void whatGuestsGoThroughIsInTheTotals() {
        Task task = new Task("x.ps1", Map.of());
        Plan plan =
                new Plan(
                        List.of(
                                new MachinePlan.Planned(
                                        "lab",
                                        List.of(
                                                Change.of(
                                                        "guest",
                                                        new Verdict.Update(
                                                                task,
                                                                Disruption.POWER_CYCLE,
                                                                "because")),
                                                Change.of(
                                                        "other",
                                                        new Verdict.Update(
                                                                task,
                                                                Disruption.GUESTS_STOPPED,
                                                                "because"))),
                                        List.of(
                                                Change.of(
                                                        "hypervisor",
                                                        new Verdict.Deferred("later"))))));
        assertThat(Totals.of(plan).words())
                .isEqualTo(
                        "2 to change, 0 module reloads, 0 reboots, 1 power cycle, 1 with guests"
                                + " stopped; 1 deferred");
    }

    @Test
    void showsWhatATaskChangesAndDisturbs() {
        Verdict update =
                new Verdict.Update(
                        new Task("x.sh", Map.of()), Disruption.MODULE_RELOAD, "it must be");
        Change change =
                new Change(
                        "thing",
                        update,
                        List.of(new Difference("key", Optional.of("0"), Optional.of("1"))),
                        List.of("beware"),
                        Optional.empty());
        assertThat(lines(planOf(change), Map.of()))
                .containsExactly(
                        "host",
                        "  ~ thing  disturbs: module reload",
                        "      key: 0 -> 1",
                        "      reason: it must be",
                        "      note: beware");
    }

    @Test
    void nothingThatAMachineSaysReachesTheTerminalAsACommand() {
        Failure failure = new Failure(Failure.Kind.FAILED, "\u001b[2Jgone\u0007", "");
        Plan plan = new Plan(List.of(new MachinePlan.Unplanned("host", List.of(), failure)));
        assertThat(lines(plan, Map.of())).containsExactly("host  failed: \uFFFD[2Jgone\uFFFD");
    }

    private static List<String> lines(Plan plan, Map<String, String> guestOf) {
        return new PlanText(new Paint(false), guestOf, false, false).lines(plan);
    }

    private static MachinePlan asDesired(String machine) {
        Change change =
                new Change(
                        "thing",
                        new Verdict.AsDesired(List.of("seen")),
                        List.of(),
                        List.of("beware"),
                        Optional.empty());
        return new MachinePlan.Planned(machine, List.of(), List.of(change));
    }

    private static Plan planOf(Change change) {
        return new Plan(List.of(new MachinePlan.Planned("host", List.of(), List.of(change))));
    }
}
