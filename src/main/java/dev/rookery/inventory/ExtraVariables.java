package dev.rookery.inventory;

import dev.rookery.diagnostic.Diagnostics;
import dev.rookery.yaml.Node;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The variables of `--extra-vars`: they win over everything.
final class ExtraVariables {
    private static final String OPTION = "--extra-vars";

    private ExtraVariables() {}

    /// Reads `key=value` words; files and JSON are reported as not supported yet.
    static Map<String, Node.Entry> read(List<String> options, Diagnostics diagnostics) {
        Map<String, Node.Entry> variables = new LinkedHashMap<>();
        for (String option : options) {
            Node.Scalar given = Node.Scalar.given(OPTION, option);
            if (option.startsWith("@") || option.startsWith("{") || option.startsWith("[")) {
                diagnostics.error(
                        given.at(),
                        "extra variables from a file or as JSON are not supported yet",
                        "write key=value");
                continue;
            }
            for (ShellWords.Word word : ShellWords.split(given, diagnostics)) {
                int equals = word.text().indexOf('=');
                if (equals < 1) {
                    diagnostics.error(
                            word.at(), "an extra variable has no value", "write key=value");
                    continue;
                }
                Node.Scalar key =
                        new Node.Scalar(word.text().substring(0, equals), true, word.at());
                Node.Scalar value =
                        new Node.Scalar(word.text().substring(equals + 1), true, word.at());
                variables.put(key.text(), new Node.Entry(key, value));
            }
        }
        return variables;
    }
}
