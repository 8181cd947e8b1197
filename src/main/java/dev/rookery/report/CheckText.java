package dev.rookery.report;

import dev.rookery.plan.Check;
import dev.rookery.plan.Failure;

import java.util.ArrayList;
import java.util.List;

/// What `doctor` says of a machine.
public final class CheckText {
    private final Paint paint;

    public CheckText(Paint paint) {
        this.paint = paint;
    }

    /// The machine's name, and a line for each check; its remedy below it.
    public List<String> lines(String machine, List<Check> checks) {
        List<String> lines = new ArrayList<>(List.of(paint.bold(machine)));
        for (Check check : checks) {
            lines.add(
                    "  "
                            + grade(check)
                            + "  "
                            + Paint.safe(check.subject() + ": " + check.finding()));
            if (!check.remedy().isEmpty()) {
                lines.add("        " + paint.dim("remedy: " + check.remedy()));
            }
        }
        return lines;
    }

    /// The machine's name, and why nothing could be checked.
    public List<String> lines(String machine, Failure failure) {
        return List.of(
                paint.bold(machine),
                "  "
                        + paint.red(PlanText.failureWord(failure))
                        + ": "
                        + Paint.safe(failure.message()),
                "        " + paint.dim("remedy: " + failure.remedy()));
    }

    /// What all checks come to.
    ///
    /// @param unseen how many of the machines could not be looked at
    public static String summary(int machines, long unseen, List<Check> checks) {
        return "%s: %d pass, %d warn, %d fail%s."
                .formatted(
                        Totals.counted(machines, "machine"),
                        count(checks, Check.Grade.PASS),
                        count(checks, Check.Grade.WARN),
                        count(checks, Check.Grade.FAIL),
                        unseen == 0 ? "" : "; " + unseen + " not seen");
    }

    private static long count(List<Check> checks, Check.Grade grade) {
        return checks.stream().filter(check -> check.grade() == grade).count();
    }

    private String grade(Check check) {
        return switch (check.grade()) {
            case PASS -> paint.green("PASS");
            case WARN -> paint.yellow("WARN");
            case FAIL -> paint.red("FAIL");
        };
    }
}
