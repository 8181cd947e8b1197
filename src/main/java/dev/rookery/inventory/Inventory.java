package dev.rookery.inventory;

import dev.rookery.diagnostic.Diagnostics;
import dev.rookery.yaml.Node;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedMap;
import java.util.SequencedSet;

/// All machines and groups that a run knows.
///
/// @param machines by name, in the inventory's order, each parent before its guests
/// @param groups the names of all machines of each group, those of its children included, in the
///   order of the machines; `all` is one of them
public record Inventory(
        SequencedMap<String, Machine> machines, SequencedMap<String, List<String>> groups) {
    public Inventory {
        machines = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(machines));
        SequencedMap<String, List<String>> copied = new LinkedHashMap<>();
        groups.forEach((name, members) -> copied.put(name, List.copyOf(members)));
        groups = Collections.unmodifiableSequencedMap(copied);
    }

    /// The names of the machines that Ansible's patterns select, in the order of the machines.
    ///
    /// A pattern is made of names of machines and groups, globs and `~regular expressions`, joined
    /// by `:` or `,`, with `!` before what is left out and `&` before what must be there too. A
    /// part that names nothing, and patterns that select no machine, are reported.
    public SequencedSet<String> select(List<Node.Scalar> patterns, Diagnostics diagnostics) {
        return new LinkedHashSet<>(new HostPatterns(this, diagnostics).select(patterns));
    }
}
