package dev.rookery.shell.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rookery.connect.ProcessConnection;
import dev.rookery.shell.Answer;
import dev.rookery.shell.HeldScript;
import dev.rookery.shell.ShellException;
import dev.rookery.shell.ShellException.Reason;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class HeldScriptTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir Path dir = Path.of("");

    private static final String LOCK =
            """
            cat
            : >"$lock"
            echo locked
            echo said >&2
            ls -l /proc/self/fd | grep -c ' 3 -> pipe'
            held
            rm "$lock"
            """;

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash", "busybox sh", "tcsh"})
    void aHeldScriptCleansUpWhenItIsClosed(String login) throws Exception {
        Path lock = dir.resolve("lock");
        PosixShell shell =
                new PosixShell(
                        ProcessConnection.to(Shells.login(login).toArray(String[]::new)),
                        Optional.empty());
        try (HeldScript held =
                shell.hold(PosixShellTest.script(LOCK, Map.of("lock", lock.toString())), SOON)) {
            // The 0: no command of the script has the standard input that holds it.
            assertThat(held.answer()).isEqualTo(new Answer(0, List.of("locked", "0"), "said"));
            Thread.sleep(200);
            assertThat(lock).exists();
        }
        assertThat(lock).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash", "busybox sh"})
    void aHeldScriptCleansUpWhenTheConnectionEnds(String login) throws Exception {
        Path lock = dir.resolve("lock");
        ProcessConnection connection =
                ProcessConnection.to(Shells.login(login).toArray(String[]::new));
        HeldScript held =
                new PosixShell(connection, Optional.empty())
                        .hold(PosixShellTest.script(LOCK, Map.of("lock", lock.toString())), SOON);
        assertThat(lock).exists();
        connection.close();
        Shells.awaitTrue(() -> !Files.exists(lock));
        held.close();
    }

    @Test
    void aScriptThatEndsByItselfHasAnswered() throws Exception {
        PosixShell shell = new PosixShell(ProcessConnection.to("/bin/sh", "-c"), Optional.empty());
        try (HeldScript held =
                shell.hold(PosixShellTest.script("echo taken; return 4", Map.of()), SOON)) {
            assertThat(held.answer()).isEqualTo(new Answer(4, List.of("taken"), ""));
        }
    }

    @Test
    void aScriptThatNeverAnswersIsGivenUp() {
        PosixShell shell = new PosixShell(ProcessConnection.to("/bin/sh", "-c"), Optional.empty());
        assertThatThrownBy(
                        () ->
                                shell.hold(
                                        PosixShellTest.script("sleep 20; held", Map.of()),
                                        Duration.ofMillis(300)))
                .isInstanceOfSatisfying(
                        ShellException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.TIMEOUT));
    }
}
