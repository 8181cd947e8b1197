package dev.rookery.inventory;

import dev.rookery.diagnostic.Diagnostics;
import dev.rookery.secret.Secret;
import dev.rookery.yaml.Node;
import dev.rookery.yaml.Values;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/// The merged variables of one machine, taken by type. No message ever says a secret's value.
final class Variables {
    private final Map<String, Node.Entry> merged;
    private final Diagnostics diagnostics;
    private final Values values;

    Variables(Map<String, Node.Entry> merged, Diagnostics diagnostics) {
        this.merged = merged;
        this.diagnostics = diagnostics;
        this.values = new Values(diagnostics);
    }

    /// The variable that counts, unless its value is null or a template, which is reported.
    Optional<Node.Entry> find(List<String> names) {
        Optional<Node.Entry> found = Optional.empty();
        for (String name : names) {
            Node.Entry entry = merged.get(name);
            if (entry != null && !(entry.value() instanceof Node.Scalar value && value.isNull())) {
                found = Optional.of(entry);
            }
        }
        return found.filter(this::isPlain);
    }

    Optional<Node.Scalar> scalar(List<String> names) {
        return find(names)
                .flatMap(
                        entry -> {
                            values.text(entry.value(), name(entry));
                            return entry.value() instanceof Node.Scalar scalar
                                            && !scalar.text().isEmpty()
                                    ? Optional.of(scalar)
                                    : Optional.empty();
                        });
    }

    /// Whether one of them has a value, right or wrong.
    boolean isSet(List<String> names) {
        return names.stream()
                .map(merged::get)
                .anyMatch(
                        entry ->
                                entry != null
                                        && !(entry.value() instanceof Node.Scalar value
                                                && value.isNull()));
    }

    /// A list of words, or one text with commas between them.
    List<Node.Scalar> words(List<String> names) {
        Optional<Node.Entry> entry = find(names);
        if (entry.isEmpty()) {
            return List.of();
        }
        return entry.get().value() instanceof Node.Sequence list
                ? list.items().stream()
                        .filter(item -> values.text(item, name(entry.get())).isPresent())
                        .map(Node.Scalar.class::cast)
                        .toList()
                : scalar(names).map(Variables::split).orElse(List.of());
    }

    private static List<Node.Scalar> split(Node.Scalar text) {
        return Pattern.compile("[^,\\s]+")
                .matcher(text.text())
                .results()
                .map(
                        word ->
                                new Node.Scalar(
                                        word.group(),
                                        text.quoted(),
                                        text.part(word.start(), word.group().length())))
                .toList();
    }

    /// One of some words.
    Optional<String> word(List<String> names, List<String> known) {
        return find(names).flatMap(entry -> values.word(entry.value(), name(entry), known));
    }

    Optional<String> text(List<String> names) {
        return scalar(names).map(Node.Scalar::text);
    }

    Optional<Secret> secret(List<String> names) {
        return text(names).map(Secret::new);
    }

    Optional<Boolean> truth(List<String> names) {
        return find(names).flatMap(entry -> values.truth(entry.value(), name(entry)));
    }

    OptionalInt number(List<String> names, int least, int most) {
        Optional<Node.Entry> entry = find(names);
        return entry.isPresent()
                ? values.number(entry.get().value(), name(entry.get()), least, most)
                : OptionalInt.empty();
    }

    /// The name as it stands in the inventory: a port may also stand behind a host's name.
    private static String name(Node.Entry entry) {
        String name = entry.key().text();
        boolean variable = name.matches("(ansible|guest|rookery)_.*");
        return variable ? name : "the port";
    }

    private boolean isPlain(Node.Entry entry) {
        if (entry.value() instanceof Node.Scalar scalar
                && (scalar.text().contains("{{") || scalar.text().contains("{%"))) {
            diagnostics.error(
                    scalar.at(),
                    "%s is a template, and templates are not supported yet".formatted(name(entry)),
                    "write the value itself");
            return false;
        }
        return true;
    }
}
