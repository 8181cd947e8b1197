package dev.rookery.inventory.openssh;

import dev.rookery.diagnostic.Location;

import java.util.List;

/// A keyword with its value, unquoted; at least one word.
///
/// @param at where the value stands
public record Setting(Keyword keyword, List<String> words, Location at) {
    public Setting {
        words = List.copyOf(words);
    }

    /// The value, or the first word of several.
    public String text() {
        return words.getFirst();
    }

    /// Whether the value is the word that ssh_config has for nothing.
    public boolean isNone() {
        return text().equalsIgnoreCase("none");
    }
}
