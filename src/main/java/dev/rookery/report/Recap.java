package dev.rookery.report;

import dev.rookery.plan.Outcome;
import dev.rookery.plan.Outcome.Result;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What happened to every machine, in Ansible's words.
record Recap(Paint paint) {
    List<String> lines(List<Outcome> outcomes) {
        int width = outcomes.stream().mapToInt(one -> one.machine().length()).max().orElse(0);
        List<String> lines = new ArrayList<>();
        lines.add(paint.bold("RECAP"));
        for (Outcome outcome : outcomes) {
            StringBuilder line = new StringBuilder();
            line.append(Paint.safe(outcome.machine()))
                    .append(" ".repeat(width - outcome.machine().length()))
                    .append(" :");
            for (Result result : Result.values()) {
                line.append("  ").append(counted(outcome, result));
            }
            lines.add(line.toString());
        }
        return lines;
    }

    private String counted(Outcome outcome, Result result) {
        long count = outcome.count(result);
        String text = result.name().toLowerCase(Locale.ROOT) + "=" + count;
        if (count == 0) {
            return text;
        }
        return switch (result) {
            case OK -> paint.green(text);
            case CHANGED, SKIPPED, PENDING -> paint.yellow(text);
            case UNREACHABLE, FAILED, BLOCKED -> paint.red(text);
        };
    }
}
