package dev.rookery.connect.winrm.wsman;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// An element of what a machine has answered.
///
/// @param attributes by their local names
/// @param text the text directly in it, between its children too
record Element(
        String namespace,
        String name,
        Map<String, String> attributes,
        String text,
        List<Element> children) {
    Element {
        attributes = Map.copyOf(attributes);
        children = List.copyOf(children);
    }

    boolean is(String otherNamespace, String otherName) {
        return namespace.equals(otherNamespace) && name.equals(otherName);
    }

    Optional<String> attribute(String attribute) {
        return Optional.ofNullable(attributes.get(attribute));
    }

    Optional<Element> child(String childNamespace, String childName) {
        return children.stream().filter(child -> child.is(childNamespace, childName)).findFirst();
    }

    List<Element> children(String childNamespace, String childName) {
        return children.stream().filter(child -> child.is(childNamespace, childName)).toList();
    }

    /// Itself and all that is in it.
    Stream<Element> all() {
        return Stream.concat(Stream.of(this), children.stream().flatMap(Element::all));
    }
}
