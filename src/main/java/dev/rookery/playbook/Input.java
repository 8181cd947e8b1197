package dev.rookery.playbook;

import dev.rookery.diagnostic.Diagnostics;
import dev.rookery.inventory.ConnectionDefaults;
import dev.rookery.inventory.Inventory;
import dev.rookery.inventory.InventoryReader;
import dev.rookery.yaml.Node;
import dev.rookery.yaml.YamlFile;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.Set;

/// What a run is given: the inventory, and what the playbook wants of the selected machines.
public record Input(Inventory inventory, Desired desired) {
    /// Reads both, and reports every mistake of both at once.
    ///
    /// @param limit the patterns of `--limit`; none means every machine
    /// @return the input if there is no mistake at all
    public static Optional<Input> read(
            List<Path> inventories,
            Path playbook,
            List<String> limit,
            ConnectionDefaults defaults,
            Diagnostics diagnostics) {
        Optional<Inventory> inventory = InventoryReader.read(inventories, defaults, diagnostics);
        return read(inventory, YamlFile.open(playbook, diagnostics), limit, diagnostics);
    }

    /// Reads the inventory alone, for what needs no playbook.
    ///
    /// @return the names of the selected machines with the inventory, if there is no mistake
    public static Optional<Selected> readInventory(
            List<Path> inventories,
            List<String> limit,
            ConnectionDefaults defaults,
            Diagnostics diagnostics) {
        Optional<Inventory> inventory = InventoryReader.read(inventories, defaults, diagnostics);
        Optional<Selected> selected =
                inventory.map(known -> new Selected(known, selected(known, limit, diagnostics)));
        return diagnostics.isEmpty() ? selected : Optional.empty();
    }

    /// An inventory and the names of those of its machines that are asked for, in its order.
    public record Selected(Inventory inventory, List<String> machines) {
        public Selected {
            machines = List.copyOf(machines);
        }
    }

    static Optional<Input> read(
            Optional<Inventory> inventory,
            Optional<YamlFile> playbook,
            List<String> limit,
            Diagnostics diagnostics) {
        List<Play> plays =
                playbook.flatMap(file -> file.root(diagnostics))
                        .map(root -> new PlaybookReader(diagnostics).plays(root))
                        .orElse(List.of());
        Optional<Input> input =
                inventory.map(
                        known ->
                                new Input(
                                        known,
                                        desired(
                                                known,
                                                plays,
                                                selected(known, limit, diagnostics),
                                                diagnostics)));
        return diagnostics.isEmpty() ? input : Optional.empty();
    }

    private static List<String> selected(
            Inventory inventory, List<String> limit, Diagnostics diagnostics) {
        if (limit.isEmpty()) {
            return List.copyOf(inventory.machines().keySet());
        }
        List<Node.Scalar> patterns =
                limit.stream().map(text -> Node.Scalar.given("--limit", text)).toList();
        return List.copyOf(inventory.select(patterns, diagnostics));
    }

    private static Desired desired(
            Inventory inventory, List<Play> plays, List<String> limit, Diagnostics diagnostics) {
        Merge merge = new Merge(inventory, diagnostics);
        Set<String> limited = new LinkedHashSet<>(limit);
        List<Desired.PlayLimits> limits = new ArrayList<>();
        for (Play play : plays) {
            if (play.hosts().isEmpty()) {
                continue;
            }
            Set<String> machines = inventory.select(play.hosts(), diagnostics);
            // What contradicts itself outside the limit is a mistake all the same.
            merge.add(play, machines);
            machines.retainAll(limited);
            limits.add(
                    new Desired.PlayLimits(
                            play.name(),
                            List.copyOf(machines),
                            play.serialOf(machines.size()),
                            play.maxFailures()));
        }
        SequencedMap<String, Wanted> wanted = merge.wanted();
        SequencedSet<String> spoken = new LinkedHashSet<>(wanted.keySet());
        wanted.keySet().retainAll(limited);
        if (wanted.isEmpty() && !spoken.isEmpty() && diagnostics.isEmpty()) {
            diagnostics.error(
                    "no play says anything of a machine that --limit selects",
                    "the plays speak of " + String.join(", ", spoken));
        }
        return new Desired(wanted, limits);
    }
}
