package dev.rookery.shell.posix;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rookery.connect.ProcessConnection;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// A throw-away user of this machine with a password, and what sudoers says of it. Needs root.
final class SudoUser {
    static final String PASSWORD = "it's $HOME \"x\" \\ \u00e9! ";

    private final String name = "rookery-t" + ProcessHandle.current().pid();
    private final Path sudoers = Path.of("/etc/sudoers.d", name);
    private final Path log;

    /// @param log where sudo writes what it did for this user
    SudoUser(Path log) throws IOException, InterruptedException {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can add a user");
        for (String tool : List.of("sudo", "visudo", "useradd", "chpasswd", "setpriv")) {
            assumeTrue(Shells.installed(tool), tool + " is not installed");
        }
        this.log = log;
        command("", "useradd", "-M", "-d", "/", "-s", "/bin/sh", name);
        command(name + ":" + PASSWORD + "\n", "chpasswd");
    }

    String name() {
        return name;
    }

    /// Replaces what sudoers says, and forgets what sudo remembers. `USER` is the user's name.
    void sudoers(String... lines) throws IOException, InterruptedException {
        Files.deleteIfExists(log);
        Files.deleteIfExists(Path.of("/run/sudo/ts", name));
        String text =
                String.join("\n", lines) + "\nDefaults:USER logfile=" + log + ", loglinelen=0\n";
        text = text.replace("USER", name);
        Path draft = Files.createTempFile(log.getParent(), "sudoers", "");
        Files.writeString(draft, text);
        command("", "visudo", "-cqf", draft.toString());
        Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("r--r-----"));
        Files.deleteIfExists(sudoers);
        Files.copy(draft, sudoers, StandardCopyOption.COPY_ATTRIBUTES);
    }

    /// How many wrong passwords sudo counted since sudoers was replaced.
    int failedLogins() {
        return Pattern.compile("(\\d+) incorrect password attempt")
                .matcher(log())
                .results()
                .mapToInt(match -> Integer.parseInt(match.group(1)))
                .sum();
    }

    String log() {
        try {
            return Files.exists(log) ? Files.readString(log) : "";
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    ProcessConnection connection(String loginShell) {
        List<String> words =
                new ArrayList<>(
                        List.of(
                                "setpriv",
                                "--reuid=" + name,
                                "--regid=" + name,
                                "--init-groups",
                                "--inh-caps=-all"));
        words.addAll(Shells.login(loginShell));
        return new ProcessConnection(
                words, Map.of("PATH", "/usr/bin:/bin", "LANG", "de_DE.UTF-8", "USER", name));
    }

    void remove() throws IOException, InterruptedException {
        Files.deleteIfExists(sudoers);
        Files.deleteIfExists(Path.of("/run/sudo/ts", name));
        // What a test gave up may need a moment to end; until then its user is in use.
        for (int i = 0; i < 100 && inUse(); i++) {
            Thread.sleep(50);
        }
        command("", "userdel", "-f", name);
    }

    private boolean inUse() {
        return ProcessHandle.allProcesses()
                .anyMatch(process -> process.info().user().filter(name::equals).isPresent());
    }

    private static void command(String input, String... words)
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        try (var stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException(String.join(" ", words) + ": " + said);
        }
    }
}
