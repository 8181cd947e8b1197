package dev.rookery.shell.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/// The shells and tools of the machine that the tests run on.
final class Shells {
    private Shells() {}

    /// The words that give a command to a shell, such as `busybox sh -c`; skips the test where
    /// there is no such shell.
    static List<String> login(String shell) {
        List<String> words = words(shell);
        words.add("-c");
        return words;
    }

    static List<String> words(String shell) {
        List<String> words = new ArrayList<>(List.of(shell.split(" ", -1)));
        assumeTrue(installed(words.getFirst()), shell + " is not installed");
        return words;
    }

    static boolean installed(String command) {
        for (String folder : System.getenv("PATH").split(":", -1)) {
            if (Files.isExecutable(Path.of(folder).resolve(command))) {
                return true;
            }
        }
        return false;
    }

    static void awaitTrue(BooleanSupplier condition) throws InterruptedException {
        for (int i = 0; i < 100 && !condition.getAsBoolean(); i++) {
            Thread.sleep(50);
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }
}
