package dev.rookery.inventory.openssh;

import dev.rookery.diagnostic.Diagnostics;
import dev.rookery.diagnostic.Location;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// A user's configuration of OpenSSH's client, as far as it says how machines are reached.
///
/// A file with `Match` or `Include` is left to ssh itself, which is then asked once for each host.
/// The system's own file is not read.
public final class ClientConfig {
    private static final int MOST_BYTES = 1 << 20;
    private static final AskedSsh SSH = new AskedSsh("ssh", Duration.ofSeconds(10));

    /// Nothing is configured.
    public static final ClientConfig NONE =
            new ClientConfig(Path.of(""), new ConfigFile(List.of(), Optional.empty()), SSH, true);

    private record Question(String host, Optional<String> user, OptionalInt port) {}

    private final Path path;
    private final ConfigFile file;
    private final AskedSsh ssh;
    private final boolean sound;
    private final Map<Question, Settings> answers = new HashMap<>();

    private ClientConfig(Path path, ConfigFile file, AskedSsh ssh, boolean sound) {
        this.path = path;
        this.file = file;
        this.ssh = ssh;
        this.sound = sound;
    }

    /// Reads a file; what is wrong with it is reported.
    ///
    /// @param named whether the user named it: then it must be there
    public static ClientConfig open(Path path, boolean named, Diagnostics diagnostics) {
        return open(path, named, SSH, diagnostics);
    }

    static ClientConfig open(Path path, boolean named, AskedSsh ssh, Diagnostics diagnostics) {
        int before = diagnostics.all().size();
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                diagnostics.error(path + " is larger than 1 MiB", "no ssh_config needs that much");
                return NONE;
            }
            String text = new String(bytes, StandardCharsets.UTF_8);
            ConfigFile file = ConfigFile.parse(path.toString(), text, diagnostics);
            return new ClientConfig(path, file, ssh, diagnostics.all().size() == before);
        } catch (NoSuchFileException missing) {
            if (named) {
                diagnostics.error("there is no file " + path, "check -F");
            }
        } catch (IOException failed) {
            diagnostics.error(
                    path + " cannot be read: " + failed.getMessage(),
                    "make it readable, or name another: --ssh-common-args '-F FILE'");
        }
        return NONE;
    }

    /// What is set for a host; that ssh gives no answer is reported.
    ///
    /// @param host as the user calls it
    /// @param user who logs in, if something else says it
    /// @param port if something else says it
    public Settings of(
            String host, Optional<String> user, OptionalInt port, Diagnostics diagnostics) {
        if (file.beyondUs().isEmpty() || !sound) {
            return file.settings(host);
        }
        Location at = file.beyondUs().get();
        return answers.computeIfAbsent(
                new Question(host, user, port), question -> ask(question, at, diagnostics));
    }

    private Settings ask(Question question, Location at, Diagnostics diagnostics) {
        try {
            return ssh.ask(path, question.host(), question.user(), question.port(), at);
        } catch (AskedSsh.NoAnswerException none) {
            diagnostics.error(
                    at,
                    "only ssh knows what this means, and " + none.getMessage(),
                    "see what ssh -G -F %s %s says, or name a file without Match and Include:"
                                    .formatted(path, question.host())
                            + " --ssh-common-args '-F FILE'");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            diagnostics.error(at, "interrupted", "try again");
        }
        return Settings.NONE;
    }
}
