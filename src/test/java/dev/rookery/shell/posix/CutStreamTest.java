package dev.rookery.shell.posix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.shell.Script;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A stream that ends too early, or lacks its beginning, runs nothing. Every length is tried with
/// one kind of shell; with the others every line, and every length of the last command.
class CutStreamTest {
    /// Gives `$1` every beginning of the stream `$2`, then every rest of it, and prints each at
    /// which `$3` was touched. The first line is read by the wrapper, as the login command has it.
    private static final String CUTTER =
            """
            size=$(wc -c <"$2")
            try() {
                sh -c "$4" "$5" <"$3.part" >"$3.out" 2>&1
                if [ -e "$3" ]; then echo "$6 $i"; rm "$3"; fi
            }
            for i in $6; do
                head -c $i "$2" >"$3.part"
                try "$1" "$2" "$3" "$4" "$5" first
            done
            for i in 1 2 3 10 40 50 51 52 60 100 200 500 900 $((size - 40)); do
                tail -c +$((i + 1)) "$2" >"$3.part"
                try "$1" "$2" "$3" "$4" "$5" without
            done
            """;

    @TempDir Path dir = Path.of("");

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash", "busybox sh"})
    void onlyAWholeStreamRuns(String kind) throws Exception {
        Markers markers = Markers.random();
        Path touched = dir.resolve("touched");
        Script script =
                new Script(
                        "touch.sh",
                        ": >\"$path\"; \ncat <<X\n}\nX\n: >\"$path\"\n",
                        new TreeMap<>(Map.of("path", touched.toString())));
        byte[] run = ScriptStream.run(script, markers);
        // The last newline is not missed.
        assertThat(ran(kind, markers, run, touched))
                .containsExactly("first " + (run.length - 1), "first " + run.length);
    }

    private List<String> ran(String kind, Markers markers, byte[] stream, Path touched)
            throws IOException, InterruptedException {
        Path file = dir.resolve("stream");
        Files.write(file, stream);
        String shell = String.join(" ", Shells.words(kind));
        // What the login command says, with the kind of shell in place of /bin/sh.
        String wrapper =
                LoginCommand.of(markers, java.util.Optional.empty())
                        .replaceFirst("exec /bin/sh -c '", "")
                        .replaceFirst("' rookery-.*", "")
                        .replace("exec /bin/sh -s", "exec " + shell + " -s");
        int last = new String(stream, StandardCharsets.UTF_8).lastIndexOf("main() {");
        String lengths =
                IntStream.rangeClosed(0, stream.length)
                        .filter(
                                length ->
                                        kind.equals("dash")
                                                || length > last
                                                || length == 0
                                                || stream[length - 1] == '\n')
                        .mapToObj(Integer::toString)
                        .collect(Collectors.joining(" "));
        Process process =
                new ProcessBuilder(
                                "setsid",
                                "sh",
                                "-c",
                                CUTTER,
                                "cutter",
                                shell,
                                file.toString(),
                                touched.toString(),
                                wrapper,
                                markers.mark(),
                                lengths)
                        .redirectErrorStream(true)
                        .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return said.lines().toList();
    }
}
