package dev.rookery.shell.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rookery.secret.Secret;
import dev.rookery.shell.Answer;
import dev.rookery.shell.Become;
import dev.rookery.shell.HeldScript;
import dev.rookery.shell.Script;
import dev.rookery.shell.ShellException;
import dev.rookery.shell.ShellException.Reason;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// Becoming root by the real sudo, without a terminal.
class SudoTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String NO_DELAY = "Defaults:USER lecture=never";
    private static final String ASKED = "USER ALL=(ALL) ALL";
    private static final Script WHO =
            PosixShellTest.script("id -u; echo \"$v $LC_ALL $PATH\"; cat", Map.of("v", "it's"));

    @TempDir static Path dir = Path.of("");

    private static @Nullable SudoUser user;

    @BeforeAll
    static void addUser() throws Exception {
        user = new SudoUser(dir.resolve("sudo.log"));
    }

    @AfterAll
    static void removeUser() throws Exception {
        if (user != null) {
            user.remove();
        }
    }

    private static SudoUser user() {
        return Objects.requireNonNull(user);
    }

    private static PosixShell shell(String login, @Nullable String password) {
        return new PosixShell(
                user().connection(login),
                Optional.of(new Become("root", Optional.ofNullable(password).map(Secret::new))));
    }

    private static void assertRoot(Answer answer) {
        assertThat(answer.lines().getFirst()).isEqualTo("0");
        assertThat(answer.lines().get(1)).startsWith("it's C /usr/local/sbin:");
        assertThat(answer.lines()).hasSize(2);
        assertThat(answer.errors()).isEmpty();
    }

    private static ShellException refusal(@Nullable String password) throws Exception {
        ShellException refusal =
                catchThrowableOfType(
                        ShellException.class, () -> shell("/bin/sh", password).run(WHO, SOON));
        assertThat(refusal.reason()).isEqualTo(Reason.BECOME);
        if (password != null) {
            assertThat(refusal.toString()).doesNotContain(password);
            assertThat(user().log()).doesNotContain(password);
        }
        return refusal;
    }

    @ParameterizedTest
    @ValueSource(strings = {"/bin/sh", "bash", "tcsh", "busybox sh"})
    void noPasswordIsAskedFor(String login) throws Exception {
        for (String pty : List.of("use_pty", "!use_pty")) {
            user().sudoers("Defaults:USER " + pty, "USER ALL=(ALL) NOPASSWD: ALL");
            assertRoot(shell(login, null).run(WHO, SOON));
            // A password that is not asked for is not sent: the script would have read it.
            assertRoot(shell(login, SudoUser.PASSWORD).run(WHO, SOON));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/bin/sh", "bash", "tcsh", "busybox sh"})
    void thePasswordIsAskedFor(String login) throws Exception {
        for (String pty : List.of("use_pty", "!use_pty")) {
            user().sudoers("Defaults:USER " + pty + ", lecture=always", ASKED);
            assertRoot(shell(login, SudoUser.PASSWORD).run(WHO, SOON));
            assertThat(user().failedLogins()).isZero();
        }
    }

    @Test
    void theCommandAndTheLogHoldNoSecret() throws Exception {
        user().sudoers(NO_DELAY, ASKED);
        shell("/bin/sh", SudoUser.PASSWORD)
                .run(PosixShellTest.script(": $secret", Map.of("secret", "hidden")), SOON);
        assertThat(user().log()).contains("COMMAND=").doesNotContain(SudoUser.PASSWORD, "hidden");
    }

    @Test
    void sudoMayRememberThePassword() throws Exception {
        user().sudoers(NO_DELAY, "Defaults:USER timestamp_type=global, timestamp_timeout=5", ASKED);
        assertRoot(shell("/bin/sh", SudoUser.PASSWORD).run(WHO, SOON));
        assertRoot(shell("/bin/sh", SudoUser.PASSWORD).run(WHO, SOON));
        assertRoot(shell("/bin/sh", "not asked for").run(WHO, SOON));
        assertRoot(shell("/bin/sh", null).run(WHO, SOON));
        assertThat(user().failedLogins()).isZero();
    }

    @Test
    void aWrongPasswordIsOneFailedLogin() throws Exception {
        for (String tries : List.of("passwd_tries=3", "passwd_tries=1")) {
            user().sudoers("Defaults:USER " + tries, ASKED);
            assertThat(refusal("wrong"))
                    .hasMessage("cannot become root: sudo did not accept the password");
            Shells.awaitTrue(() -> user().failedLogins() > 0);
            assertThat(user().failedLogins()).as(user().log()).isEqualTo(1);
        }
    }

    @Test
    void noPasswordWasGiven() throws Exception {
        user().sudoers(ASKED);
        assertThat(refusal(null).remedy()).contains("-K");
    }

    @Test
    void aTerminalIsRequired() throws Exception {
        user().sudoers("Defaults:USER requiretty", ASKED);
        for (String password : new String[] {null, SudoUser.PASSWORD}) {
            ShellException refusal = refusal(password);
            assertThat(refusal).hasMessageContaining("requiretty");
            assertThat(refusal.remedy()).contains("Defaults:USER !requiretty");
        }
        assertThat(user().failedLogins()).isZero();
    }

    @Test
    void theUserIsNotInSudoers() throws Exception {
        user().sudoers("# nothing");
        assertThat(refusal(SudoUser.PASSWORD)).hasMessageContaining("not in sudoers");
    }

    @Test
    void theCommandIsNotAllowed() throws Exception {
        user().sudoers("USER ALL=(ALL) /bin/ls");
        assertThat(refusal(SudoUser.PASSWORD)).hasMessageContaining("does not allow");
        user().sudoers("USER ALL=(ALL) NOPASSWD: /bin/ls");
        assertThat(refusal(SudoUser.PASSWORD)).hasMessageContaining("does not allow");
    }

    @Test
    void aHeldScriptIsLetGo() throws Exception {
        for (String pty : List.of("use_pty", "!use_pty")) {
            user().sudoers("Defaults:USER " + pty + ", lecture=never", ASKED);
            Path lock = dir.resolve("lock");
            Script script =
                    PosixShellTest.script(
                            ": >\"$lock\"; echo locked; held; rm \"$lock\"",
                            Map.of("lock", lock.toString()));
            try (HeldScript held = shell("/bin/sh", SudoUser.PASSWORD).hold(script, SOON)) {
                assertThat(held.answer().lines()).containsExactly("locked");
                assertThat(lock).exists();
            }
            assertThat(lock).doesNotExist();
        }
    }

    @Test
    void atTheDeadlineTheScriptIsHungUpOn() throws Exception {
        for (String pty : List.of("use_pty", "!use_pty")) {
            user().sudoers("Defaults:USER " + pty, "USER ALL=(ALL) NOPASSWD: ALL");
            Path pids = dir.resolve("pids");
            Script script =
                    PosixShellTest.script(
                            "sleep 30 & echo $! >\"$pids\"; wait", Map.of("pids", pids.toString()));
            ShellException late =
                    catchThrowableOfType(
                            ShellException.class,
                            () -> shell("/bin/sh", null).run(script, Duration.ofMillis(700)));
            assertThat(late.reason()).isEqualTo(Reason.TIMEOUT);
            long pid = Long.parseLong(Files.readString(pids).strip());
            Shells.awaitTrue(() -> ProcessHandle.of(pid).isEmpty());
        }
    }
}
