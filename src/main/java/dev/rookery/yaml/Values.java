package dev.rookery.yaml;

import dev.rookery.diagnostic.Diagnostics;
import dev.rookery.diagnostic.Suggestion;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// Takes values of the wanted type from nodes, and reports what is of another type.
///
/// In each method, `what` names the value in messages: its key. An empty answer was reported.
public final class Values {
    private static final Set<String> TRUE = Set.of("true", "yes", "on", "1", "y", "t");
    private static final Set<String> FALSE = Set.of("false", "no", "off", "0", "n", "f");

    private final Diagnostics diagnostics;

    public Values(Diagnostics diagnostics) {
        this.diagnostics = diagnostics;
    }

    /// The words that Ansible takes for a truth value, in any case; nothing for any other.
    public static Optional<Boolean> truthOf(String text) {
        String word = text.toLowerCase(Locale.ROOT);
        if (TRUE.contains(word)) {
            return Optional.of(true);
        }
        return FALSE.contains(word) ? Optional.of(false) : Optional.empty();
    }

    /// A text that is not empty.
    public Optional<String> text(Node node, String what) {
        return scalar(node, what, "text").map(Node.Scalar::text);
    }

    public Optional<Boolean> truth(Node node, String what) {
        Optional<Node.Scalar> scalar = scalar(node, what, "true or false");
        Optional<Boolean> truth = scalar.flatMap(word -> truthOf(word.text()));
        if (scalar.isPresent() && truth.isEmpty()) {
            wrong(node, what, "true or false");
        }
        return truth;
    }

    /// A whole number in decimal digits.
    public OptionalInt number(Node node, String what, int least, int most) {
        String wanted =
                most == Integer.MAX_VALUE
                        ? "a number of at least " + least
                        : "a number from %d to %d".formatted(least, most);
        Optional<Node.Scalar> scalar = scalar(node, what, wanted);
        if (scalar.isEmpty()) {
            return OptionalInt.empty();
        }
        String text = scalar.get().text();
        if (text.matches("[0-9]{1,10}")) {
            long number = Long.parseLong(text);
            if (number >= least && number <= most) {
                return OptionalInt.of((int) number);
            }
        }
        wrong(node, what, wanted);
        return OptionalInt.empty();
    }

    /// One of some words.
    public Optional<String> word(Node node, String what, Collection<String> known) {
        String wanted = "one of " + String.join(", ", known);
        Optional<Node.Scalar> scalar = scalar(node, what, wanted);
        Optional<String> word = scalar.map(Node.Scalar::text).filter(known::contains);
        if (scalar.isPresent() && word.isEmpty()) {
            String text = scalar.get().text();
            diagnostics.error(
                    node.at(),
                    "%s must be %s, not '%s'".formatted(what, wanted, text),
                    Suggestion.didYouMean(text, known));
        }
        return word;
    }

    /// The entries of a mapping; an empty value is a mapping without entries.
    public List<Node.Entry> entries(Node node, String what) {
        return switch (node) {
            case Node.Mapping mapping -> mapping.entries();
            case Node.Scalar scalar when scalar.isNull() -> List.of();
            case Node.Scalar _, Node.Sequence _ -> {
                wrong(node, what, "a mapping ('key: value')");
                yield List.of();
            }
        };
    }

    /// Reports a key that is not one of the known ones.
    ///
    /// @param where what the key stands in, such as `a play`
    public void unknownKey(Node.Scalar key, String where, Collection<String> known) {
        String all = "known here: " + String.join(", ", known);
        diagnostics.error(
                key.at(),
                "unknown key '%s' in %s".formatted(key.text(), where),
                Suggestion.didYouMean(key.text(), known).orElse(all));
    }

    /// Reports a value of a wrong kind.
    public void wrong(Node node, String what, String wanted) {
        diagnostics.error(
                node.at(),
                "%s must be %s, not %s".formatted(what, wanted, node.described()),
                Optional.empty());
    }

    private Optional<Node.Scalar> scalar(Node node, String what, String wanted) {
        if (node instanceof Node.Scalar scalar && !scalar.isNull() && !scalar.text().isEmpty()) {
            return Optional.of(scalar);
        }
        wrong(node, what, wanted);
        return Optional.empty();
    }
}
