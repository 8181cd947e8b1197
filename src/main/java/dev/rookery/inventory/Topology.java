package dev.rookery.inventory;

import dev.rookery.diagnostic.Diagnostics;
import dev.rookery.diagnostic.Location;
import dev.rookery.diagnostic.Suggestion;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.Set;

/// Puts machines into their forest: each parent before its guests.
final class Topology {
    private final SequencedMap<String, Machine> machines;
    private final Map<String, Location> places;
    private final Set<String> groups;
    private final Diagnostics diagnostics;
    private final SequencedMap<String, Machine> ordered = new LinkedHashMap<>();
    private final Set<String> inCycle = new HashSet<>();

    /// @param places where each machine's `guest_of` is said
    /// @param groups their names, to tell a group from a machine that is missing
    Topology(
            SequencedMap<String, Machine> machines,
            Map<String, Location> places,
            Set<String> groups,
            Diagnostics diagnostics) {
        this.machines = machines;
        this.places = places;
        this.groups = groups;
        this.diagnostics = diagnostics;
    }

    /// The machines in order; a missing parent and a cycle are reported.
    SequencedMap<String, Machine> parentsFirst() {
        machines.keySet().forEach(this::place);
        return ordered;
    }

    private void place(String name) {
        SequencedSet<String> way = new LinkedHashSet<>();
        String next = name;
        while (true) {
            Machine machine = machines.get(next);
            if (machine == null || ordered.containsKey(next) || inCycle.contains(next)) {
                break;
            }
            if (!way.add(next)) {
                reportCycle(way, next);
                break;
            }
            if (machine.parent().isEmpty()) {
                break;
            }
            String parent = machine.parent().get();
            if (!machines.containsKey(parent)) {
                reportMissing(next, parent);
            }
            next = parent;
        }
        for (String found : way.reversed()) {
            Machine machine = machines.get(found);
            if (machine != null) {
                ordered.put(found, machine);
            }
        }
    }

    private void reportCycle(SequencedSet<String> way, String again) {
        List<String> names = new ArrayList<>(way);
        List<String> round = new ArrayList<>(names.subList(names.indexOf(again), names.size()));
        inCycle.addAll(round);
        Location at = places.get(round.getLast());
        round.add(again);
        String message = "guest_of goes round: " + String.join(" -> ", round);
        if (at != null) {
            diagnostics.error(at, message, "one of them must be no guest");
        }
    }

    private void reportMissing(String guest, String parent) {
        Location at = places.get(guest);
        if (at != null) {
            String help =
                    groups.contains(parent)
                            ? "'" + parent + "' is a group: name the one machine it runs on"
                            : Suggestion.didYouMean(parent, machines.keySet())
                                    .orElse("add the machine that it runs on to the inventory");
            diagnostics.error(at, "guest_of: there is no machine '" + parent + "'", help);
        }
    }
}
