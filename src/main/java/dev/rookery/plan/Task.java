package dev.rookery.plan;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// One idempotent step that an update runs on a machine, as data.
///
/// @param script the script's name, such as `resource/kvm/module/reload.sh`
/// @param parameters what the script is given, by name
public record Task(String script, SortedMap<String, String> parameters) {
    public Task {
        parameters = Collections.unmodifiableSortedMap(new TreeMap<>(parameters));
    }

    public Task(String script, Map<String, String> parameters) {
        this(script, new TreeMap<>(parameters));
    }
}
