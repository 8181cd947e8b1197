package dev.rookery.inventory;

import dev.rookery.yaml.Node;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.SequencedMap;
import java.util.SequencedSet;

/// One group while the inventory is read: what all its definitions together say.
///
/// @param name the group's name
/// @param variables by name; a later definition wins
/// @param hosts that are listed in it itself
/// @param children by name, with the key that lists each
record Group(
        String name,
        SequencedMap<String, Node.Entry> variables,
        SequencedSet<String> hosts,
        SequencedMap<String, Node.Scalar> children) {
    Group(String name) {
        this(name, new LinkedHashMap<>(), new LinkedHashSet<>(), new LinkedHashMap<>());
    }
}
