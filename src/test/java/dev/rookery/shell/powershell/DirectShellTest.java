package dev.rookery.shell.powershell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rookery.connect.ConnectionException;
import dev.rookery.connect.PsDirectEndpoint;
import dev.rookery.resource.hyperv.SimulatedConnection;
import dev.rookery.resource.hyperv.SimulatedGuest;
import dev.rookery.resource.hyperv.SimulatedWindows;
import dev.rookery.resource.hyperv.WindowsScripts;
import dev.rookery.secret.Secret;
import dev.rookery.shell.Answer;
import dev.rookery.shell.Limits;
import dev.rookery.shell.Script;
import dev.rookery.shell.ScriptFile;
import dev.rookery.shell.Shell;
import dev.rookery.shell.ShellException;
import dev.rookery.shell.ShellException.Reason;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Scripts in guests of a simulated Hyper-V host, one and two levels down; each guest is a
/// PowerShell of its own.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DirectShellTest {
    private static final Duration SOON = Duration.ofSeconds(90);
    private static final Secret PASSWORD = new Secret("Grün & \"blau\" ' $x;7");
    private static final PsDirectEndpoint LOGIN =
            new PsDirectEndpoint(".\\Administrator", PASSWORD);
    private static final List<String> IDS =
            IntStream.rangeClosed(1, 4).mapToObj(SimulatedGuest::id).toList();

    private WindowsScripts scripts;
    private SimulatedWindows host;
    private SimulatedWindows lab;
    private Path folder = Path.of("");

    /// The host has the guests lab, off, old; lab has the guest inner.
    @BeforeAll
    void start(@TempDir Path own) throws Exception {
        folder = own;
        scripts = WindowsScripts.startOrSkip();
        SimulatedWindows.client(folder.resolve("inner")).write();
        lab = SimulatedWindows.server(folder.resolve("lab")).enabled().guest(guest(4, "inner"));
        lab.write();
        host =
                SimulatedWindows.server(folder.resolve("host"))
                        .enabled()
                        .guest(guest(1, "lab"))
                        .guest(guest(2, "off").with("state", "Saved"))
                        .guest(SimulatedGuest.of(3, "old").running())
                        .write();
    }

    @AfterAll
    void stop() throws IOException {
        if (scripts != null) {
            scripts.close();
        }
    }

    private SimulatedGuest guest(int number, String name) {
        return SimulatedGuest.of(number, name)
                .running()
                .with(
                        "direct",
                        Map.of(
                                "folder",
                                folder.resolve(name).toString(),
                                "user",
                                "Administrator",
                                "password",
                                PASSWORD.reveal()));
    }

    private Shell on(SimulatedWindows machine) {
        return new PowerShellShell(new SimulatedConnection(scripts, machine));
    }

    /// A guest that is so many levels below the host.
    private DirectShell inside(int levels) {
        DirectShell first = new DirectShell(on(host), IDS.getFirst(), LOGIN);
        return levels == 1 ? first : new DirectShell(first, IDS.getLast(), LOGIN);
    }

    private static Script script(String text, Map<String, String> parameters) {
        return PowerShellShellTest.script(text, parameters);
    }

    private static ShellException refusal(Shell shell, String text) {
        ShellException refusal =
                catchThrowableOfType(
                        ShellException.class, () -> shell.run(script(text, Map.of()), SOON));
        assertThat(refusal).isNotNull();
        return refusal;
    }

    private ConnectionException refused(
            SimulatedWindows parent, String vm, PsDirectEndpoint login) {
        ConnectionException refusal =
                catchThrowableOfType(
                        ConnectionException.class,
                        () -> new DirectShell(on(parent), vm, login).greet(SOON));
        assertThat(refusal).isNotNull();
        assertThat(refusal.remedy()).isNotEmpty();
        return refusal;
    }

    /// Quotes, halves of surrogate pairs and separators of lines, both ways; big scripts; errors.
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aGuestAnswersAsAnyOtherMachineDoes(int levels) throws Exception {
        String odd = "it's \"q\" $x `id`; \u00e4\u3042\ud83d\ude00 \ud800 \u2028\r\n\t\\u0041";
        String text =
                ("#" + "x".repeat(98) + "\n").repeat(300)
                        + """
                        [IO.Path]::GetFileName([IO.Path]::GetDirectoryName($env:ROOKERY_WINDOWS_STATE))
                        "$ErrorActionPreference $global:ProgressPreference $($value.GetType().Name)"
                        $value
                        Write-Warning 'w'; Write-Host 'h'; [Console]::Out.Write('no newline')
                        foreach ($i in 1..2000) { "line $i" }
                        Write-Error 'kept' -ErrorAction Continue
                        $no_such
                        'never'
                        """;

        Answer answer = inside(levels).run(script(text, Map.of("value", odd)), SOON);

        assertThat(answer.exitCode()).isEqualTo(1);
        assertThat(answer.lines().subList(0, 3))
                .containsExactly(
                        levels == 1 ? "lab" : "inner", "Stop SilentlyContinue String", odd);
        assertThat(answer.lines()).hasSize(2003).last().isEqualTo("line 2000");
        assertThat(answer.errors().lines())
                .satisfiesExactly(
                        kept -> assertThat(kept).startsWith("kept (Microsoft.PowerShell.Commands."),
                        fatal ->
                                assertThat(fatal)
                                        .endsWith(
                                                "(VariableIsUndefined, InvalidOperation, line"
                                                        + " 307)"));
    }

    @Test
    void tooMuchIsGivenUp() {
        Limits small = new Limits(2000, 10, 500, 3000, 1000);
        DirectShell shell = new DirectShell(on(host), IDS.getFirst(), LOGIN, small);
        for (String[] each :
                new String[][] {
                    {"while ($true) { 'x' }", "more than 10 lines"},
                    {"'x' * 501", "a line of more than 500 characters"}
                }) {
            ShellException refusal = refusal(shell, each[0]);
            assertThat(refusal.reason()).isEqualTo(Reason.OUTPUT);
            assertThat(refusal).hasMessage("test.ps1 printed " + each[1]);
        }
    }

    @Test
    void aScriptThatEndsItsPowerShellIsNamed() {
        ShellException exit = refusal(inside(1), "'said'; exit 3");
        assertThat(exit.reason()).isEqualTo(Reason.CUT_OFF);
        assertThat(exit).hasMessage("PowerShell ended before test.ps1 did");

        ShellException killed = refusal(inside(2), "'said'; & kill -9 $PID; Start-Sleep 5");
        assertThat(killed.reason()).isEqualTo(Reason.CONNECTION);
        assertThat(killed).hasMessageContaining("(JobFailure,");
    }

    @Test
    void aWrongPasswordCostsOneAttemptAndIsExplained() throws Exception {
        Path logins = folder.resolve("lab/logins");
        Files.deleteIfExists(logins);

        ConnectionException refusal =
                refused(
                        host,
                        IDS.getFirst(),
                        new PsDirectEndpoint("Administrator", new Secret("wrong one")));

        assertThat(refusal.reason()).isEqualTo(ConnectionException.Reason.AUTHENTICATION);
        assertThat(refusal)
                .hasMessageContaining("the guest does not let the user in")
                .hasMessageContaining("(PSSessionStateBroken");
        assertThat(refusal.getMessage() + refusal.remedy()).doesNotContain("wrong one");
        assertThat(Files.readAllLines(logins)).containsExactly("refused Administrator");
    }

    @Test
    void aGuestThatDoesNotRunIsNotAsked() {
        ConnectionException refusal = refused(host, IDS.get(1), LOGIN);
        assertThat(refusal.reason()).isEqualTo(ConnectionException.Reason.UNREACHABLE);
        assertThat(refusal).hasMessage("the guest does not run, it is Saved");
        assertThat(folder.resolve("off")).doesNotExist();
    }

    @Test
    void aGuestWithoutPowerShellDirectIsExplained() {
        ConnectionException refusal = refused(host, IDS.get(2), LOGIN);
        assertThat(refusal.reason()).isEqualTo(ConnectionException.Reason.UNREACHABLE);
        assertThat(refusal).hasMessageContaining("no PowerShell Direct answers in the guest");
        assertThat(refusal.remedy()).contains("Windows Server 2016", "Linux");
    }

    @Test
    void aParentThatCannotIsExplained() throws Exception {
        assertThat(refused(host, SimulatedGuest.id(9), LOGIN))
                .hasMessageContaining("its parent does not show the guest: ");

        SimulatedWindows bare = SimulatedWindows.server(folder.resolve("bare")).write();
        assertThat(refused(bare, IDS.getFirst(), LOGIN))
                .hasMessageContaining("no PowerShell module for Hyper-V");

        SimulatedWindows weak =
                SimulatedWindows.server(folder.resolve("weak"))
                        .enabled()
                        .guest(guest(1, "lab"))
                        .set("system/elevated", false)
                        .write();
        assertThat(refused(weak, IDS.getFirst(), LOGIN).remedy())
                .contains("Hyper-V Administrators");
    }

    /// The stand-in's ids are those by which the true cmdlet's errors are told apart.
    @Test
    void theStandInRefusesAsTheCmdletDoes() throws Exception {
        String call =
                """
                [void] (Get-VM)
                $nobody = New-Object pscredential('u', (New-Object Security.SecureString))
                foreach ($given in @{ VMId = $off; VMName = 'off' }, @{ VMId = $off }, @{ VMId = $none }, @{ VMName = '*' }) {
                    try {
                        Invoke-Command @given -Credential $nobody -ScriptBlock { 'never' }
                    } catch {
                        $_.FullyQualifiedErrorId
                    }
                }
                """;
        String cmdlet = ",Microsoft.PowerShell.Commands.InvokeCommandCommand";

        Answer answer =
                on(host).run(
                                script(
                                        call,
                                        Map.of("off", IDS.get(1), "none", SimulatedGuest.id(9))),
                                SOON);

        assertThat(answer.lines())
                .containsExactly(
                        "AmbiguousParameterSet,Invoke-Command",
                        "InvalidVMState" + cmdlet,
                        "InvalidVMIdNotSingle" + cmdlet,
                        "InvalidVMNameNotSingle" + cmdlet);
    }

    @Test
    void w21_aGuestThatDoesNotAnswerInTimeIsGivenUp() {
        ShellException refusal =
                catchThrowableOfType(
                        ShellException.class,
                        () ->
                                inside(1)
                                        .run(
                                                script("Start-Sleep 3", Map.of()),
                                                Duration.ofSeconds(1)));
        assertThat(refusal.reason()).isEqualTo(Reason.TIMEOUT);
        assertThat(refusal).hasMessageStartingWith("PowerShell did not start test.ps1 within 1 s");
    }

    @Test
    void theParentsScriptIsAConstantAndTheSecretAParameter() throws Exception {
        List<Script> given = new ArrayList<>();
        Shell parent =
                (script, _) -> {
                    given.add(script);
                    return new Answer(0, List.of("answered", "exit\t0", ""), "");
                };

        var _ = new DirectShell(parent, "id", LOGIN).run(script("'x'", Map.of("a", "b")), SOON);

        Script only = given.getFirst();
        assertThat(only.text()).isEqualTo(ScriptFile.of("shell/powershell/direct.ps1").text());
        assertThat(only.parameters()).containsEntry("password", PASSWORD.reveal());
        assertThat(LOGIN.toString()).doesNotContain(PASSWORD.reveal());
    }
}
