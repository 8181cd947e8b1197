package dev.rookery.playbook;

import dev.rookery.diagnostic.Diagnostics;
import dev.rookery.yaml.Node;
import dev.rookery.yaml.Values;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads a `hypervisor:` block.
final class HypervisorReader {
    static final String BLOCK = "hypervisor";

    private static final List<String> KEYS =
            List.of(
                    "nested",
                    "installed",
                    "kvm",
                    "kvm_intel",
                    "kvm_amd",
                    "take_over",
                    "kernel_cmdline",
                    "refuse_vulnerable");

    private final Diagnostics diagnostics;
    private final Values values;
    private final List<Statement> statements = new ArrayList<>();

    HypervisorReader(Diagnostics diagnostics) {
        this.diagnostics = diagnostics;
        this.values = new Values(diagnostics);
    }

    List<Statement> statements(Node node) {
        List<Node.Entry> entries = values.entries(node, BLOCK);
        if (entries.isEmpty() && !(node instanceof Node.Sequence)) {
            diagnostics.error(node.at(), "the hypervisor: block is empty", "add nested: true");
        }
        for (Node.Entry entry : entries) {
            Node value = entry.value();
            String key = entry.key().text();
            switch (key) {
                case "nested" -> truth(key, value);
                case "installed" -> installed(key, value);
                case "kvm", "kvm_intel", "kvm_amd" ->
                        statements.addAll(new ParameterReader(key, diagnostics).statements(value));
                case "take_over", "kernel_cmdline", "refuse_vulnerable" -> notYet(key, value);
                default -> values.unknownKey(entry.key(), "a hypervisor: block", KEYS);
            }
        }
        return statements;
    }

    private void truth(String key, Node value) {
        values.truth(value, key)
                .ifPresent(
                        truth ->
                                statements.add(
                                        new Statement(BLOCK, key, truth.toString(), value.at())));
    }

    private void installed(String key, Node value) {
        if (values.truth(value, key).equals(Optional.of(false))) {
            diagnostics.error(
                    value.at(),
                    "a hypervisor is never removed: installed cannot be false",
                    "write nested: false to switch nesting off, or remove this key");
        } else {
            statements.add(new Statement(BLOCK, key, "true", value.at()));
        }
    }

    private void notYet(String key, Node value) {
        if (values.truth(value, key).orElse(false)) {
            diagnostics.error(
                    value.at(), key + ": true is not supported yet", "remove it, or write false");
        }
    }
}
