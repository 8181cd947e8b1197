package dev.rookery.shell.powershell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rookery.connect.Connection;
import dev.rookery.connect.ProcessConnection;
import dev.rookery.shell.Limits;
import dev.rookery.shell.ShellException;
import dev.rookery.shell.ShellException.Reason;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/// Why there is no answer, and what can be done.
class RefusalsTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Limits SMALL = new Limits(2000, 10, 500, 3000, 1000);

    @TempDir Path dir = Path.of("");

    private static ShellException refusal(PowerShellShell shell, String text, Duration deadline) {
        ShellException refusal =
                catchThrowableOfType(
                        ShellException.class,
                        () -> shell.run(PowerShellShellTest.script(text, Map.of()), deadline));
        assertThat(refusal).isNotNull();
        return refusal;
    }

    private static ShellException refusal(Connection connection) {
        return refusal(new PowerShellShell(connection), "'x'", SOON);
    }

    @Test
    void constrainedLanguageModeIsNamed() throws Exception {
        ShellException refusal =
                refusal(WindowsMachine.connection(dir, "", "-ConstrainedLanguage"));
        assertThat(refusal.reason()).isEqualTo(Reason.RESTRICTED);
        assertThat(refusal)
                .hasMessageContaining("constrained language mode")
                .hasMessageContaining("AppLocker");
        assertThat(refusal.remedy()).isNotEmpty();
    }

    @Test
    void aMachineWithoutPowerShellMayBeNoWindowsMachine() {
        ShellException refusal = refusal(ProcessConnection.to("/bin/sh", "-c"));
        assertThat(refusal.reason()).isEqualTo(Reason.CUT_OFF);
        assertThat(refusal)
                .hasMessageStartingWith("there is no powershell.exe (exit code 127): ")
                .hasMessageContaining("not found");
        assertThat(refusal.remedy()).contains("is it a Windows machine?");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'powershell.exe' is not recognized as an internal or external command,",
                "Der Befehl \"powershell.exe\" ist entweder falsch geschrieben oder",
                "powershell.exe: Command not found."
            })
    void everyShellsComplaintAboutPowerShellIsUnderstood(String said) throws Exception {
        ShellException refusal =
                refusal(
                        ProcessConnection.to(
                                "/bin/sh", "-c", "cat >/dev/null; echo \"$0\" >&2; exit 1", said));
        assertThat(refusal.remedy()).contains("is it a Windows machine?");
        assertThat(refusal).hasMessageContaining(said);
    }

    @Test
    void aScriptThatCallsExitIsNamed() throws Exception {
        ShellException refusal =
                refusal(
                        new PowerShellShell(WindowsMachine.connection(dir)),
                        "'said'; exit 3",
                        SOON);
        assertThat(refusal.reason()).isEqualTo(Reason.CUT_OFF);
        assertThat(refusal).hasMessage("PowerShell ended before test.ps1 did (exit code 3)");
        assertThat(refusal.remedy()).contains("exit");
    }

    @Test
    void tooMuchIsGivenUp() throws Exception {
        PowerShellShell shell = new PowerShellShell(WindowsMachine.connection(dir), SMALL);
        for (String[] each :
                new String[][] {
                    {"while ($true) { 'x' }", "more than 10 lines"},
                    {"'x' * 2001", "more than 2000 characters"},
                    {"'x' * 501", "a line of more than 500 characters"},
                    {"while ($true) { [Console]::WriteLine('x' * 100) }", "more than 2000 bytes"}
                }) {
            ShellException refusal = refusal(shell, each[0], SOON);
            assertThat(refusal.reason()).isEqualTo(Reason.OUTPUT);
            assertThat(refusal).hasMessage("test.ps1 printed " + each[1]);
        }
    }

    @Test
    void endlessNoiseIsGivenUp() throws Exception {
        for (String text : new String[] {"yes", "yes | tr -d '\\n'"}) {
            ShellException refusal = refusal(WindowsMachine.fake(dir, text));
            assertThat(refusal.reason()).isEqualTo(Reason.OUTPUT);
        }
    }

    @Test
    void w21_theDeadlineIsKept() throws Exception {
        PowerShellShell shell = new PowerShellShell(WindowsMachine.connection(dir));
        long start = System.nanoTime();
        ShellException refusal = refusal(shell, "Start-Sleep 60", Duration.ofSeconds(5));
        assertThat(refusal.reason()).isEqualTo(Reason.TIMEOUT);
        assertThat(refusal).hasMessage("test.ps1 did not end within 5 s and was given up");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(7));

        ShellException silent =
                refusal(
                        new PowerShellShell(WindowsMachine.fake(dir, "exec sleep 20")),
                        "'x'",
                        Duration.ofMillis(300));
        assertThat(silent).hasMessage("PowerShell did not start test.ps1 within 300 ms");
    }

    @Test
    void whatPowerShellSaidInClixmlIsReadable() throws Exception {
        String text =
                """
                cat >/dev/null
                printf '#< CLIXML\\r\\n<Objs Version="1.1.0.1"><Obj S="progress" RefId="0"><TN/></Obj>' >&2
                printf '<S S="Error">Out of &lt;memory&gt;_x000D__x000A_</S></Objs>' >&2
                exit 1
                """;
        ShellException refusal = refusal(WindowsMachine.fake(dir, text));
        assertThat(refusal)
                .hasMessage(
                        "PowerShell ended before it ran anything (exit code 1): Out of <memory>");
    }

    @Test
    void aDamagedAnswerIsNone() throws Exception {
        String answer =
                """
                mark=$(sed -n '2s/;.*//p' | base64 -d)
                echo "$mark-begin"; echo "$mark-answer"
                echo bGluZQlhCmV4aXQJMAo=
                """;
        assertThat(
                        new PowerShellShell(
                                        WindowsMachine.fake(dir, answer + "echo \"$mark-end 20\""))
                                .run(PowerShellShellTest.script("", Map.of()), SOON)
                                .lines())
                .containsExactly("a");
        for (String end :
                new String[] {
                    "echo \"$mark-end 16\"",
                    "echo \"$mark-end x\"",
                    "echo '!!!!'; echo \"$mark-end 24\""
                }) {
            ShellException refusal = refusal(WindowsMachine.fake(dir, answer + end));
            assertThat(refusal.reason()).isEqualTo(Reason.CUT_OFF);
            assertThat(refusal).hasMessage("the answer of test.ps1 did not arrive whole");
        }
        assertThat(refusal(WindowsMachine.fake(dir, answer)).reason()).isEqualTo(Reason.CUT_OFF);
    }
}
