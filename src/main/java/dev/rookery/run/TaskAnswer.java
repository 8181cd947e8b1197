package dev.rookery.run;

import dev.rookery.facts.Fact;
import dev.rookery.facts.Observations;
import dev.rookery.plan.Failure;
import dev.rookery.shell.Answer;

import java.util.List;
import java.util.Optional;

/// What a task's script said of its outcome.
final class TaskAnswer {
    private static final String PENDING = "pending";

    private TaskAnswer() {}

    /// What the task waits for, if it could not be done yet.
    static Optional<String> pending(Answer answer) {
        Observations said = Observations.parse(answer.lines());
        return said.one("result")
                .ifKnown()
                .filter(PENDING::equals)
                .map(_ -> said.one("reason").ifKnown().orElse("it could not be done yet"));
    }

    /// What a person should know of what was done.
    static List<String> notes(Answer answer) {
        return Observations.parse(answer.lines()).all("note").ifKnown().orElse(List.of());
    }

    /// Why the task is not done, if it is not.
    static Optional<Failure> failure(Answer answer) {
        Observations said = Observations.parse(answer.lines());
        String result = said.one("result").ifKnown().orElse("");
        if (result.equals("done") || result.equals(PENDING)) {
            return Optional.empty();
        }
        String reason =
                switch (said.one("reason")) {
                    case Fact.Known<String>(String known) -> known;
                    case Fact.Unknown<String> _ ->
                            "the script ended with exit code "
                                    + answer.exitCode()
                                    + ": "
                                    + answer.errors().strip();
                };
        String detail = String.join("; ", said.all("detail").ifKnown().orElse(List.of()));
        boolean rolledBack = said.one("rolled-back").ifKnown().filter("yes"::equals).isPresent();
        return Optional.of(
                new Failure(
                        result.equals("stale") ? Failure.Kind.STALE : Failure.Kind.FAILED,
                        reason
                                + (detail.isEmpty() ? "" : ": " + detail)
                                + (rolledBack
                                        ? "; rolled back, file and module are as before"
                                        : ""),
                        ""));
    }
}
