package dev.rookery.shell.posix;

import static dev.rookery.shell.posix.PosixShellTest.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rookery.connect.Connection;
import dev.rookery.connect.LocalEndpoint;
import dev.rookery.connect.local.LocalConnector;
import dev.rookery.shell.ShellException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// The shell on this machine itself, without a server in between.
class LocalShellTest {
    @TempDir Path dir = Path.of("");

    @Test
    void scriptsRunAndAreGivenUpAsOverAnyConnection() throws Exception {
        Path pids = dir.resolve("pids");
        Path survived = dir.resolve("survived");
        try (Connection connection =
                new LocalConnector().connect(new LocalEndpoint(), Optional.empty())) {
            PosixShell shell = new PosixShell(connection, Optional.empty());
            assertThat(
                            shell.run(
                                            script("echo \"$v\"; pwd", Map.of("v", "a 'b'")),
                                            Duration.ofSeconds(20))
                                    .lines())
                    .containsExactly("a 'b'", "/");
            assertGivenUp(shell, "sleep 30 & echo $! >'" + pids + "'; wait");
            long pid = Long.parseLong(Files.readString(pids).strip());
            Shells.awaitTrue(() -> ProcessHandle.of(pid).isEmpty());
            assertGivenUp(shell, "trap '' HUP PIPE; sleep 2; echo; touch '" + survived + "'");
            Shells.awaitTrue(() -> Files.exists(survived));
        }
    }

    private static void assertGivenUp(PosixShell shell, String text) {
        assertThatThrownBy(() -> shell.run(script(text, Map.of()), Duration.ofMillis(1500)))
                .isInstanceOfSatisfying(
                        ShellException.class,
                        late -> assertThat(late.reason()).isEqualTo(ShellException.Reason.TIMEOUT));
    }
}
