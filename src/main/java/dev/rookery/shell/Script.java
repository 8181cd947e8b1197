package dev.rookery.shell;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// A script and the values it is given. The text is never changed to carry a value.
///
/// @param name for people and logs, such as `resource/kvm/reload.sh`
/// @param text the script's own text
/// @param parameters what the script finds as variables of these names
public record Script(String name, String text, SortedMap<String, String> parameters) {
    public Script {
        parameters = Collections.unmodifiableSortedMap(new TreeMap<>(parameters));
        for (String parameter : parameters.keySet()) {
            if (!parameter.matches("[a-z][a-z0-9_]*")) {
                throw new IllegalArgumentException("not a parameter's name: " + parameter);
            }
        }
    }

    /// The same script with more values.
    public Script with(Map<String, String> more) {
        SortedMap<String, String> all = new TreeMap<>(parameters);
        all.putAll(more);
        return new Script(name, text, all);
    }
}
