package dev.rookery.shell.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rookery.connect.ProcessConnection;
import dev.rookery.shell.Answer;
import dev.rookery.shell.Script;
import dev.rookery.shell.ShellException;
import dev.rookery.shell.ShellException.Reason;
import dev.rookery.shell.powershell.PowerShells;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// The shell against this machine's own shells.
class PosixShellTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String PATH =
            "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private static final Map<String, String> ENVIRONMENT =
            Map.of("PATH", "/usr/bin:/bin", "HOME", "/nonexistent");

    @TempDir Path dir = Path.of("");

    static Script script(String text, Map<String, String> parameters) {
        return new Script("test.sh", text, new TreeMap<>(parameters));
    }

    private static PosixShell shell(String... login) {
        return new PosixShell(ProcessConnection.to(login), Optional.empty());
    }

    private static PosixShell shell(Map<String, String> environment) {
        return new PosixShell(
                new ProcessConnection(List.of("/bin/sh", "-c"), environment), Optional.empty());
    }

    private static Answer run(String text) throws ShellException {
        return shell("/bin/sh", "-c").run(script(text, Map.of()), SOON);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/bin/sh", "bash", "dash", "tcsh", "csh", "busybox sh", "fish", "zsh"})
    void everyLoginShellGivesTheSameAnswer(String login) throws Exception {
        String[] words = Shells.login(login).toArray(String[]::new);
        String value = "it's $HOME `id` \"x\" \\n ! a\nsecond line\n";

        String text =
                """
                printf '%s|' "$value" "$root" "$LC_ALL" "$PATH"
                umask; pwd; echo oops >&2; return 3
                """;
        Answer answer = shell(words).run(script(text, Map.of("value", value)), SOON);

        assertThat(String.join("\n", answer.lines())).isEqualTo(value + "||C|" + PATH + "|0022\n/");
        assertThat(answer.exitCode()).isEqualTo(3);
        assertThat(answer.errors()).isEqualTo("oops");
    }

    @Test
    void everyCharacterOfAParameterArrives() throws Exception {
        StringBuilder all = new StringBuilder();
        for (char c = 1; c < 0x250; c++) {
            all.append(c);
        }
        all.append("\u3042\u81ea\uD83D\uDE00'");
        Answer answer =
                shell("/bin/sh", "-c")
                        .run(script("printf %s \"$all\"", Map.of("all", all.toString())), SOON);
        assertThat(String.join("\n", answer.lines())).isEqualTo(all.toString());
    }

    @Test
    void whatStartupFilesPrintIsDropped() throws Exception {
        Path noisy = dir.resolve("bashrc");
        Files.writeString(
                noisy, "echo Welcome; echo oops >&2; printf 'no newline'; alias printf=false\n");
        PosixShell shell =
                new PosixShell(
                        new ProcessConnection(
                                List.of("bash", "-c"),
                                Map.of("BASH_ENV", noisy.toString(), "PATH", "/usr/bin:/bin")),
                        Optional.empty());
        assertThat(shell.run(script("echo fact; echo said >&2", Map.of()), SOON))
                .isEqualTo(new Answer(0, List.of("fact"), "said"));
    }

    @Test
    void aStartupFileThatEatsInputStopsTheScript() throws Exception {
        Path hungry = dir.resolve("bashrc");
        Path touched = dir.resolve("touched");
        Files.writeString(hungry, "head -c 1000 >/dev/null\n");
        PosixShell shell =
                new PosixShell(
                        new ProcessConnection(
                                List.of("bash", "-c"),
                                Map.of("BASH_ENV", hungry.toString(), "PATH", "/usr/bin:/bin")),
                        Optional.empty());
        String text = "touch '" + touched + "'\n";
        assertThatThrownBy(() -> shell.run(script(text.repeat(200), Map.of()), SOON))
                .isInstanceOfSatisfying(
                        ShellException.class,
                        e -> {
                            assertThat(e.reason()).isEqualTo(Reason.CUT_OFF);
                            assertThat(e.remedy()).contains("startup file");
                        });
        assertThat(touched).doesNotExist();
    }

    @Test
    void linesAreThoseOfTheScript() throws Exception {
        assertThat(run("").lines()).isEmpty();
        assertThat(run("printf a").lines()).containsExactly("a");
        assertThat(run("echo a").lines()).containsExactly("a");
        assertThat(run("printf 'a\\n\\n'").lines()).containsExactly("a", "");
        assertThat(run("echo").lines()).containsExactly("");
        assertThat(run("exit 7").exitCode()).isEqualTo(7);
        assertThat(run("set -eu; false; echo no").exitCode()).isEqualTo(1);
        assertThat(run("cat; echo x").lines()).containsExactly("x");
        assertThat(run("echo rookery-0123-end 0; echo \"$rookery_mark-e\"").lines()).hasSize(2);
    }

    @Test
    void bytesThatAreNoTextSurvive() throws Exception {
        assertThat(run("printf 'a\\000b\\377\\001\\033[31m\\r\\n'").lines())
                .containsExactly("a\0b\uFFFD\u0001\u001b[31m\r");
    }

    @Test
    void aLocaleThatIsNotUtf8ChangesNothing() throws Exception {
        Answer answer =
                shell(Map.of("LC_ALL", "ja_JP.SJIS", "LANG", "de_DE", "PATH", "/usr/bin:/bin"))
                        .run(script("echo \"$v $LC_ALL\"", Map.of("v", "\u8868'\u30bd")), SOON);
        assertThat(answer.lines()).containsExactly("\u8868'\u30bd C");
    }

    @Test
    void onlyTheServerSetsTheRoot() throws Exception {
        String text = "echo \"$root $PATH\"; pwd";
        assertThat(
                        shell(
                                        Map.of(
                                                "ROOKERY_ROOT",
                                                dir.toString(),
                                                "PATH",
                                                dir + ":/usr/bin:/bin"))
                                .run(script(text, Map.of()), SOON)
                                .lines())
                .containsExactly(dir + " " + dir + ":/usr/bin:/bin", dir.toString());
        assertThat(
                        shell(Map.of("root", "/elsewhere", "PATH", "/bin"))
                                .run(script(text, Map.of()), SOON)
                                .lines()
                                .getFirst())
                .startsWith(" /usr/local/sbin");
        assertThatThrownBy(
                        () ->
                                shell(ENVIRONMENT)
                                        .run(script(text, Map.of("root", "/elsewhere")), SOON))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aBackgroundProcessDoesNotHoldTheAnswer() throws Exception {
        long start = System.nanoTime();
        assertThat(run("sleep 5 & echo $!").lines()).hasSize(1);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
    }

    @Test
    void tooMuchOutputIsRefusedAndItsScriptEnded() {
        for (String text :
                List.of(
                        "head -c 100000000 /dev/zero",
                        "yes | head -c 100000000",
                        "yes $(head -c 60000 /dev/zero | tr '\\0' x) | head -c 100000000")) {
            assertThatThrownBy(() -> run(text))
                    .isInstanceOfSatisfying(
                            ShellException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.OUTPUT));
        }
    }

    @Test
    void endlessNoiseIsRefused() {
        PosixShell shell =
                new PosixShell(
                        ProcessConnection.to("/bin/sh", "-c", "yes; : \"$@\""), Optional.empty());
        assertThatThrownBy(() -> shell.run(script("echo", Map.of()), SOON))
                .isInstanceOfSatisfying(
                        ShellException.class, e -> assertThat(e.reason()).isEqualTo(Reason.OUTPUT));
    }

    @Test
    void ofErrorsTheLastPartIsKept() throws Exception {
        Answer answer = run("yes noise | head -c 100000000 >&2; echo last >&2; echo fine");
        assertThat(answer.lines()).containsExactly("fine");
        assertThat(answer.errors()).endsWith("last").hasSizeBetween(8000, 8192);
    }

    @Test
    void aLoginShellThatRefusesIsQuoted() {
        PosixShell shell =
                shell("/bin/sh", "-c", "echo 'This account is not available.'; exit 1; : ");
        assertThatThrownBy(() -> shell.run(script("echo", Map.of()), SOON))
                .hasMessage(
                        "the login shell ended before it ran anything (exit code 1):"
                                + " This account is not available.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'exec' is not recognized as an internal or external command,",
                "Der Befehl \"exec\" ist entweder falsch geschrieben oder",
                "    + FullyQualifiedErrorId : CommandNotFoundException"
            })
    void aWindowsMachineIsSeenByItsComplaint(String complaint) {
        PosixShell shell =
                shell(
                        "/bin/sh",
                        "-c",
                        "printf '%s\\nsecond line\\n' \"$0\" >&2; exit 1",
                        complaint);
        assertThatThrownBy(() -> shell.run(script("echo", Map.of()), SOON))
                .isInstanceOfSatisfying(
                        ShellException.class,
                        e -> assertThat(e.remedy()).contains("ansible_shell_type: powershell"));
    }

    @Test
    void aWindowsMachineWhoseLoginShellIsPowerShellIsSeen() {
        String powershell = PowerShells.powershellOrSkip().toString();
        PosixShell shell = shell(powershell, "-NoProfile", "-NonInteractive", "-Command");
        assertThatThrownBy(() -> shell.run(script("echo", Map.of()), Duration.ofSeconds(3)))
                .isInstanceOf(ShellException.class);
        PosixShell closed =
                shell(
                        "/bin/sh",
                        "-c",
                        "exec '" + powershell + "' -NoProfile -Command \"$0\" </dev/null");
        assertThatThrownBy(() -> closed.run(script("echo", Map.of()), SOON))
                .isInstanceOfSatisfying(
                        ShellException.class,
                        e -> assertThat(e.remedy()).contains("ansible_shell_type: powershell"));
    }

    @Test
    void aScriptThatIsNoScriptSaysSo() {
        assertThatThrownBy(() -> run("if true; then"))
                .isInstanceOfSatisfying(
                        ShellException.class, e -> assertThat(e.reason()).isEqualTo(Reason.CUT_OFF))
                .hasMessageContaining("yntax error");
    }

    @Test
    void theDeadlineIsKept() {
        long start = System.nanoTime();
        assertThatThrownBy(
                        () ->
                                shell("/bin/sh", "-c")
                                        .run(script("sleep 9", Map.of()), Duration.ofMillis(400)))
                .isInstanceOf(ShellException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(1400));
    }

    @Test
    void manyScriptsRunAtOnce() throws Exception {
        PosixShell shell = shell("/bin/sh", "-c");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Answer>> answers = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                Script script = script("echo $n", Map.of("n", Integer.toString(i)));
                answers.add(threads.submit(() -> shell.run(script, SOON)));
            }
            for (int i = 0; i < 20; i++) {
                assertThat(answers.get(i).get().lines()).containsExactly(Integer.toString(i));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash", "busybox sh"})
    void atTheDeadlineTheScriptAndItsChildrenAreHungUpOn(String login) throws Exception {
        Path pids = dir.resolve("pids");
        Path survived = dir.resolve("survived");
        PosixShell shell = shell(Shells.login(login).toArray(String[]::new));
        assertThatThrownBy(
                        () ->
                                shell.run(
                                        script(
                                                "sleep 30 & echo $! >'" + pids + "'; wait",
                                                Map.of()),
                                        Duration.ofMillis(500)))
                .isInstanceOfSatisfying(
                        ShellException.class, e -> assertThat(e.reason()).isEqualTo(Reason.TIMEOUT))
                .hasMessage("test.sh did not end within 500 ms and was given up");
        long pid = Long.parseLong(Files.readString(pids).strip());
        Shells.awaitTrue(() -> ProcessHandle.of(pid).isEmpty());

        assertThatThrownBy(
                        () ->
                                shell.run(
                                        script(
                                                "trap '' HUP PIPE; sleep 1; echo lost; touch '"
                                                        + survived
                                                        + "'",
                                                Map.of()),
                                        Duration.ofMillis(500)))
                .isInstanceOf(ShellException.class);
        Shells.awaitTrue(() -> Files.exists(survived));
    }
}
