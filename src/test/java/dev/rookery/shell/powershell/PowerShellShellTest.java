package dev.rookery.shell.powershell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rookery.shell.Answer;
import dev.rookery.shell.Script;
import dev.rookery.shell.ShellException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/// The shell against a PowerShell of this machine.
class PowerShellShellTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir Path dir = Path.of("");

    static Script script(String text, Map<String, String> parameters) {
        return new Script("test.ps1", text, new TreeMap<>(parameters));
    }

    private Answer run(String text) throws IOException, ShellException {
        return run(text, Map.of());
    }

    private Answer run(String text, Map<String, String> parameters)
            throws IOException, ShellException {
        return new PowerShellShell(WindowsMachine.connection(dir))
                .run(script(text, parameters), SOON);
    }

    @Test
    void whatIsWrittenToThePipelineIsTheAnswer() throws Exception {
        String text =
                """
                $PSCulture | Out-Null
                'one'
                "two`r`n  three"
                1.5
                $true
                $null
                ''
                @('a', 'b')
                'it''s "quoted" $x `id`'
                """;
        assertThat(run(text))
                .isEqualTo(
                        new Answer(
                                0,
                                List.of(
                                        "one",
                                        "two\r\n  three",
                                        "1.5",
                                        "True",
                                        "",
                                        "a",
                                        "b",
                                        "it's \"quoted\" $x `id`"),
                                ""));
        assertThat(run("")).isEqualTo(new Answer(0, List.of(), ""));
        assertThat(run("@($input).Count; \"$rookery_mark-end 4\"; return; 'b'").lines()).hasSize(2);
    }

    @Test
    void noiseOfEveryKindIsDropped() throws Exception {
        String text =
                """
                Write-Warning 'w'
                Write-Verbose 'v' -Verbose
                Write-Information 'i' -InformationAction Continue
                Write-Host 'h'
                Write-Progress -Activity 'p' -Status 's' -PercentComplete 1
                [Console]::Out.Write('no newline')
                [Console]::Error.WriteLine('err')
                'fact'
                """;
        assertThat(run(text)).isEqualTo(new Answer(0, List.of("fact"), ""));
    }

    @Test
    void noiseAroundTheAnswerIsDropped() throws Exception {
        String noise = "echo Welcome; echo oops >&2; printf 'no newline'\n";
        var connection = WindowsMachine.connection(dir, noise);
        assertThat(new PowerShellShell(connection).run(script("'fact'", Map.of()), SOON).lines())
                .containsExactly("fact");
    }

    @Test
    void aScriptRunsInTheAgreedSettings() throws Exception {
        String text =
                """
                "$ErrorActionPreference $global:ProgressPreference $global:ConfirmPreference"
                try { $no_such } catch { $_.FullyQualifiedErrorId }
                $value.GetType().Name
                """;
        assertThat(run(text, Map.of("value", "False")).lines())
                .containsExactly("Stop SilentlyContinue None", "VariableIsUndefined", "String");
    }

    @Test
    void aTerminatingErrorEndsTheScript() throws Exception {
        Answer answer = run("'before'\n\nGet-Item /no/such\n'after'");
        assertThat(answer.exitCode()).isEqualTo(1);
        assertThat(answer.lines()).containsExactly("before");
        assertThat(answer.errors())
                .startsWith("Cannot find path '")
                .endsWith(
                        "(PathNotFound,Microsoft.PowerShell.Commands.GetItemCommand,"
                                + " ObjectNotFound, line 3)")
                .doesNotContain("\n");
        assertThat(run("throw 'dead'").errors()).isEqualTo("dead (dead, OperationStopped, line 1)");
        assertThat(run("'a'\nbreak\n'b'").errors()).contains("BreakOutsideLoop");
    }

    @Test
    void errorsThatDidNotEndTheScriptAreKept() throws Exception {
        String text =
                """
                $ErrorActionPreference = 'Continue'
                Write-Error -Message "first`nline" -ErrorId 'Mine' -Category InvalidData
                foreach ($i in 1..100) { Write-Error $i }
                'end'
                """;
        Answer answer = run(text);
        assertThat(answer.exitCode()).isZero();
        assertThat(answer.lines()).containsExactly("end");
        assertThat(answer.errors().lines().toList())
                .hasSize(51)
                .first()
                .isEqualTo(
                        "first line (Mine,Microsoft.PowerShell.Commands.WriteErrorCommand,"
                                + " InvalidData, line 2)");
        assertThat(answer.errors()).contains("and 51 more errors");
    }

    @Test
    void aScriptThatIsNoScriptSaysSo() throws Exception {
        Answer answer = run("'never'\nif (1 {");
        assertThat(answer.exitCode()).isEqualTo(1);
        assertThat(answer.lines()).isEmpty();
        assertThat(answer.errors()).contains("ParserError, line 2)");
    }

    @Test
    void anExecutionPolicyIsExplained() throws Exception {
        // What Import-Module throws; no policy can be set on this machine.
        String text =
                """
                $why = New-Object System.Management.Automation.PSSecurityException 'x.psm1'
                throw (New-Object System.Management.Automation.ErrorRecord $why, `
                    'UnauthorizedAccess,Microsoft.PowerShell.Commands.ImportModuleCommand', `
                    'SecurityError', $null)
                """;
        assertThat(run(text).errors()).contains("SecurityError").contains("execution policy");
    }

    /// Lone halves of surrogate pairs, control characters, separators of lines and bytes that mean
    /// something to one of the parts on the way.
    @Test
    void everyTextSurvivesBothWays() throws Exception {
        Random random = new Random(20_261_125);
        List<String> kinds =
                List.of("\ud800", "\udc00", "\ud83d\ude00", "\u2028", "\u2029", "\ufeff", "\r\n");
        Map<String, String> values = new TreeMap<>();
        for (int i = 0; i < 60; i++) {
            StringBuilder value = new StringBuilder();
            for (int n = random.nextInt(80); n > 0; n--) {
                switch (random.nextInt(4)) {
                    case 0 -> value.append((char) random.nextInt(0x100));
                    case 1 -> value.append((char) random.nextInt(0x10000));
                    case 2 -> value.append(kinds.get(random.nextInt(kinds.size())));
                    default -> value.append("\\u'\"`$;\t%&<>^|".charAt(random.nextInt(14)));
                }
            }
            values.put(String.format("v%03d", i), value.toString());
        }
        Answer answer =
                run("0..59 | ForEach-Object { Get-Variable ('v{0:d3}' -f $_) -ValueOnly }", values);
        assertThat(answer.lines()).containsExactlyElementsOf(values.values());
    }

    @Test
    void theScriptsOwnTextMayHaveAnyCharacter() throws Exception {
        assertThat(run("'\u00e4\u3042\ud83d\ude00\u2028'").lines())
                .containsExactly("\u00e4\u3042\ud83d\ude00\u2028");
    }

    @Test
    void bigScriptsAndAnswersAreCarried() throws Exception {
        String comment = ("#" + "x".repeat(98) + "\n").repeat(2000);
        String text = comment + "foreach ($i in 1..5000) { \"line $i\" }";
        assertThat(run(text).lines())
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, 5000).mapToObj(i -> "line " + i).toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"home", "pid", "true", "error", "input", "rookery_mark"})
    void aParameterIsNoVariableOfPowerShellsOrOurs(String name) {
        assertThatThrownBy(
                        () ->
                                Payload.of(
                                        script("", Map.of(name, "x")),
                                        Mark.random(),
                                        dev.rookery.shell.Limits.DEFAULT))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void manyScriptsRunAtOnce() throws Exception {
        var shell = new PowerShellShell(WindowsMachine.connection(dir));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers =
                    IntStream.range(0, 4)
                            .mapToObj(
                                    i ->
                                            threads.submit(
                                                    () ->
                                                            shell.run(
                                                                    script(
                                                                            "$n",
                                                                            Map.of("n", "" + i)),
                                                                    SOON)))
                            .toList();
            for (int i = 0; i < answers.size(); i++) {
                assertThat(answers.get(i).get().lines()).containsExactly("" + i);
            }
        }
    }

    @Test
    void nothingOfAScriptIsOnTheCommandLine() {
        assertThat(HostCommand.LINE)
                .matches("powershell\\.exe( -[A-Za-z]+)+ [A-Za-z0-9+/=]+")
                .hasSizeLessThan(3000);
        byte[] payload =
                Payload.of(
                        script("'x'".repeat(5000), Map.of("a", "\u00e4")),
                        Mark.random(),
                        dev.rookery.shell.Limits.DEFAULT);
        String text = new String(payload, java.nio.charset.StandardCharsets.US_ASCII);
        assertThat(Arrays.asList(text.split("\n", -1)))
                .allMatch(line -> line.matches("[A-Za-z0-9+/=; -]{1,1000}"));
    }
}
