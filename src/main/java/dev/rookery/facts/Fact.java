package dev.rookery.facts;

import java.util.Optional;
import java.util.function.Function;

/// What was observed of one thing: its value, or why it could not be seen. Unknown is never "no".
public sealed interface Fact<T> {
    /// It was seen.
    ///
    /// @param value what was observed
    record Known<T>(T value) implements Fact<T> {}

    /// It could not be seen.
    ///
    /// @param reason why nothing is known, for people; no full stop
    record Unknown<T>(String reason) implements Fact<T> {}

    static <T> Fact<T> known(T value) {
        return new Known<>(value);
    }

    static <T> Fact<T> unknown(String reason) {
        return new Unknown<>(reason);
    }

    /// The value, if it is known.
    default Optional<T> ifKnown() {
        return switch (this) {
            case Known<T>(T value) -> Optional.of(value);
            case Unknown<T> _ -> Optional.empty();
        };
    }

    /// The same fact with a known value turned into another.
    default <R> Fact<R> map(Function<? super T, ? extends R> change) {
        return switch (this) {
            case Known<T>(T value) -> known(change.apply(value));
            case Unknown<T>(String reason) -> unknown(reason);
        };
    }
}
