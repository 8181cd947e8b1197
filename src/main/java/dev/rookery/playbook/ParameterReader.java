package dev.rookery.playbook;

import dev.rookery.diagnostic.Diagnostics;
import dev.rookery.yaml.Node;
import dev.rookery.yaml.Values;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads the parameters of one kernel module.
///
/// A value goes into a line of `modprobe.d` and is compared with what the kernel says later, so it
/// must be one plain word, a truth value as `1` or `0`, a number in decimal digits.
final class ParameterReader {
    /// Declared with `module_param_unsafe`: setting one taints the kernel. Source: Linux,
    /// arch/x86/kvm (svm/avic.c, x86.c, mmu/mmu.c).
    private static final Set<String> UNSAFE =
            Set.of("force_avic", "force_emulation_prefix", "flush_on_reuse");

    private final String module;
    private final Diagnostics diagnostics;

    ParameterReader(String module, Diagnostics diagnostics) {
        this.module = module;
        this.diagnostics = diagnostics;
    }

    List<Statement> statements(Node node) {
        List<Statement> statements = new ArrayList<>();
        Map<String, Node.Scalar> seen = new HashMap<>();
        for (Node.Entry entry : new Values(diagnostics).entries(node, module)) {
            Node.Scalar key = entry.key();
            String name = key.text().replace('-', '_');
            Node.Scalar first = seen.putIfAbsent(name, key);
            if (first != null) {
                diagnostics.error(
                        key.at(),
                        "'%s' is given twice, first at %s".formatted(key.text(), first.at()),
                        "hyphen and underscore are the same here: remove one of the two");
            } else if (!name.matches("[A-Za-z][A-Za-z0-9_]{0,63}")) {
                diagnostics.error(
                        key.at(),
                        "'" + key.text() + "' is no name of a module's parameter",
                        "write it as modinfo -F parm " + module + " prints it");
            } else if (UNSAFE.contains(name)) {
                diagnostics.error(
                        key.at(),
                        "%s.%s is unsafe: the kernel is tainted by it".formatted(module, name),
                        "remove it; it is for tests of the kernel itself");
            } else {
                value(entry.value(), name)
                        .ifPresent(
                                value ->
                                        statements.add(
                                                new Statement(
                                                        module, name, value, entry.value().at())));
            }
        }
        return statements;
    }

    private Optional<String> value(Node node, String name) {
        Optional<String> text = new Values(diagnostics).text(node, module + "." + name);
        if (text.isEmpty()) {
            return text;
        }
        Optional<Boolean> truth = Values.truthOf(text.get());
        if (truth.isPresent()) {
            return truth.map(yes -> yes ? "1" : "0");
        }
        if (text.get().matches("[+-]?[0-9].*")) {
            return number(node, text.get());
        }
        if (!text.get().matches("[A-Za-z][A-Za-z0-9_.,:+-]{0,255}")) {
            diagnostics.error(
                    node.at(),
                    "'%s' is no value of a module's parameter".formatted(text.get()),
                    "write true, false, a number or one word");
            return Optional.empty();
        }
        return text;
    }

    private Optional<String> number(Node node, String text) {
        if (text.matches("0|-?[1-9][0-9]{0,18}")) {
            return Optional.of(text);
        }
        diagnostics.error(
                node.at(),
                "'%s' is no number in plain decimal digits".formatted(text),
                "write it without leading zeros, signs, units and letters");
        return Optional.empty();
    }
}
