package dev.rookery.report;

import dev.rookery.plan.Change;
import dev.rookery.plan.Difference;
import dev.rookery.plan.Disruption;
import dev.rookery.plan.Failure;
import dev.rookery.plan.MachinePlan;
import dev.rookery.plan.Plan;
import dev.rookery.plan.Verdict;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A plan for people: a tree of the nesting with each machine's changes.
///
/// @param guestOf each guest's parent, by name
/// @param diff whether the edits of files are shown line by line
/// @param evidence whether it is shown what says that something is as desired
record PlanText(Paint paint, Map<String, String> guestOf, boolean diff, boolean evidence) {
    List<String> lines(Plan plan) {
        Map<String, MachinePlan> plans = new LinkedHashMap<>();
        plan.machines().forEach(one -> plans.put(one.machine(), one));
        List<String> lines = new ArrayList<>();
        Tree.levels(plans.keySet(), guestOf)
                .forEach(
                        (machine, level) ->
                                machine(machine, Optional.ofNullable(plans.get(machine)))
                                        .forEach(line -> lines.add("    ".repeat(level) + line)));
        return lines;
    }

    private List<String> machine(String name, Optional<MachinePlan> plan) {
        return plan.map(
                        one ->
                                switch (one) {
                                    case MachinePlan.Planned planned -> planned(planned);
                                    case MachinePlan.Unplanned unplanned -> unplanned(unplanned);
                                })
                .orElseGet(() -> List.of(paint.dim(name + "  (not in this plan)")));
    }

    private List<String> unplanned(MachinePlan.Unplanned unplanned) {
        Failure failure = unplanned.failure();
        List<String> lines = new ArrayList<>();
        lines.add(
                paint.bold(unplanned.machine())
                        + "  "
                        + paint.red(failureWord(failure) + ": " + failure.message()));
        if (!failure.remedy().isEmpty()) {
            lines.add("      " + paint.dim("remedy: ") + Paint.safe(failure.remedy()));
        }
        given(unplanned, lines);
        return lines;
    }

    /// What is done on its parent says so.
    private void given(MachinePlan plan, List<String> lines) {
        String on = " on " + guestOf.getOrDefault(plan.machine(), "its parent");
        plan.given().forEach(change -> change(change, on).forEach(line -> lines.add("  " + line)));
    }

    static String failureWord(Failure failure) {
        return switch (failure.kind()) {
            case UNREACHABLE -> "unreachable";
            case FAILED -> "failed";
            case STALE -> "stale";
        };
    }

    private List<String> planned(MachinePlan.Planned planned) {
        boolean same =
                planned.changes().stream()
                        .map(Change::verdict)
                        .allMatch(
                                verdict ->
                                        verdict instanceof Verdict.AsDesired
                                                || verdict instanceof Verdict.NotApplicable);
        List<String> lines = new ArrayList<>();
        lines.add(paint.bold(planned.machine()) + (same ? "  " + paint.green("as desired") : ""));
        given(planned, lines);
        planned.own().forEach(change -> change(change, "").forEach(line -> lines.add("  " + line)));
        return lines;
    }

    private List<String> change(Change change, String on) {
        List<String> lines = new ArrayList<>();
        String resource = change.resource() + on;
        switch (change.verdict()) {
            case Verdict.AsDesired(List<String> seen) -> asDesired(resource, seen, lines);
            case Verdict.NotApplicable(String reason) ->
                    lines.add(paint.dim(". " + resource + "  not applicable: " + reason));
            case Verdict.Update update -> {
                lines.add(paint.yellow(sign(change) + " " + resource) + disturbs(update));
                body(change, lines);
                lines.add("    " + paint.dim("reason: ") + Paint.safe(update.reason()));
            }
            case Verdict.Pending(Disruption disruption, String reason, String remedy) -> {
                lines.add(
                        paint.yellow("* " + resource)
                                + (disruption == Disruption.NOTHING
                                        ? "  pending"
                                        : "  pending, waits for a " + disruption.words()));
                body(change, lines);
                because(reason, remedy, lines);
            }
            case Verdict.Blocked(String reason, String remedy) -> {
                lines.add(paint.red("! " + resource) + "  blocked");
                body(change, lines);
                because(reason, remedy, lines);
            }
            case Verdict.Deferred(String reason) ->
                    lines.add(paint.yellow("? " + resource) + "  deferred: " + Paint.safe(reason));
        }
        if (!lines.isEmpty()) {
            change.notes()
                    .forEach(note -> lines.add("    " + paint.dim("note: ") + Paint.safe(note)));
        }
        return lines;
    }

    private void asDesired(String resource, List<String> seen, List<String> lines) {
        if (evidence) {
            lines.add(paint.green("= " + resource));
            seen.forEach(line -> lines.add("    " + paint.dim("proof: ") + Paint.safe(line)));
        }
    }

    private static String sign(Change change) {
        boolean adds = change.differences().stream().allMatch(one -> one.before().isEmpty());
        boolean removes = change.differences().stream().allMatch(one -> one.after().isEmpty());
        return adds ? "+" : removes ? "-" : "~";
    }

    private String disturbs(Verdict.Update update) {
        return update.disruption() == Disruption.NOTHING
                ? ""
                : "  " + paint.red("disturbs: " + update.disruption().words());
    }

    private void body(Change change, List<String> lines) {
        for (Difference one : change.differences()) {
            lines.add(
                    "    "
                            + Paint.safe(
                                    one.key()
                                            + ": "
                                            + one.before().orElse("(none)")
                                            + " -> "
                                            + one.after().orElse("(none)")));
        }
        if (diff) {
            change.file()
                    .ifPresent(
                            edit ->
                                    UnifiedDiff.of(edit)
                                            .forEach(line -> lines.add("    " + diffLine(line))));
        }
    }

    private String diffLine(String line) {
        return line.startsWith("+")
                ? paint.green(line)
                : line.startsWith("-") ? paint.red(line) : Paint.safe(line);
    }

    private void because(String reason, String remedy, List<String> lines) {
        lines.add("    " + paint.dim("reason: ") + Paint.safe(reason));
        if (!remedy.isEmpty()) {
            lines.add("    " + paint.dim("remedy: ") + Paint.safe(remedy));
        }
    }
}
