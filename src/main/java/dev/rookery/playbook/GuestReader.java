package dev.rookery.playbook;

import dev.rookery.diagnostic.Diagnostics;
import dev.rookery.diagnostic.Location;
import dev.rookery.yaml.Node;
import dev.rookery.yaml.Values;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// Reads a `guest:` block: its keys and their types.
final class GuestReader {
    static final String BLOCK = "guest";
    private static final List<String> KEYS =
            List.of(
                    "state",
                    "nested",
                    "memory",
                    "vcpus",
                    "autostart",
                    "image",
                    "discard",
                    "libvirt",
                    "hyperv");
    private static final List<String> STATES = List.of("present", "running", "stopped", "absent");

    /// Sets of features that a Windows guest of libvirt's may be given.
    private static final List<String> HYPERV_FEATURES = List.of("nested");

    private static final List<String> DISCARDED = List.of("saved_state", "checkpoints", "disks");

    private final Values values;
    private final List<Statement> statements = new ArrayList<>();

    GuestReader(Diagnostics diagnostics) {
        this.values = new Values(diagnostics);
    }

    List<Statement> statements(Node node) {
        for (Node.Entry entry : values.entries(node, BLOCK)) {
            String key = entry.key().text();
            Node value = entry.value();
            switch (key) {
                case "state" -> state(key, values.word(value, key, STATES), value.at());
                case "nested", "autostart" -> truth(key, value);
                case "memory" -> memory(value);
                case "vcpus" -> {
                    var count = values.number(value, key, 1, 4096);
                    if (count.isPresent()) {
                        state(key, Optional.of(Integer.toString(count.getAsInt())), value.at());
                    }
                }
                case "image" -> state(key, values.text(value, key), value.at());
                case "discard" -> discard(value);
                case "libvirt" -> libvirt(value);
                case "hyperv" -> hyperv(value);
                default -> values.unknownKey(entry.key(), "a guest: block", KEYS);
            }
        }
        return statements;
    }

    private void state(String key, Optional<String> value, Location at) {
        value.ifPresent(text -> statements.add(new Statement(BLOCK, key, text, at)));
    }

    private void truth(String key, Node value) {
        String name = key.substring(key.lastIndexOf('.') + 1);
        state(key, values.truth(value, name).map(Object::toString), value.at());
    }

    private void memory(Node value) {
        Optional<String> text = values.text(value, "memory");
        if (text.isEmpty()) {
            return;
        }
        if (text.get().matches("[1-9][0-9]{0,6} ?(MiB|GiB|TiB)")) {
            state("memory", text.map(size -> new Size(size).text()), value.at());
        } else {
            values.wrong(value, "memory", "a size with its unit, such as 8GiB or 512MiB");
        }
    }

    private void discard(Node value) {
        if (!(value instanceof Node.Sequence list)) {
            values.wrong(value, "discard", "a list such as [saved_state]");
            return;
        }
        TreeSet<String> words = new TreeSet<>();
        list.items().forEach(item -> values.word(item, "discard", DISCARDED).ifPresent(words::add));
        state("discard", Optional.of(words.toString()), value.at());
    }

    private void libvirt(Node node) {
        List<String> known = List.of("cpu", "hyperv");
        for (Node.Entry entry : values.entries(node, "libvirt")) {
            String key = entry.key().text();
            if (!known.contains(key)) {
                values.unknownKey(entry.key(), "libvirt", known);
            } else if (key.equals("hyperv")) {
                state(
                        "libvirt." + key,
                        values.word(entry.value(), key, HYPERV_FEATURES),
                        entry.value().at());
            } else if (PlaybookReader.scalar(entry.value()).isPresent()) {
                state("libvirt." + key, values.text(entry.value(), key), entry.value().at());
            }
        }
    }

    private void hyperv(Node node) {
        List<String> known = List.of("upgrade_version", "mac_address_spoofing");
        for (Node.Entry entry : values.entries(node, "hyperv")) {
            if (known.contains(entry.key().text())) {
                truth("hyperv." + entry.key().text(), entry.value());
            } else {
                values.unknownKey(entry.key(), "hyperv", known);
            }
        }
    }
}
