package dev.rookery.resource.libvirt;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Changes of a document's text at the places of its elements; all else stays as it is, to the
/// byte. Places are those of the document that it was begun with.
final class XmlEdit {
    private static final Pattern NAME = Pattern.compile("<([^\\s/>]+)");

    /// The next attribute of a tag: its name, and its value with the quotes.
    private static final Pattern ATTRIBUTE =
            Pattern.compile("\\G\\s+([^\\s=]+)\\s*=\\s*(\"[^\"]*\"|'[^']*')");

    /// @param end the same as `start` where something is put in
    private record Piece(int start, int end, String text) {}

    /// Where an attribute stands in the document, and its value with the quotes.
    private record Place(int start, int end, int valueStart) {}

    private final XmlDocument document;
    private final List<Piece> pieces = new ArrayList<>();
    private final IdentityHashMap<XmlElement, List<String>> appended = new IdentityHashMap<>();

    XmlEdit(XmlDocument document) {
        this.document = document;
    }

    /// The text with all changes; those at one place stand in the order in which they were made.
    String text() {
        List<Piece> all =
                Stream.concat(
                                pieces.stream(),
                                appended.entrySet().stream()
                                        .map(each -> appended(each.getKey(), each.getValue())))
                        .sorted(Comparator.comparingInt(Piece::start).thenComparingInt(Piece::end))
                        .toList();
        StringBuilder text = new StringBuilder();
        int at = 0;
        for (Piece piece : all) {
            text.append(document.text(), at, piece.start()).append(piece.text());
            at = piece.end();
        }
        return text.append(document.text(), at, document.text().length()).toString();
    }

    private String tag(XmlElement element) {
        return document.text().substring(element.start(), element.tagEnd());
    }

    private String qualified(XmlElement element) {
        Matcher name = NAME.matcher(tag(element));
        if (!name.find()) {
            throw new IllegalStateException(tag(element));
        }
        return name.group(1);
    }

    private int nameEnd(XmlElement element) {
        return element.start() + 1 + qualified(element).length();
    }

    private List<Map.Entry<String, Place>> attributes(XmlElement element) {
        List<Map.Entry<String, Place>> found = new ArrayList<>();
        int offset = element.start();
        Matcher next = ATTRIBUTE.matcher(tag(element));
        next.region(nameEnd(element) - offset, element.tagEnd() - offset);
        while (next.find()) {
            found.add(
                    Map.entry(
                            next.group(1),
                            new Place(
                                    offset + next.start(),
                                    offset + next.end(),
                                    offset + next.start(2))));
        }
        return found;
    }

    private Optional<Place> attribute(XmlElement element, String key) {
        return attributes(element).stream()
                .filter(each -> each.getKey().equals(key))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    /// @param value without what XML would have to escape
    void set(XmlElement element, String key, String value) {
        Optional<Place> place = attribute(element, key);
        if (place.isPresent()) {
            char quote = document.text().charAt(place.get().valueStart());
            replace(place.get().valueStart(), place.get().end(), quote + value + quote);
            return;
        }
        List<Map.Entry<String, Place>> others = attributes(element);
        int end = others.isEmpty() ? nameEnd(element) : others.getLast().getValue().end();
        replace(end, end, " " + key + "='" + value + "'");
    }

    void unset(XmlElement element, String key) {
        attribute(element, key).ifPresent(place -> replace(place.start(), place.end(), ""));
    }

    /// The words of an element that has no children.
    void words(XmlElement element, String words) {
        if (element.isClosedAtOnce()) {
            replace(beforeSlash(element), element.tagEnd(), ">" + words + closing(element));
        } else {
            replace(element.tagEnd(), endTag(element), words);
        }
    }

    private int endTag(XmlElement element) {
        return document.text().lastIndexOf("</", element.end() - 1);
    }

    private String closing(XmlElement element) {
        return "</" + qualified(element) + ">";
    }

    /// Where the name and the attributes of a tag like `<a b='c' />` end.
    private int beforeSlash(XmlElement element) {
        int at = element.tagEnd() - 2;
        while (Character.isWhitespace(document.text().charAt(at - 1))) {
            at--;
        }
        return at;
    }

    /// Takes the element away, and its line if nothing else is on it.
    void remove(XmlElement element) {
        String text = document.text();
        int start = element.start() - indent(element).length();
        boolean alone =
                start > 0
                        && text.charAt(start - 1) == '\n'
                        && element.end() < text.length()
                        && text.charAt(element.end()) == '\n';
        replace(alone ? start - 1 : element.start(), element.end(), "");
    }

    /// Puts an element in as the last child, on a line of its own.
    void append(XmlElement parent, String xml) {
        appended.computeIfAbsent(parent, _ -> new ArrayList<>()).add(xml);
    }

    private Piece appended(XmlElement parent, List<String> all) {
        String indent = "\n" + indent(parent);
        StringBuilder text = new StringBuilder();
        all.forEach(xml -> text.append(indent).append("  ").append(xml));
        if (parent.isClosedAtOnce()) {
            return new Piece(
                    beforeSlash(parent), parent.tagEnd(), ">" + text + indent + closing(parent));
        }
        int at = parent.children().isEmpty() ? parent.tagEnd() : parent.children().getLast().end();
        boolean sameLine = document.text().substring(at, endTag(parent)).indexOf('\n') < 0;
        return new Piece(at, at, text + (sameLine ? indent : ""));
    }

    /// Puts an element in behind another one, on a line of its own. Its own lines after the first
    /// begin with blanks already.
    void after(XmlElement sibling, String xml) {
        replace(sibling.end(), sibling.end(), "\n" + indent(sibling) + xml);
    }

    /// The blanks that the element's line begins with.
    private String indent(XmlElement element) {
        String text = document.text();
        int line = text.lastIndexOf('\n', element.start()) + 1;
        int end = line;
        while (end < element.start() && " \t".indexOf(text.charAt(end)) >= 0) {
            end++;
        }
        return text.substring(line, end);
    }

    private void replace(int start, int end, String text) {
        pieces.add(new Piece(start, end, text));
    }
}
