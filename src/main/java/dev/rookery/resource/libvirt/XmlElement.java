package dev.rookery.resource.libvirt;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/// An element of a document, and where it stands in its text.
///
/// @param name without its prefix
/// @param namespace empty for none, which is libvirt's own
/// @param attributes by qualified name
/// @param words its own text, without that of its children
/// @param start of its start tag
/// @param tagEnd behind its start tag
/// @param end behind its end tag; the same as `tagEnd` if it has none
record XmlElement(
        String name,
        String namespace,
        SequencedMap<String, String> attributes,
        List<XmlElement> children,
        String words,
        int start,
        int tagEnd,
        int end) {
    XmlElement {
        attributes = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(attributes));
        children = List.copyOf(children);
    }

    /// Whether it is written as `<name/>`.
    boolean isClosedAtOnce() {
        return end == tagEnd;
    }

    Optional<String> attribute(String key) {
        return Optional.ofNullable(attributes.get(key));
    }

    boolean has(String key, String value) {
        return value.equals(attributes.get(key));
    }

    /// The children of this name that are libvirt's.
    List<XmlElement> all(String child) {
        return children.stream()
                .filter(each -> each.namespace.isEmpty() && each.name.equals(child))
                .toList();
    }

    /// The first of them below one another: `find("features", "hyperv")`.
    Optional<XmlElement> find(String... path) {
        Optional<XmlElement> at = Optional.of(this);
        for (String step : path) {
            at = at.flatMap(each -> each.all(step).stream().findFirst());
        }
        return at;
    }
}
