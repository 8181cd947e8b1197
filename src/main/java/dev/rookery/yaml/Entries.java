package dev.rookery.yaml;

import dev.rookery.diagnostic.Diagnostics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The entries of one mapping while it is read: finds keys given twice and resolves merges.
final class Entries {
    private final Diagnostics diagnostics;
    private final Map<String, Node.Entry> own = new LinkedHashMap<>();
    private final List<Node> merged = new ArrayList<>();

    Entries(Diagnostics diagnostics) {
        this.diagnostics = diagnostics;
    }

    void add(Node key, Node value) {
        if (!(key instanceof Node.Scalar name)) {
            diagnostics.error(
                    key.at(),
                    "a key must be a single word, not " + key.described(),
                    "a value that begins with '{' or '[' needs quotes");
            return;
        }
        if (name.text().equals("<<") && !name.quoted()) {
            merged.add(value);
            return;
        }
        Node.Entry first = own.putIfAbsent(name.text(), new Node.Entry(name, value));
        if (first != null) {
            diagnostics.error(
                    name.at(),
                    "'%s' is given twice, first at %s".formatted(name.text(), first.key().at()),
                    "remove one of the two");
        }
    }

    /// The mapping's own entries, then those of the merged mappings that it does not have itself.
    List<Node.Entry> all() {
        Map<String, Node.Entry> all = new LinkedHashMap<>(own);
        for (Node value : merged) {
            List<Node> sources =
                    value instanceof Node.Sequence sequence ? sequence.items() : List.of(value);
            for (Node source : sources) {
                if (source instanceof Node.Mapping mapping) {
                    mapping.entries().forEach(entry -> all.putIfAbsent(entry.key().text(), entry));
                } else {
                    diagnostics.error(
                            source.at(),
                            "'<<' merges mappings, not " + source.described(),
                            "name a mapping, such as *defaults");
                }
            }
        }
        return List.copyOf(all.values());
    }
}
