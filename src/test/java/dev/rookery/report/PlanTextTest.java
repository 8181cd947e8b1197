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
