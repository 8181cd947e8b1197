package dev.rookery.cli;

import dev.rookery.plan.Check;
import dev.rookery.plan.Failure;
import dev.rookery.plan.MachinePlan;
import dev.rookery.plan.Outcome;
import dev.rookery.plan.Outcome.Result;
import dev.rookery.plan.Plan;
import dev.rookery.plan.Verdict;
import dev.rookery.run.Probed;

import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;

/// What the program ends with. Where several are true, the first of this list wins.
enum ExitCode {
    BUG(70),
    FAILED(1),
    UNREACHABLE(4),
    STALE(5),
    BLOCKED(3),
    PENDING(6),
    DIFFERS(2),
    OK(0),
    USAGE(64),
    BAD_INPUT(65),
    INTERRUPTED(130);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    /// The code after applying.
    static ExitCode ofOutcomes(Collection<Outcome> outcomes) {
        Set<ExitCode> codes = EnumSet.of(OK);
        for (Outcome outcome : outcomes) {
            outcome.failure().ifPresent(failure -> codes.add(of(failure)));
            add(codes, outcome, Result.FAILED, FAILED);
            add(codes, outcome, Result.BLOCKED, BLOCKED);
            add(codes, outcome, Result.PENDING, PENDING);
            add(codes, outcome, Result.SKIPPED, DIFFERS);
        }
        return first(codes);
    }

    private static void add(Set<ExitCode> codes, Outcome outcome, Result result, ExitCode code) {
        if (outcome.parts().stream().anyMatch(part -> part.result() == result)) {
            codes.add(code);
        }
    }

    /// The code after looking only.
    static ExitCode ofPlan(Plan plan) {
        Set<ExitCode> codes = EnumSet.of(OK);
        for (MachinePlan machine : plan.machines()) {
            machine.changes().forEach(change -> codes.add(of(change.verdict())));
            if (machine instanceof MachinePlan.Unplanned unplanned) {
                codes.add(of(unplanned.failure()));
            }
        }
        return first(codes);
    }

    /// The code after observing only.
    static ExitCode ofProbes(Collection<Probed> probes) {
        Set<ExitCode> codes = EnumSet.of(OK);
        for (Probed probed : probes) {
            switch (probed) {
                case Probed.Seen _ -> codes.add(OK);
                case Probed.Unseen(String _, Failure failure) -> codes.add(of(failure));
            }
        }
        return first(codes);
    }

    /// The code after checking.
    static ExitCode ofChecks(Collection<Probed> probes, Collection<Check> checks) {
        Set<ExitCode> codes = EnumSet.of(ofProbes(probes));
        if (checks.stream().anyMatch(check -> check.grade() == Check.Grade.FAIL)) {
            codes.add(BLOCKED);
        }
        return first(codes);
    }

    private static ExitCode of(Verdict verdict) {
        return switch (verdict) {
            case Verdict.AsDesired _, Verdict.NotApplicable _ -> OK;
            case Verdict.Update _, Verdict.Pending _, Verdict.Deferred _ -> DIFFERS;
            case Verdict.Blocked _ -> BLOCKED;
        };
    }

    private static ExitCode of(Failure failure) {
        return switch (failure.kind()) {
            case UNREACHABLE -> UNREACHABLE;
            case FAILED -> FAILED;
            case STALE -> STALE;
        };
    }

    private static ExitCode first(Set<ExitCode> codes) {
        return codes.iterator().next();
    }
}
