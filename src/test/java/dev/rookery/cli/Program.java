package dev.rookery.cli;

import dev.rookery.connect.local.LocalConnector;
import dev.rookery.connect.ssh.SshConnector;
import dev.rookery.connect.winrm.WinRmConnector;
import dev.rookery.lab.Ran;
import dev.rookery.run.Access;
import dev.rookery.run.Patience;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The program in this process, with less patience for a machine that restarts than a real one
/// needs.
///
/// @param state where it keeps its records
record Program(Path state, Patience patience) {
    /// Ended by two looks half a second apart.
    static Program in(Path folder) {
        return new Program(
                folder.resolve("state"),
                new Patience(Duration.ofMillis(500), Duration.ofMinutes(1), Duration.ofMinutes(1)));
    }

    /// Runs one command; nobody can be asked.
    Ran run(String... words) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        Terminal terminal =
                new Terminal(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        Optional.empty(),
                        Map.of("XDG_STATE_HOME", state.toString()));
        Access access =
                new Access(
                        new SshConnector(Map.of()),
                        new WinRmConnector(Map.of()),
                        new LocalConnector());
        int code = new Cli(new Workplace(terminal, access, patience)).execute(words);
        return new Ran(
                code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /// Runs a command on a playbook and inventories.
    Ran run(String command, Path playbook, Iterable<Path> inventories, String... options) {
        Stream.Builder<String> words = Stream.<String>builder().add(command).add("" + playbook);
        inventories.forEach(each -> words.add("-i").add("" + each));
        return run(Stream.concat(words.build(), Arrays.stream(options)).toArray(String[]::new));
    }
}
