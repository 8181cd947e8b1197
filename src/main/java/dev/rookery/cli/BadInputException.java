package dev.rookery.cli;

import dev.rookery.diagnostic.Diagnostic;

import java.io.Serial;
import java.util.List;

/// The user's files or options are not what they must be.
final class BadInputException extends Exception {
    @Serial private static final long serialVersionUID = 1;

    private final transient List<Diagnostic> mistakes;

    BadInputException(List<Diagnostic> mistakes) {
        super(mistakes.size() + " mistakes");
        this.mistakes = List.copyOf(mistakes);
    }

    List<Diagnostic> mistakes() {
        return mistakes;
    }
}
