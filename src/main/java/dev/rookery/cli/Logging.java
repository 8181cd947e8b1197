package dev.rookery.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.logging.ConsoleHandler;
import java.util.logging.FileHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/// Diagnostics of this program and its libraries: silent unless they are asked for.
final class Logging {
    /// Kept, since the JDK drops a logger that nobody holds, with what was set on it.
    private static final Logger ROOT = Logger.getLogger("");

    /// The JDK tells of every end of the program here, as if something had failed.
    private static final Logger EXIT = Logger.getLogger("java.lang.Runtime");

    private Logging() {}

    static void silence() {
        LogManager.getLogManager().reset();
        ROOT.setLevel(Level.OFF);
        EXIT.setLevel(Level.OFF);
    }

    /// Shows them on standard error.
    static void toStandardError() {
        add(new ConsoleHandler());
    }

    /// Appends them to a file.
    static void toFile(Path file) {
        try {
            add(new FileHandler(file.toString(), true));
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    private static void add(Handler handler) {
        handler.setFormatter(new SimpleFormatter());
        handler.setLevel(Level.FINE);
        ROOT.setLevel(Level.FINE);
        ROOT.addHandler(handler);
    }
}
