package dev.rookery.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/// The scripts that are run by hand and by CI.
class ShellScriptsTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rookery",
                "lab/kvm-amd",
                "lab/kvm-amd-image",
                "lab/kvm-amd-libvirt",
                "lab/user-lands",
                "lab/user-lands-images",
                "bench/plan-50",
                ".ci/run"
            })
    void isCleanAndCanBeRun(String script) throws IOException {
        Path file = KvmAmdMachine.PROJECT.resolve(script);
        assertThat(file).isExecutable();
        String shell = Files.readAllLines(file).getFirst().endsWith("bash") ? "bash" : "sh";
        assumeTrue(onPath(shell), shell + " is not installed");
        assertClean(shell, "-n", file.toString());
        assumeTrue(onPath("shellcheck"), "shellcheck is not installed");
        assertClean("shellcheck", "-s", shell, file.toString());
    }

    private static boolean onPath(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    private static void assertClean(String... command) {
        Ran ran = Ran.of(new ProcessBuilder(command), LIMIT);
        assertThat(ran.code()).as("%s", ran).isZero();
    }
}
