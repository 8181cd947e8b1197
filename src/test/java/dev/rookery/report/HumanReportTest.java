package dev.rookery.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.plan.Change;
import dev.rookery.plan.MachinePlan;
import dev.rookery.plan.Plan;
import dev.rookery.plan.Verdict;
import dev.rookery.run.Event;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// What is told while a run works and at its end, apart from the plan.
class HumanReportTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final HumanReport report =
            new HumanReport(printer(out), printer(err), new Paint(false), false, false);

    private static PrintStream printer(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    @Test
    void whatAnApplyFindsOutAndLeavesUndoneHasItsReasonAndRemedy() {
        Verdict blocked = new Verdict.Blocked("the CPU cannot", "use another");
        report.event(new Event.LeftUndone("lab", Change.of("hypervisor", blocked)));
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo("lab: hypervisor: blocked: the CPU cannot\n    remedy: use another\n");
    }

    @Test
    void verifiedSaysWhereSomethingIsNotProven() {
        assertThat(verified("nested is true; not proven until it starts"))
                .contains("Verified.", "Not all of it could be proven");
        assertThat(verified("nested is true")).contains("Verified.").doesNotContain("could be");
    }

    private String verified(String evidence) {
        out.reset();
        Change change = Change.of("guest", new Verdict.AsDesired(List.of(evidence)));
        MachinePlan machine = new MachinePlan.Planned("lab", List.of(change), List.of());
        report.verified(new Plan(List.of(machine)), Map.of("lab", "host"));
        return out.toString(StandardCharsets.UTF_8);
    }
}
