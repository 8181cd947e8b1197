package dev.rookery.playbook;

import dev.rookery.diagnostic.Diagnostics;
import dev.rookery.yaml.Node;
import dev.rookery.yaml.Values;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads the plays of a playbook; what is wrong in one does not keep the others from being read.
final class PlaybookReader {
    private final Diagnostics diagnostics;

    PlaybookReader(Diagnostics diagnostics) {
        this.diagnostics = diagnostics;
    }

    List<Play> plays(Node root) {
        if (!(root instanceof Node.Sequence sequence)) {
            new Values(diagnostics).wrong(root, "a playbook", "a list of plays ('- hosts: ...')");
            return List.of();
        }
        if (sequence.items().isEmpty()) {
            diagnostics.error(root.at(), "the playbook has no play", "begin with '- hosts: all'");
        }
        List<Play> plays = new ArrayList<>();
        for (Node item : sequence.items()) {
            if (item instanceof Node.Mapping mapping) {
                plays.add(new PlayReader(mapping, diagnostics).play());
            } else {
                new Values(diagnostics).wrong(item, "a play", "a mapping ('hosts: ...')");
            }
        }
        return plays;
    }

    /// Where to look for a play without a name.
    static String placeOf(Node.Mapping play) {
        return "play at " + play.at();
    }

    /// The text of a value that is one, whatever else may be wrong with it.
    static Optional<Node.Scalar> scalar(Node node) {
        return node instanceof Node.Scalar scalar && !scalar.isNull()
                ? Optional.of(scalar)
                : Optional.empty();
    }
}
