package dev.rookery.yaml;

import dev.rookery.diagnostic.Diagnostics;
import dev.rookery.diagnostic.Location;

import org.yaml.snakeyaml.reader.StreamReader;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/// The text of a user's file, and the YAML in it.
///
/// Nothing that the file says makes an object of any class; a file that means harm (aliases that
/// multiply, endless depth or size) ends in a diagnostic like any other mistake.
///
/// @param name as the user gave it
public record YamlFile(String name, String text) {
    private static final int MOST_BYTES = 3 * 1024 * 1024;

    /// Reads the file's text; what hinders that is reported.
    public static Optional<YamlFile> open(Path path, Diagnostics diagnostics) {
        String name = path.toString();
        if (Files.isDirectory(path)) {
            diagnostics.error(name + " is a directory", "name a file");
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(path)) {
            return decode(name, in.readNBytes(MOST_BYTES + 1), diagnostics);
        } catch (NoSuchFileException missing) {
            diagnostics.error("there is no file " + name, "check the name and the directory");
        } catch (AccessDeniedException denied) {
            diagnostics.error(name + " may not be read", "check its owner and mode");
        } catch (IOException failed) {
            diagnostics.error(name + " cannot be read: " + failed.getMessage(), "check the file");
        }
        return Optional.empty();
    }

    /// Decodes a file's bytes; what is not text in UTF-8 is reported.
    public static Optional<YamlFile> decode(String name, byte[] bytes, Diagnostics diagnostics) {
        if (bytes.length > MOST_BYTES) {
            diagnostics.error(
                    name + " is larger than 3 MiB", "no inventory or playbook needs that much");
            return Optional.empty();
        }
        CharsetDecoder decoder =
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT);
        CharBuffer decoded = CharBuffer.allocate(bytes.length + 1);
        CoderResult result = decoder.decode(ByteBuffer.wrap(bytes), decoded, true);
        String text = decoded.flip().toString();
        if (result.isError()) {
            Location at = Source.ofOffset(name, text + "\uFFFD", text.length());
            diagnostics.error(at, "this is not UTF-8 from here on", "save the file as UTF-8");
            return Optional.empty();
        }
        return Optional.of(
                new YamlFile(name, text.startsWith("\uFEFF") ? text.substring(1) : text));
    }

    /// The only document of the file; nothing if there is none, or if it cannot be read, which is
    /// reported.
    public Optional<Node> root(Diagnostics diagnostics) {
        int offset = 0;
        while (offset < text.length()) {
            int character = text.codePointAt(offset);
            if (!StreamReader.isPrintable(character)) {
                diagnostics.error(
                        Source.ofOffset(name, text, offset),
                        "a control character (U+%04X) stands here".formatted(character),
                        "remove it");
                return Optional.empty();
            }
            offset += Character.charCount(character);
        }
        Source source = new Source(name, text);
        try {
            Optional<Node> root =
                    new Composer(new Events(text, source), source, diagnostics).document();
            if (root.isEmpty()) {
                diagnostics.error(source.start(), "the file is empty", "write something in it");
            }
            return root;
        } catch (Unreadable unreadable) {
            Optional<String> help = Optional.of(unreadable.help()).filter(text -> !text.isEmpty());
            diagnostics.error(unreadable.at(), String.valueOf(unreadable.getMessage()), help);
            return Optional.empty();
        }
    }
}
