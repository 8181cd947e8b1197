package dev.rookery.demo.winrm;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Runs programs that are not ours, with no proxy and a home of their own.
final class Tool {
    private static final long SECONDS = 120;

    /// What a program ended with and said.
    record Said(int code, String out, String err) {}

    private Tool() {}

    static boolean isThere(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }

    /// @param home where its streams are kept, too: a file needs no reader
    static Said run(Path home, Map<String, String> environment, List<String> command)
            throws IOException, InterruptedException {
        Path out = Files.createTempFile(home, "out", "");
        Path err = Files.createTempFile(home, "err", "");
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(home.toFile())
                        .redirectInput(new File("/dev/null"))
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile());
        builder.environment().clear();
        builder.environment()
                .putAll(
                        Map.of(
                                "PATH",
                                System.getenv().getOrDefault("PATH", ""),
                                "HOME",
                                home.toString(),
                                "LC_ALL",
                                "C.UTF-8",
                                "NO_PROXY",
                                "127.0.0.1,localhost"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        boolean ended = process.waitFor(SECONDS, TimeUnit.SECONDS);
        if (!ended) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        String said = Files.readString(out, StandardCharsets.UTF_8);
        String complained = Files.readString(err, StandardCharsets.UTF_8);
        return ended
                ? new Said(process.exitValue(), said, complained)
                : fail(command + " does not end; it said " + said + complained);
    }
}
