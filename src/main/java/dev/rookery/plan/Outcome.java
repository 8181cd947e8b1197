package dev.rookery.plan;

import java.util.List;
import java.util.Optional;

/// What happened to a machine in a run.
///
/// @param parts what became of each change
/// @param failure why the machine could not be finished, if it could not
public record Outcome(String machine, List<Part> parts, Optional<Failure> failure) {
    public Outcome {
        parts = List.copyOf(parts);
    }

    /// What became of one change.
    public record Part(Change change, Result result) {}

    /// The words of the recap, in its order.
    public enum Result {
        OK,
        CHANGED,
        UNREACHABLE,
        FAILED,
        SKIPPED,
        BLOCKED,
        PENDING
    }

    /// How many changes ended so; a machine that could not be reached or finished counts once.
    public long count(Result result) {
        long ofMachine =
                failure.filter(
                                why ->
                                        result
                                                == (why.kind() == Failure.Kind.UNREACHABLE
                                                        ? Result.UNREACHABLE
                                                        : Result.FAILED))
                        .map(_ -> 1L)
                        .orElse(0L);
        long ofParts = parts.stream().filter(part -> part.result() == result).count();
        return Math.max(ofMachine, ofParts);
    }
}
