package dev.rookery.inventory;

import dev.rookery.diagnostic.Diagnostics;
import dev.rookery.diagnostic.Location;
import dev.rookery.yaml.Node;
import dev.rookery.yaml.YamlFile;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.regex.Pattern;

/// Reads inventories in Ansible's YAML format.
public final class InventoryReader {
    private static final Pattern INI_SECTION = Pattern.compile("(?m)^\\[[\\w.:-]+\\]\\s*$");

    private final ConnectionDefaults defaults;
    private final Diagnostics diagnostics;
    private final GroupTree tree = new GroupTree();
    private boolean readable = true;

    private InventoryReader(ConnectionDefaults defaults, Diagnostics diagnostics) {
        this.defaults = defaults;
        this.diagnostics = diagnostics;
    }

    /// The inventory that the files together say; a later file adds to the groups of an earlier
    /// one.
    ///
    /// @return the inventory, complete only if nothing was reported; nothing if its names are not
    ///   known, so that no pattern can be checked against it
    public static Optional<Inventory> read(
            List<Path> files, ConnectionDefaults defaults, Diagnostics diagnostics) {
        InventoryReader reader = new InventoryReader(defaults, diagnostics);
        if (files.isEmpty()) {
            diagnostics.error("no inventory is given", "name one with -i");
            return Optional.empty();
        }
        for (Path file : files) {
            reader.variableDirectories(file);
            reader.add(YamlFile.open(file, diagnostics));
        }
        return reader.inventory();
    }

    /// The inventory that one file's text says.
    static Optional<Inventory> read(
            YamlFile file, ConnectionDefaults defaults, Diagnostics diagnostics) {
        InventoryReader reader = new InventoryReader(defaults, diagnostics);
        reader.add(Optional.of(file));
        return reader.inventory();
    }

    /// Their values would be missing without a word, and a machine be reached in another way.
    private void variableDirectories(Path file) {
        for (String name : List.of("group_vars", "host_vars")) {
            if (Files.isDirectory(file.resolveSibling(name))) {
                diagnostics.error(
                        "%s is not supported yet".formatted(file.resolveSibling(name)),
                        "write its variables into the inventory, or put the inventory elsewhere");
            }
        }
    }

    private void add(Optional<YamlFile> file) {
        if (file.isPresent() && isOtherFormat(file.get())) {
            readable = false;
            return;
        }
        Optional<Node> root = file.flatMap(text -> text.root(diagnostics));
        readable &= root.isPresent();
        root.ifPresent(new GroupReader(tree, diagnostics)::read);
    }

    private boolean isOtherFormat(YamlFile file) {
        if (file.name().endsWith(".ini") || INI_SECTION.matcher(file.text()).find()) {
            diagnostics.error(
                    file.name() + ": INI inventories are not supported yet",
                    "write it in YAML; ansible-inventory -i %s --list --yaml does that"
                            .formatted(file.name()));
            return true;
        }
        if (file.text().startsWith("#!")) {
            diagnostics.error(
                    file.name() + ": inventory scripts are not supported yet",
                    "write its answer to a file in YAML");
            return true;
        }
        return false;
    }

    private Optional<Inventory> inventory() {
        Map<String, Node.Entry> extra = ExtraVariables.read(defaults.extraVars(), diagnostics);
        checkNames(extra);
        tree.close(diagnostics);
        MachineReader reader = new MachineReader(defaults, diagnostics);
        SequencedMap<String, Machine> machines = new LinkedHashMap<>();
        Map<String, Location> places = new HashMap<>();
        tree.hosts()
                .forEach(
                        (name, host) -> {
                            Map<String, Node.Entry> merged = tree.variablesOf(name);
                            merged.putAll(extra);
                            machines.put(name, reader.machine(name, host.key(), merged));
                            Node.Entry guestOf = merged.get(VariableNames.GUEST_OF.getFirst());
                            if (guestOf != null) {
                                places.put(name, guestOf.value().at());
                            }
                        });
        SequencedMap<String, Machine> ordered =
                new Topology(machines, places, tree.groups().keySet(), diagnostics).parentsFirst();
        GuestWays.check(ordered, places, diagnostics);
        return readable ? Optional.of(new Inventory(ordered, members(ordered))) : Optional.empty();
    }

    private void checkNames(Map<String, Node.Entry> extra) {
        extra.values().forEach(entry -> VariableNames.check(entry.key(), diagnostics));
        for (Group group : tree.groups().values()) {
            group.variables()
                    .values()
                    .forEach(entry -> VariableNames.check(entry.key(), diagnostics));
        }
        for (GroupTree.Host host : tree.hosts().values()) {
            host.variables()
                    .values()
                    .forEach(entry -> VariableNames.check(entry.key(), diagnostics));
        }
    }

    private SequencedMap<String, List<String>> members(SequencedMap<String, Machine> machines) {
        SequencedMap<String, List<String>> members = new LinkedHashMap<>();
        tree.groups().keySet().forEach(group -> members.put(group, new ArrayList<>()));
        for (String machine : machines.keySet()) {
            for (String group : tree.groupsOf(machine)) {
                List<String> names = members.get(group);
                if (names != null) {
                    names.add(machine);
                }
            }
        }
        return members;
    }
}
