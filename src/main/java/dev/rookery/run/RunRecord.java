package dev.rookery.run;

import dev.rookery.facts.Observations;
import dev.rookery.plan.Failure;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What a run leaves behind on the controller: what every machine was like before it was changed.
///
/// @param id names the run, here and on the machines
/// @param owner who runs it: `user@controller`
/// @param folder where it is kept, readable by its owner only
public record RunRecord(String id, String owner, Path folder) {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);

    /// The record of a run that begins now. Nothing is written before the first task.
    ///
    /// @param environment of the user: XDG_STATE_HOME, else HOME, says where records are kept
    public static RunRecord begin(Map<String, String> environment) {
        String id =
                LocalDateTime.now(ZoneId.systemDefault()).format(TIME)
                        + "-"
                        + HexFormat.of().toHexDigits(new SecureRandom().nextInt());
        Path home = Path.of(environment.getOrDefault("HOME", "/"));
        Path state =
                Optional.ofNullable(environment.get("XDG_STATE_HOME"))
                        .filter(path -> !path.isEmpty())
                        .map(Path::of)
                        .orElse(home.resolve(".local/state"));
        return new RunRecord(
                id,
                System.getProperty("user.name", "unknown") + "@" + controller(),
                state.resolve("rookery/runs").resolve(id));
    }

    private static String controller() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return "unknown";
        }
    }

    /// A machine's name as that of a file or a folder: it leads nowhere else.
    public static String fileName(String machine) {
        return machine.replaceAll("[^A-Za-z0-9._-]", "_").replace("..", "_");
    }

    /// Keeps the state of a machine before its first task; what is kept already stays.
    ///
    /// @return why it could not be kept
    Optional<Failure> before(Probed probed) {
        if (!(probed instanceof Probed.Seen(String machine, Observations observed))) {
            return Optional.empty();
        }
        Path file = folder.resolve(fileName(machine) + ".before");
        if (Files.exists(file)) {
            return Optional.empty();
        }
        try {
            Files.createDirectories(
                    folder,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
            Files.write(file, observed.lines());
            return Optional.empty();
        } catch (IOException unwritable) {
            return Optional.of(
                    new Failure(
                            Failure.Kind.FAILED,
                            "cannot keep what the machine was like before: " + unwritable,
                            "let XDG_STATE_HOME name a folder that you may write to"));
        }
    }
}
