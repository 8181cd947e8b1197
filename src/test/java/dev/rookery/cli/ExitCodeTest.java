package dev.rookery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.plan.Change;
import dev.rookery.plan.Disruption;
import dev.rookery.plan.Failure;
import dev.rookery.plan.MachinePlan;
import dev.rookery.plan.Outcome;
import dev.rookery.plan.Plan;
import dev.rookery.plan.Verdict;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

class ExitCodeTest {
    private static final Verdict BLOCKED = new Verdict.Blocked("why", "how");
    private static final Verdict PENDING = new Verdict.Pending(Disruption.REBOOT, "why", "how");
    private static final Verdict FINE = new Verdict.AsDesired(List.of());

    @Test
    void aPlanThatDiffersOrIsBlocked() {
        assertThat(ExitCode.ofPlan(plan(FINE))).isEqualTo(ExitCode.OK);
        assertThat(ExitCode.ofPlan(plan(FINE, PENDING))).isEqualTo(ExitCode.DIFFERS);
        assertThat(ExitCode.ofPlan(plan(PENDING, BLOCKED))).isEqualTo(ExitCode.BLOCKED);
    }

    @Test
    void aMachineThatFailedWinsOverOneThatWasNotReached() {
        Plan plan =
                new Plan(
                        List.of(
                                new MachinePlan.Unplanned(
                                        "a", List.of(), failure(Failure.Kind.UNREACHABLE)),
                                new MachinePlan.Unplanned(
                                        "b", List.of(), failure(Failure.Kind.FAILED))));
        assertThat(ExitCode.ofPlan(plan)).isEqualTo(ExitCode.FAILED);
    }

    @Test
    void outcomes() {
        assertThat(ExitCode.ofOutcomes(List.of(outcome(Outcome.Result.CHANGED))))
                .isEqualTo(ExitCode.OK);
        assertThat(ExitCode.ofOutcomes(List.of(outcome(Outcome.Result.PENDING))))
                .isEqualTo(ExitCode.PENDING);
        assertThat(
                        ExitCode.ofOutcomes(
                                List.of(
                                        outcome(Outcome.Result.PENDING),
                                        outcome(Outcome.Result.BLOCKED))))
                .isEqualTo(ExitCode.BLOCKED);
        Outcome stale = new Outcome("a", List.of(), Optional.of(failure(Failure.Kind.STALE)));
        assertThat(ExitCode.ofOutcomes(List.of(stale, outcome(Outcome.Result.BLOCKED))))
                .isEqualTo(ExitCode.STALE);
    }

    private static Failure failure(Failure.Kind kind) {
        return new Failure(kind, "why", "how");
    }

    private static Outcome outcome(Outcome.Result result) {
        return new Outcome("a", List.of(new Outcome.Part(change(FINE), result)), Optional.empty());
    }

    private static Plan plan(Verdict... verdicts) {
        return new Plan(
                List.of(
                        new MachinePlan.Planned(
                                "a",
                                List.of(),
                                Stream.of(verdicts).map(ExitCodeTest::change).toList())));
    }

    private static Change change(Verdict verdict) {
        return new Change("thing", verdict, List.of(), List.of(), Optional.empty());
    }
}
