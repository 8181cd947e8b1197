package dev.rookery.resource;

import dev.rookery.plan.Change;
import dev.rookery.plan.Difference;
import dev.rookery.plan.Disruption;
import dev.rookery.plan.Task;
import dev.rookery.plan.Verdict;

import java.util.ArrayList;
import java.util.List;

/// Everything of a plan as text, for golden cases: also the scripts and what they are given.
final class PlanDump {
    private PlanDump() {}

    static List<String> of(List<Change> changes) {
        List<String> lines = new ArrayList<>();
        changes.forEach(change -> add(change, lines));
        return lines;
    }

    private static void add(Change change, List<String> lines) {
        lines.add(change.resource() + ": " + word(change.verdict()));
        for (Difference one : change.differences()) {
            lines.add(
                    "  "
                            + one.key()
                            + ": "
                            + one.before().orElse("(none)")
                            + " -> "
                            + one.after().orElse("(none)"));
        }
        switch (change.verdict()) {
            case Verdict.AsDesired(List<String> evidence) ->
                    evidence.forEach(line -> lines.add("  proof: " + line));
            case Verdict.NotApplicable(String reason) -> lines.add("  reason: " + reason);
            case Verdict.Deferred(String reason) -> lines.add("  reason: " + reason);
            case Verdict.Blocked(String reason, String remedy) -> {
                lines.add("  reason: " + reason);
                lines.add("  remedy: " + remedy);
            }
            case Verdict.Pending(Disruption _, String reason, String remedy) -> {
                lines.add("  reason: " + reason);
                lines.add("  remedy: " + remedy);
            }
            case Verdict.Update(Task task, Disruption _, String reason) -> {
                lines.add("  reason: " + reason);
                add(task, lines);
            }
        }
        change.notes().forEach(note -> lines.add("  note: " + note));
        lines.add("");
    }

    private static void add(Task task, List<String> lines) {
        lines.add("  run " + task.script());
        task.parameters()
                .forEach(
                        (name, value) ->
                                lines.add(
                                        "    "
                                                + name
                                                + "="
                                                + value.stripTrailing()
                                                        .replace("\n", "\n      | ")));
    }

    private static String word(Verdict verdict) {
        return switch (verdict) {
            case Verdict.AsDesired _ -> "as desired";
            case Verdict.NotApplicable _ -> "not applicable";
            case Verdict.Update update -> "update, disturbs " + update.disruption().words();
            case Verdict.Pending pending -> "pending, waits for " + pending.disruption().words();
            case Verdict.Blocked _ -> "blocked";
            case Verdict.Deferred _ -> "deferred";
        };
    }
}
