package dev.rookery.inventory;

import dev.rookery.diagnostic.Diagnostics;
import dev.rookery.yaml.Node;
import dev.rookery.yaml.Values;

import java.util.List;
import java.util.SequencedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads one file of Ansible's YAML inventory format into the tree.
final class GroupReader {
    private static final List<String> KEYS = List.of("hosts", "vars", "children");
    private static final Pattern WITH_PORT =
            Pattern.compile("((?:\\[[^\\]]*\\]|[^:\\[])+):([0-9]+)");

    private final GroupTree tree;
    private final Diagnostics diagnostics;
    private final Values values;

    GroupReader(GroupTree tree, Diagnostics diagnostics) {
        this.tree = tree;
        this.diagnostics = diagnostics;
        this.values = new Values(diagnostics);
    }

    void read(Node root) {
        if (root instanceof Node.Scalar) {
            diagnostics.error(
                    root.at(),
                    "an inventory must be a mapping of groups, not a single value",
                    "begin it with 'all:' and 'hosts:' below; INI inventories are not supported"
                            + " yet");
            return;
        }
        values.entries(root, "an inventory").forEach(this::group);
    }

    private void group(Node.Entry entry) {
        String name = entry.key().text();
        if (name.isBlank()) {
            diagnostics.error(entry.key().at(), "a group needs a name", "name it");
            return;
        }
        Group group = tree.group(name);
        for (Node.Entry part : values.entries(entry.value(), "the group '" + name + "'")) {
            switch (part.key().text()) {
                case "hosts" -> hosts(group, part.value());
                case "vars" -> variables(group.variables(), part.value(), "'vars'");
                case "children" -> children(group, part.value());
                default -> values.unknownKey(part.key(), "a group", KEYS);
            }
        }
    }

    private void children(Group group, Node node) {
        if (node instanceof Node.Sequence) {
            listInsteadOfKeys(node, "children", "group");
            return;
        }
        for (Node.Entry child : values.entries(node, "'children'")) {
            group.children().putIfAbsent(child.key().text(), child.key());
            group(child);
        }
    }

    private void hosts(Group group, Node node) {
        if (node instanceof Node.Sequence) {
            listInsteadOfKeys(node, "hosts", "host");
            return;
        }
        if (node instanceof Node.Scalar host && !host.isNull()) {
            host(group, new Node.Entry(host, new Node.Scalar("", false, host.at())));
            return;
        }
        values.entries(node, "'hosts'").forEach(host -> host(group, host));
    }

    private void host(Group group, Node.Entry entry) {
        Node.Scalar key = entry.key();
        String pattern = key.text();
        Matcher port = WITH_PORT.matcher(pattern);
        boolean withPort = port.matches();
        List<String> names = HostRange.expand(withPort ? port.group(1) : pattern).orElse(List.of());
        if (names.isEmpty() || pattern.isBlank()) {
            diagnostics.error(
                    key.at(),
                    "'" + pattern + "' is no name and no range of hosts",
                    "write a range as node[01:20] or rack[a:c], of at most %d hosts"
                            .formatted(HostRange.MOST));
            return;
        }
        for (String name : names) {
            group.hosts().add(name);
            GroupTree.Host host = tree.host(name, key);
            if (withPort) {
                Node.Scalar digits = new Node.Scalar(port.group(2), true, key.at());
                host.variables().put("ansible_port", new Node.Entry(key, digits));
            }
            variables(host.variables(), entry.value(), "the variables of a host");
        }
    }

    private void variables(SequencedMap<String, Node.Entry> into, Node node, String what) {
        for (Node.Entry variable : values.entries(node, what)) {
            into.put(variable.key().text(), variable);
        }
    }

    private void listInsteadOfKeys(Node node, String key, String one) {
        diagnostics.error(
                node.at(),
                "'%s' must be a mapping, not a list".formatted(key),
                "write each %s as a key: 'name:' instead of '- name'".formatted(one));
    }
}
