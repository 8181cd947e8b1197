package dev.rookery.playbook;

import dev.rookery.diagnostic.Diagnostics;
import dev.rookery.diagnostic.Location;
import dev.rookery.inventory.Inventory;
import dev.rookery.inventory.Machine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// Merges what all plays state of each machine; where two disagree, both places are shown.
final class Merge {
    private static final Set<String> MODULES = Set.of("kvm", "kvm_intel", "kvm_amd");

    private final Inventory inventory;
    private final Diagnostics diagnostics;
    private final Map<String, SequencedMap<String, Stated<Statement>>> stated =
            new LinkedHashMap<>();
    private final Map<String, Location> guests = new LinkedHashMap<>();
    private final Map<Conflict, List<String>> conflicts = new LinkedHashMap<>();
    private final Map<Location, List<String>> notGuests = new LinkedHashMap<>();

    /// Two statements that cannot both be true.
    private record Conflict(Statement first, Statement second) {}

    Merge(Inventory inventory, Diagnostics diagnostics) {
        this.inventory = inventory;
        this.diagnostics = diagnostics;
    }

    /// Adds what a play states of its machines.
    void add(Play play, Set<String> machines) {
        for (String name : machines) {
            SequencedMap<String, Stated<Statement>> its =
                    stated.computeIfAbsent(name, _ -> new LinkedHashMap<>());
            for (Statement statement : play.statements()) {
                Stated<Statement> first =
                        its.putIfAbsent(
                                statement.key(),
                                new Stated<>(statement, statement.at(), play.policy()));
                if (first != null && !first.value().value().equals(statement.value())) {
                    conflict(first.value(), statement, name);
                }
            }
            Machine machine = inventory.machines().get(name);
            if (play.guest().isPresent() && machine != null) {
                Location at = play.guest().get();
                guests.putIfAbsent(name, at);
                if (machine.guestOf().isEmpty()) {
                    notGuests.computeIfAbsent(at, _ -> new ArrayList<>()).add(name);
                }
            }
        }
    }

    /// What is wanted of each machine of which something is stated, in the inventory's order.
    SequencedMap<String, Wanted> wanted() {
        SequencedMap<String, Wanted> wanted = new LinkedHashMap<>();
        for (String name : inventory.machines().keySet()) {
            SequencedMap<String, Stated<Statement>> its = stated.get(name);
            if (its != null) {
                Optional<Wanted.Guest> guest =
                        Optional.ofNullable(guests.get(name)).map(new GuestStatements(its)::guest);
                wanted.put(name, new Wanted(hypervisor(name, its), guest));
            }
        }
        conflicts.forEach(this::report);
        notGuests.forEach(
                (at, names) ->
                        diagnostics.error(
                                at,
                                "guest: is stated for " + some(names) + ", which has no guest_of",
                                "name its parent in the inventory: guest_of: PARENT"));
        return wanted;
    }

    private Wanted.Hypervisor hypervisor(
            String machine, SequencedMap<String, Stated<Statement>> its) {
        Optional<Stated<Statement>> nested = Optional.ofNullable(its.get("hypervisor.nested"));
        Optional<Stated<Statement>> installed =
                Optional.ofNullable(its.get("hypervisor.installed"));
        SortedMap<Wanted.Parameter, Stated<String>> parameters = new TreeMap<>();
        for (Stated<Statement> one : its.values()) {
            Statement statement = one.value();
            if (!MODULES.contains(statement.block())) {
                continue;
            }
            if (nested.isPresent() && statement.name().equals("nested")) {
                String same = nested.get().value().value().equals("true") ? "1" : "0";
                if (!same.equals(statement.value())) {
                    conflict(nested.get().value(), statement, machine);
                }
                continue;
            }
            parameters.put(
                    new Wanted.Parameter(statement.block(), statement.name()),
                    new Stated<>(statement.value(), one.at(), one.policy()));
        }
        return new Wanted.Hypervisor(
                nested.map(Merge::truth), installed.map(Merge::truth), parameters);
    }

    private static Stated<Boolean> truth(Stated<Statement> stated) {
        return new Stated<>(stated.value().value().equals("true"), stated.at(), stated.policy());
    }

    private void conflict(Statement first, Statement second, String machine) {
        conflicts.computeIfAbsent(new Conflict(first, second), _ -> new ArrayList<>()).add(machine);
    }

    private void report(Conflict conflict, List<String> machines) {
        Statement first = conflict.first();
        Statement second = conflict.second();
        String which = first.key().equals(second.key()) ? "it" : first.key();
        diagnostics.error(
                second.at(),
                "%s is %s here for %s, but %s is %s at %s"
                        .formatted(
                                second.key(),
                                second.value(),
                                some(machines),
                                which,
                                first.value(),
                                first.at()),
                "let one place say it, or keep the hosts apart");
    }

    private static String some(List<String> names) {
        Set<String> distinct = new LinkedHashSet<>(names);
        String first = distinct.iterator().next();
        return distinct.size() == 1 ? first : first + " and " + (distinct.size() - 1) + " more";
    }
}
