package dev.rookery.report;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;

/// Puts machines into the order of their nesting.
final class Tree {
    private static final String NONE = "";

    private final Map<String, Set<String>> guests = new LinkedHashMap<>();
    private final SequencedMap<String, Integer> levels = new LinkedHashMap<>();

    private Tree() {}

    /// How many parents each machine has above it: each machine right below its parent and that
    /// one's other guests. Parents that are not among the names are there too.
    ///
    /// @param names in an order that siblings keep
    /// @param guestOf each guest's parent
    static SequencedMap<String, Integer> levels(
            Collection<String> names, Map<String, String> guestOf) {
        Tree tree = new Tree();
        names.forEach(name -> tree.add(name, guestOf));
        tree.walk(NONE, 0);
        return tree.levels;
    }

    private void add(String name, Map<String, String> guestOf) {
        String parent = guestOf.getOrDefault(name, NONE);
        boolean added = guests.computeIfAbsent(parent, _ -> new LinkedHashSet<>()).add(name);
        if (added && !parent.equals(NONE)) {
            add(parent, guestOf);
        }
    }

    private void walk(String parent, int level) {
        for (String name : guests.getOrDefault(parent, Collections.emptySet())) {
            levels.put(name, level);
            walk(name, level + 1);
        }
    }
}
