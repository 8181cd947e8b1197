package dev.rookery.shell;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/// Script texts that travel with the program, each in a file beside its owner's name.
public final class ScriptFile {
    private ScriptFile() {}

    /// One script made of several files, in their order; it has the name of the last.
    ///
    /// @param paths below the program's resources, such as `facts/probe.sh`
    public static Script of(String... paths) {
        String text = List.of(paths).stream().map(ScriptFile::read).collect(Collectors.joining());
        return new Script(paths[paths.length - 1], text, Collections.emptySortedMap());
    }

    static String read(String path) {
        try (InputStream in = ScriptFile.class.getResourceAsStream("/dev/rookery/" + path)) {
            if (in == null) {
                throw new IllegalArgumentException("no such script: " + path);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
