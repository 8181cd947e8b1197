package dev.rookery.yaml;

import dev.rookery.diagnostic.Diagnostics;
import dev.rookery.diagnostic.Location;
import dev.rookery.diagnostic.Suggestion;

import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingEndEvent;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceEndEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;
import org.yaml.snakeyaml.events.StreamEndEvent;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Builds the nodes of one document from the parser's events.
///
/// The events are used, not the library's own nodes, because they still say what was written: the
/// raw text, its quotes, a tag only where one stands.
final class Composer {
    private static final int DEEPEST = 50;

    /// Aliases multiply: what they stand for is counted each time.
    private static final long MOST_ALIASED = 100_000;

    private final Events events;
    private final Source source;
    private final Diagnostics diagnostics;
    private final Tags tags;
    private final Map<String, Anchored> anchors = new HashMap<>();
    private final Set<String> open = new HashSet<>();
    private long nodes;
    private long aliased;

    private record Anchored(Node node, long nodes) {}

    Composer(Events events, Source source, Diagnostics diagnostics) {
        this.events = events;
        this.source = source;
        this.diagnostics = diagnostics;
        this.tags = new Tags(source, diagnostics);
    }

    /// The only document, or nothing if there is none.
    Optional<Node> document() throws Unreadable {
        events.next();
        if (events.next() instanceof StreamEndEvent) {
            return Optional.empty();
        }
        Node root = node(events.next(), 1);
        events.next();
        Event after = events.next();
        if (after instanceof DocumentStartEvent) {
            diagnostics.error(
                    source.at(after.getStartMark()),
                    "a second document begins here",
                    "a file holds one document: remove this '---', or use two files");
        }
        return Optional.of(root);
    }

    private Node node(Event event, int depth) throws Unreadable {
        Location at = source.between(event.getStartMark(), event.getEndMark());
        if (depth > DEEPEST) {
            throw new Unreadable(
                    at, "nested deeper than " + DEEPEST + " levels", "no file needs that much");
        }
        nodes++;
        if (event instanceof AliasEvent alias) {
            return aliased(alias, at);
        }
        long before = nodes;
        String anchor = ((NodeEvent) event).getAnchor();
        boolean outermost = anchor != null && open.add(anchor);
        Node node =
                switch (event) {
                    case ScalarEvent scalar -> scalar(scalar, at);
                    case MappingStartEvent start -> mapping(start, depth);
                    case SequenceStartEvent start -> sequence(start, depth);
                    default -> throw new Unreadable(at, "unexpected " + event.getEventId(), "");
                };
        if (anchor != null) {
            anchors.put(anchor, new Anchored(node, nodes - before));
            if (outermost) {
                open.remove(anchor);
            }
        }
        return node;
    }

    private Node aliased(AliasEvent alias, Location at) throws Unreadable {
        String anchor = alias.getAnchor();
        Anchored anchored = anchors.get(anchor);
        if (open.contains(anchor)) {
            throw new Unreadable(at, "*" + anchor + " stands inside itself", "remove it");
        }
        if (anchored == null) {
            diagnostics.error(
                    at,
                    "nothing above is named &" + anchor,
                    Suggestion.didYouMean(anchor, anchors.keySet()));
            return new Node.Scalar("", false, at);
        }
        repeat(anchored.nodes(), at);
        return anchored.node();
    }

    private Node scalar(ScalarEvent event, Location at) {
        boolean text = tags.isText(event.getTag(), event.getStartMark());
        boolean quoted = text || event.getScalarStyle() != ScalarStyle.PLAIN;
        return new Node.Scalar(event.getValue(), quoted, at);
    }

    private Node mapping(MappingStartEvent start, int depth) throws Unreadable {
        tags.check(start.getTag(), start.getStartMark());
        Entries entries = new Entries(diagnostics);
        Event event = events.next();
        while (!(event instanceof MappingEndEvent)) {
            Node key = node(event, depth + 1);
            Node value = node(events.next(), depth + 1);
            entries.add(key, value);
            event = events.next();
        }
        return new Node.Mapping(entries.all(), whole(start, event));
    }

    private Node sequence(SequenceStartEvent start, int depth) throws Unreadable {
        tags.check(start.getTag(), start.getStartMark());
        List<Node> items = new ArrayList<>();
        Event event = events.next();
        while (!(event instanceof SequenceEndEvent)) {
            items.add(node(event, depth + 1));
            event = events.next();
        }
        return new Node.Sequence(items, whole(start, event));
    }

    private Location whole(Event start, @Nullable Event end) {
        return source.between(
                start.getStartMark(), end == null ? start.getEndMark() : end.getEndMark());
    }

    private void repeat(long more, Location at) throws Unreadable {
        nodes += more;
        aliased += more;
        if (aliased > MOST_ALIASED) {
            throw new Unreadable(
                    at,
                    "the aliases of this file stand for more than " + MOST_ALIASED + " values",
                    "write the values themselves");
        }
    }
}
