package dev.rookery.plan;

/// Why a machine could not be probed or changed.
///
/// @param message what happened, one line
/// @param remedy what a person can do about it; empty if there is nothing to say
public record Failure(Kind kind, String message, String remedy) {
    public enum Kind {
        /// No connection, or no longer one.
        UNREACHABLE,
        /// Reached, but something there went wrong.
        FAILED,
        /// The facts moved since the plan was approved.
        STALE
    }
}
