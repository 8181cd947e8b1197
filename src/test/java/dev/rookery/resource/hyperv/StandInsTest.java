package dev.rookery.resource.hyperv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.facts.Observations;
import dev.rookery.shell.Answer;
import dev.rookery.shell.Script;
import dev.rookery.shell.ScriptFile;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The stand-ins refuse what the true cmdlets refuse, with the same ids and categories, and a
/// restart of the simulated machine does what a restart does.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StandInsTest {
    private static final String ENABLE =
            "Enable-WindowsOptionalFeature -Online -FeatureName 'Microsoft-Hyper-V' -All";
    private static final String INSTALL =
            "$answer = Install-WindowsFeature -Name 'Hyper-V' -IncludeManagementTools\n"
                    + "\"$($answer.Success) $($answer.RestartNeeded) $($answer.ExitCode)\"";

    private WindowsScripts scripts;
    @TempDir private Path folder;

    @BeforeAll
    void start() throws Exception {
        scripts = WindowsScripts.startOrSkip();
    }

    @AfterAll
    void stop() throws Exception {
        if (scripts != null) {
            scripts.close();
        }
    }

    private Answer run(SimulatedWindows machine, String text) {
        return scripts.run(machine, new Script("a test", text, new TreeMap<>()));
    }

    private String fails(SimulatedWindows machine, String text) {
        Answer answer = run(machine, text);
        assertThat(answer.exitCode()).isEqualTo(1);
        return answer.errors();
    }

    private Observations probe(SimulatedWindows machine) {
        return Observations.parse(scripts.run(machine, WindowsScripts.probe()).lines());
    }

    private static String known(Observations seen, String key) {
        return seen.one(key).ifKnown().orElseThrow();
    }

    private SimulatedWindows client(String name) {
        return SimulatedWindows.client(folder.resolve(name)).set("boot/restartDelay", 0);
    }

    private SimulatedWindows server(String name) {
        return SimulatedWindows.server(folder.resolve(name)).set("boot/restartDelay", 0);
    }

    @Test
    void aWrongParameterFailsInTheBinder() throws Exception {
        SimulatedWindows machine = server("binder").enabled().write();

        assertThat(fails(machine, "Get-VM -Nmae 'web'")).contains("NamedParameterNotFound");
        assertThat(fails(machine, "Get-VM -Name 'web' -Id ([guid]::NewGuid())"))
                .contains("AmbiguousParameterSet");
        assertThat(fails(machine, "Get-WindowsOptionalFeature -Online -Path 'C:\\'"))
                .contains("AmbiguousParameterSet");
        assertThat(fails(machine, "Set-VMProcessor -VMName 'web' -Count 'many'"))
                .contains("ParameterArgumentTransformationError");
        assertThat(fails(machine, "Get-CimInstance -ClassName ''"))
                .contains("ParameterArgumentValidationErrorEmptyStringNotAllowed");
        assertThat(machine.calls()).isEmpty();
    }

    @Test
    void w12_aFeatureThatTheEditionLacksIsRefusedByItsName() throws Exception {
        SimulatedWindows home = client("home").set("hyperV/feature", null).write();

        assertThat(fails(home, ENABLE + " -NoRestart"))
                .contains(
                        "Feature name Microsoft-Hyper-V is unknown.",
                        "(Microsoft.Dism.Commands.EnableWindowsOptionalFeatureCommand,"
                                + " NotSpecified)");
        assertThat(run(home, "Get-WindowsFeature").errors()).contains("CommandNotFoundException");
        SimulatedWindows server = server("names").write();
        assertThat(fails(server, ENABLE.replace("Hyper-V'", "Hyper-V-All'") + " -NoRestart"))
                .contains("Feature name Microsoft-Hyper-V-All is unknown.");
    }

    @Test
    void withoutElevationDismHyperVAndTheBootConfigurationRefuse() throws Exception {
        SimulatedWindows machine = server("rights").enabled().set("system/elevated", false).write();

        assertThat(fails(machine, "Get-WindowsOptionalFeature -Online"))
                .contains(
                        "(Microsoft.Dism.Commands.GetWindowsOptionalFeatureCommand, NotSpecified)");
        assertThat(fails(machine, "Get-VM"))
                .contains("(Unspecified,Microsoft.HyperV.PowerShell.Commands.GetVM, NotSpecified)");
        assertThat(run(machine, "& bcdedit.exe /enum; \"$LASTEXITCODE\"").lines()).endsWith("1");
        assertThat(run(machine, "& shutdown.exe /r /t 0 2>$null; \"$LASTEXITCODE\"").lines())
                .endsWith("5");
    }

    @Test
    void errorsObeyTheCallersPreference() throws Exception {
        SimulatedWindows machine = server("preference").write();

        assertThat(fails(machine, "Get-Service -Name 'vmms'; 'after'"))
                .contains("NoServiceFoundForGivenName,Microsoft.PowerShell.Commands.GetService");
        Answer silent = run(machine, "Get-Service -Name 'vmms' -ErrorAction SilentlyContinue; 'a'");
        assertThat(silent.lines()).containsExactly("a");
        assertThat(fails(machine, "Get-CimInstance -ClassName 'Win32_None'"))
                .contains("HRESULT 0x80041010,Microsoft.Management.Infrastructure.CimCmdlets");
    }

    @Test
    void w11_theRolesCheckRefusesInAVirtualMachineAndDismDoesNot() throws Exception {
        SimulatedWindows machine =
                server("w11").inVirtualMachine().set("hyperV/roleRefuses", true).write();

        assertThat(fails(machine, INSTALL))
                .contains(
                        "virtualization support is not enabled in the BIOS",
                        "Alteration_PrerequisiteCheck_Failed,"
                            + "Microsoft.Windows.ServerManager.Commands.AddWindowsFeatureCommand",
                        "InvalidOperation");
        assertThat(run(machine, ENABLE + " -NoRestart").exitCode()).isZero();
        assertThat(known(probe(machine), "hyperv.feature")).isEqualTo("EnablePending");
    }

    @Test
    void w13_withoutNoRestartItAsksAndNobodyAnswers() throws Exception {
        SimulatedWindows machine = client("w13").write();

        assertThat(fails(machine, ENABLE)).contains("NonInteractive");
        assertThat(known(probe(machine), "hyperv.feature")).isEqualTo("EnablePending");
    }

    @Test
    void w14_noRestartIsSaidToBeNeededThoughOneIs() throws Exception {
        SimulatedWindows machine =
                client("w14")
                        .set("hyperV/saysRestartNeeded", false)
                        .set("hyperV/enabledAtOnce", true)
                        .write();

        assertThat(run(machine, "\"$((" + ENABLE + ").RestartNeeded)\"").lines())
                .containsExactly("False");
        Observations before = probe(machine);
        assertThat(known(before, "hyperv.feature")).isEqualTo("Enabled");
        assertThat(known(before, "virt.hypervisor-present")).isEqualTo("no");
        run(machine, "Restart-Computer -Force");
        assertThat(known(probe(machine), "virt.hypervisor-present")).isEqualTo("yes");
    }

    @Test
    void w15_anInstalledRoleIsPendingUntilTheNextBoot() throws Exception {
        SimulatedWindows machine = server("w15").write();

        assertThat(run(machine, INSTALL).lines())
                .containsExactly("True Yes SuccessRestartRequired");
        assertThat(run(machine, INSTALL).lines()).containsExactly("True No NoChangeNeeded");
        Observations pending = probe(machine);
        assertThat(known(pending, "hyperv.role")).isEqualTo("InstallPending");
        assertThat(known(pending, "hyperv.module")).isEqualTo("yes");
        assertThat(known(pending, "reboot.pending")).isEqualTo("yes");
        run(machine, "& shutdown.exe /r /t 5 /d p:4:1 /c 'a reason'");
        Observations after = probe(machine);
        assertThat(known(after, "boot.id")).isNotEqualTo(known(pending, "boot.id"));
        assertThat(known(after, "hyperv.role")).isEqualTo("Installed");
        assertThat(known(after, "service.vmms")).isEqualTo("Running");
        assertThat(known(after, "reboot.pending")).isEqualTo("no");
        assertThat(machine.calls())
                .containsExactly(
                        "Install-WindowsFeature -IncludeManagementTools:True -Name Hyper-V",
                        "Install-WindowsFeature -IncludeManagementTools:True -Name Hyper-V",
                        "shutdown.exe /r /t 5 /d p:4:1 /c a reason");
    }

    @Test
    void w16_itBootsSeveralTimes_w17_andTheServiceSettlesLater() throws Exception {
        SimulatedWindows machine =
                client("w16")
                        .pending()
                        .set("boot/more", List.of(2))
                        .set("hyperV/settleReads", 2)
                        .write();

        run(machine, "Restart-Computer -Force");
        Observations first = probe(machine);
        assertThat(known(first, "service.vmms")).isEqualTo("StartPending");
        probe(machine);
        Observations third = probe(machine);
        assertThat(known(third, "boot.id")).isNotEqualTo(known(first, "boot.id"));
        assertThat(known(third, "service.vmms")).isEqualTo("StartPending");
        assertThat(known(probe(machine), "service.vmms")).isEqualTo("Running");
        assertThat(machine.now().requiredAt("/boot/count").asInt()).isEqualTo(3);
    }

    @Test
    void theHypervisorDoesNotStartWhereTheFirmwareHasItOff() throws Exception {
        SimulatedWindows machine =
                client("firmware").pending().set("cpu/virtualization", false).write();

        run(machine, "Restart-Computer -Force");
        Observations after = probe(machine);
        assertThat(known(after, "hyperv.feature")).isEqualTo("Enabled");
        assertThat(known(after, "virt.hypervisor-present")).isEqualTo("no");
    }

    @Test
    void w1_aRunningGuestCannotBeChangedAndARestartDisturbsIt() throws Exception {
        SimulatedWindows machine =
                server("guests")
                        .enabled()
                        .guest(SimulatedGuest.of(1, "web").running().with("automaticStop", "Save"))
                        .write();

        assertThat(
                        fails(
                                machine,
                                "Set-VMProcessor -VMName web -ExposeVirtualizationExtensions"
                                        + " $true"))
                .contains("InvalidState,Microsoft.HyperV.PowerShell.Commands.SetVMProcessor");
        run(machine, "& shutdown.exe /r /t 0");
        probe(machine);
        assertThat(machine.calls())
                .endsWith("guest 9a3c1f50-0000-4000-8000-000000000001: Running, Save");
    }

    @Test
    void w10_theOldModuleKnowsNothingOfNesting() throws Exception {
        SimulatedWindows machine = server("w10").enabled().set("hyperV/moduleVersion", 1).write();

        assertThat(
                        run(
                                        machine,
                                        "\"$((Get-Command Set-VMProcessor).Parameters.ContainsKey("
                                                + "'ExposeVirtualizationExtensions'))\"")
                                .lines())
                .containsExactly("False");
    }

    @Test
    void theGuardSeesTheStandInsAndWhatIsNone() throws Exception {
        Script guard = ScriptFile.of("facts/say.ps1", "demo/windows/guard.ps1");
        SimulatedWindows machine = server("guard").enabled().write();

        assertThat(scripts.run(machine, guard.with(standIns(SimulatedWindows.STAND_INS))).lines())
                .containsExactly("guard=stand-ins");
        assertThat(scripts.run(machine, guard.with(standIns(folder))).lines())
                .singleElement()
                .asString()
                .startsWith("guard!Get-CimInstance is not the stand-in")
                .contains("bcdedit.exe is not the stand-in");
    }

    private static Map<String, String> standIns(Path folder) {
        return Map.of("standins", folder.toAbsolutePath().toString());
    }
}
