package dev.rookery.playbook;

import dev.rookery.diagnostic.Location;

/// One value that a play states, while the playbook is read.
///
/// @param block what the key stands in: `hypervisor`, a module's name, `guest`
/// @param name the key; a parameter's name with underscores
/// @param value as text; a truth value as `true` or `false`, a parameter's as `1` or `0`
record Statement(String block, String name, String value, Location at) {
    /// What it is a value of: two statements of the same must agree.
    String key() {
        return block + "." + name;
    }
}
