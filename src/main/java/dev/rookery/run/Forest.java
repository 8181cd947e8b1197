package dev.rookery.run;

import dev.rookery.inventory.Machine;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/// The machines of a run with all their ancestors: what a guest can be depends on them.
///
/// @param machines by name, each parent before its guests
record Forest(SequencedMap<String, Machine> machines) {
    Forest {
        machines = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(machines));
    }

    /// @param all machines of the inventory, each parent before its guests
    /// @param selected the names of those of the run
    static Forest of(Map<String, Machine> all, Collection<String> selected) {
        Set<String> needed = new LinkedHashSet<>();
        for (String name : selected) {
            Optional<String> next = Optional.of(name);
            while (next.isPresent() && needed.add(next.get())) {
                next = Objects.requireNonNull(all.get(next.get()), name).parent();
            }
        }
        SequencedMap<String, Machine> machines = new LinkedHashMap<>(all);
        machines.keySet().retainAll(needed);
        return new Forest(machines);
    }

    List<Machine> roots() {
        return machines.values().stream().filter(one -> one.parent().isEmpty()).toList();
    }

    List<Machine> guestsOf(Machine parent) {
        Optional<String> name = Optional.of(parent.name());
        return machines.values().stream().filter(one -> one.parent().equals(name)).toList();
    }
}
