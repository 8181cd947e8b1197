package dev.rookery.inventory;

import dev.rookery.diagnostic.Diagnostics;
import dev.rookery.yaml.Node;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Puts groups before their children, and finds groups that contain themselves.
final class GroupOrder {
    private static final int DEEPEST = 100;

    private final Map<String, Group> groups;
    private final Diagnostics diagnostics;
    private final Set<String> done = new HashSet<>();
    private final List<String> way = new ArrayList<>();
    private final List<Group> childrenFirst = new ArrayList<>();

    private GroupOrder(Map<String, Group> groups, Diagnostics diagnostics) {
        this.groups = groups;
        this.diagnostics = diagnostics;
    }

    /// All groups, each before its children. A cycle is reported, and counts as open where it
    /// closes.
    static List<Group> parentsFirst(Map<String, Group> groups, Diagnostics diagnostics) {
        GroupOrder order = new GroupOrder(groups, diagnostics);
        groups.values().forEach(order::visit);
        return order.childrenFirst.reversed();
    }

    private void visit(Group group) {
        if (done.contains(group.name())) {
            return;
        }
        way.add(group.name());
        group.children().forEach(this::visitChild);
        way.removeLast();
        done.add(group.name());
        childrenFirst.add(group);
    }

    private void visitChild(String name, Node.Scalar key) {
        int begin = way.indexOf(name);
        if (begin >= 0) {
            List<String> round = new ArrayList<>(way.subList(begin, way.size()));
            round.add(name);
            report(key, "a group contains itself: " + String.join(" -> ", round));
        } else if (way.size() >= DEEPEST) {
            report(key, "groups are nested deeper than " + DEEPEST + " levels");
        } else {
            Group child = groups.get(name);
            if (child != null) {
                visit(child);
            }
        }
    }

    private void report(Node.Scalar key, String message) {
        diagnostics.error(key.at(), message, "remove one of these children");
    }
}
