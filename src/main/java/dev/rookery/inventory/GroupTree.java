package dev.rookery.inventory;

import dev.rookery.diagnostic.Diagnostics;
import dev.rookery.yaml.Node;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;

/// All groups and hosts of an inventory, and what follows from how they are nested.
final class GroupTree {
    static final String ALL = "all";
    static final String UNGROUPED = "ungrouped";

    /// A host while the inventory is read.
    ///
    /// @param key where it was first listed
    record Host(Node.Scalar key, SequencedMap<String, Node.Entry> variables) {}

    private final SequencedMap<String, Group> groups = new LinkedHashMap<>();
    private final SequencedMap<String, Host> hosts = new LinkedHashMap<>();
    private final Map<String, Integer> depths = new HashMap<>();
    private final Map<String, Set<String>> groupsOfHosts = new HashMap<>();

    GroupTree() {
        group(ALL);
        group(UNGROUPED);
    }

    /// The group of that name, which is begun if it was not there.
    Group group(String name) {
        return groups.computeIfAbsent(name, Group::new);
    }

    /// The host of that name, which is begun if it was not there.
    Host host(String name, Node.Scalar key) {
        return hosts.computeIfAbsent(name, _ -> new Host(key, new LinkedHashMap<>()));
    }

    SequencedMap<String, Group> groups() {
        return groups;
    }

    SequencedMap<String, Host> hosts() {
        return hosts;
    }

    /// Works out what follows from all files; to be called once they have been read.
    void close(Diagnostics diagnostics) {
        close(GroupOrder.parentsFirst(groups, diagnostics));
    }

    /// A group's depth is its longest way from `all`.
    private void close(List<Group> parentsFirst) {
        Map<String, Set<String>> ancestors = new HashMap<>();
        for (Group group : parentsFirst) {
            String name = group.name();
            int depth = depths.computeIfAbsent(name, _ -> name.equals(ALL) ? 0 : 1);
            Set<String> its = ancestors.computeIfAbsent(name, _ -> new TreeSet<>());
            its.add(name);
            for (String child : group.children().keySet()) {
                depths.merge(child, depth + 1, Math::max);
                ancestors.computeIfAbsent(child, _ -> new TreeSet<>()).addAll(its);
            }
            for (String host : group.hosts()) {
                groupsOfHosts.computeIfAbsent(host, _ -> new TreeSet<>()).addAll(its);
            }
        }
        for (String host : hosts.keySet()) {
            Set<String> its = groupsOfHosts.computeIfAbsent(host, _ -> new TreeSet<>());
            its.add(ALL);
            if (its.size() == 1) {
                its.add(UNGROUPED);
            }
        }
    }

    /// The names of all groups that a host is in, the nearest last: the order in which Ansible
    /// merges their variables, by depth, then by name.
    List<String> groupsOf(String host) {
        List<String> names = new ArrayList<>(groupsOfHosts.getOrDefault(host, Set.of()));
        names.sort(
                Comparator.<String>comparingInt(name -> depths.getOrDefault(name, 1))
                        .thenComparing(Comparator.naturalOrder()));
        return names;
    }

    /// The variables of a host, as Ansible merges them: its groups' from the outermost in, then its
    /// own.
    SequencedMap<String, Node.Entry> variablesOf(String host) {
        SequencedMap<String, Node.Entry> merged = new LinkedHashMap<>();
        for (String group : groupsOf(host)) {
            merged.putAll(group(group).variables());
        }
        Host its = hosts.get(host);
        if (its != null) {
            merged.putAll(its.variables());
        }
        return merged;
    }
}
