package dev.rookery.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rookery.connect.Connection;
import dev.rookery.connect.Endpoint;
import dev.rookery.connect.PsDirectEndpoint;
import dev.rookery.connect.WinRmEndpoint;
import dev.rookery.connect.local.LocalConnector;
import dev.rookery.connect.ssh.SshConnector;
import dev.rookery.connect.winrm.WinRmConnector;
import dev.rookery.demo.winrm.NtlmAcceptor;
import dev.rookery.demo.winrm.NtlmAccounts;
import dev.rookery.demo.winrm.ServerOptions;
import dev.rookery.demo.winrm.WinRmServer;
import dev.rookery.diagnostic.Location;
import dev.rookery.facts.OsFamily;
import dev.rookery.inventory.Machine;
import dev.rookery.plan.Change;
import dev.rookery.plan.Failure;
import dev.rookery.plan.MachinePlan;
import dev.rookery.plan.Outcome;
import dev.rookery.plan.Plan;
import dev.rookery.plan.Verdict;
import dev.rookery.playbook.Desired;
import dev.rookery.playbook.Policy;
import dev.rookery.playbook.Stated;
import dev.rookery.playbook.Wanted;
import dev.rookery.resource.Resources;
import dev.rookery.resource.hyperv.SimulatedGuest;
import dev.rookery.resource.hyperv.SimulatedWindows;
import dev.rookery.secret.Secret;
import dev.rookery.shell.Script;
import dev.rookery.shell.ShellException;
import dev.rookery.shell.powershell.DirectShell;
import dev.rookery.shell.powershell.PowerShellShell;
import dev.rookery.shell.powershell.PowerShells;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;

/// A Windows guest in a whole run: by PowerShell Direct from its parent, which is reached over
/// WinRM. Either is a PowerShell of its own, on stand-ins for Windows' own commands.
@Timeout(900)
class PsDirectRunTest {
    private static final Patience SHORT =
            new Patience(Duration.ofSeconds(1), Duration.ofMinutes(3), Duration.ofMinutes(2));
    private static final Secret PASSWORD = new Secret("Grün & \"blau\" 7");
    private static final Secret INSIDE = new Secret("it's another");

    @TempDir Path folder = Path.of("");
    private Optional<WinRmServer> server = Optional.empty();
    private Optional<SimulatedWindows> parent = Optional.empty();

    @BeforeEach
    void startTheParent() throws Exception {
        SimulatedWindows host =
                SimulatedWindows.server(folder.resolve("host"))
                        .enabled()
                        .guest(lab().running().with("nested", true))
                        .write();
        parent = Optional.of(host);
        NtlmAccounts accounts = new NtlmAccounts("HV-01", Map.of("admin", PASSWORD), false);
        server =
                Optional.of(
                        WinRmServer.start(
                                ServerOptions.of(
                                                host.runner(PowerShells.powershellOrSkip()),
                                                "admin",
                                                PASSWORD)
                                        .withAcceptor(
                                                NtlmAcceptor.factory("Negotiate", accounts))));
    }

    @AfterEach
    void stop() {
        server.ifPresent(WinRmServer::close);
    }

    private WinRmEndpoint way() {
        return new WinRmEndpoint(
                "127.0.0.1",
                server.orElseThrow().port(),
                Optional.empty(),
                "/wsman",
                new WinRmEndpoint.Login.Ntlm("admin", PASSWORD),
                Optional.empty(),
                Duration.ofSeconds(20),
                Duration.ofSeconds(20),
                Duration.ofSeconds(30));
    }

    private final class Run {
        private static final String HOST = "hv-01";
        private static final String GUEST = "lab-01";
        private final Map<String, Machine> machines = new TreeMap<>();
        private final Desired desired;
        private final Fleet fleet = new Fleet(2);
        private final Prober prober;
        private final Planner planner;

        Run(Secret password, String guestName) {
            this(password, guestName, Optional.empty());
        }

        /// @param given what its parent is to give the guest
        Run(Secret password, String guestName, Optional<Wanted.Guest> given) {
            this(password, guestName, given, false);
        }

        /// @param from whether its parent is to have Hyper-V, too
        Run(Secret password, String guestName, Optional<Wanted.Guest> given, boolean from) {
            machine(HOST, way(), Optional.empty());
            machine(
                    GUEST,
                    new PsDirectEndpoint("Administrator", password),
                    Optional.of(new Machine.GuestOf(HOST, guestName)));
            Location here = new Location("lab.yml", 1, 1, 1, "");
            Policy restarts = new Policy(Policy.Mode.IDLE, true, false);
            Wanted.Hypervisor nested =
                    new Wanted.Hypervisor(
                            Optional.of(new Stated<>(true, here, restarts)),
                            Optional.empty(),
                            Collections.emptySortedMap());
            TreeMap<String, Wanted> wanted = new TreeMap<>();
            wanted.put(GUEST, new Wanted(nested, given));
            if (from) {
                wanted.put(HOST, new Wanted(nested, Optional.empty()));
            }
            desired =
                    new Desired(
                            wanted,
                            List.of(
                                    new Desired.PlayLimits(
                                            "play",
                                            List.copyOf(wanted.keySet()),
                                            1,
                                            OptionalInt.empty())));
            Resources resources = Resources.all();
            Access access =
                    new Access(
                            new SshConnector(Map.of()),
                            new WinRmConnector(Map.of()),
                            new LocalConnector());
            prober = new Prober(access, fleet, resources);
            planner = new Planner(fleet, prober, resources);
        }

        private void machine(String name, Endpoint way, Optional<Machine.GuestOf> guestOf) {
            machines.put(name, new Machine(name, OsFamily.WINDOWS, way, Optional.empty(), guestOf));
        }

        MachinePlan plan() {
            return planned().machines().getFirst();
        }

        Plan planned() {
            return planner.plan(machines, desired, _ -> {});
        }

        Outcome apply() {
            return applied().getFirst();
        }

        List<Outcome> applied() {
            RunRecord record =
                    new RunRecord("run-1", "ann@desk", folder.resolve("controller/runs/run-1"));
            return new Applier(fleet, prober, planner, record, new Interruption(), SHORT)
                    .apply(machines, desired, planned(), _ -> {});
        }
    }

    private static List<Verdict> verdicts(MachinePlan plan) {
        return plan.changes().stream().map(Change::verdict).toList();
    }

    private List<String> logins() throws Exception {
        return Files.readAllLines(folder.resolve("lab/logins")).stream().distinct().toList();
    }

    @Test
    void hyperVIsInstalledInAGuestThroughItsParent() throws Exception {
        SimulatedWindows guest =
                SimulatedWindows.client(folder.resolve("lab")).set("boot/restartDelay", 0).write();

        Outcome outcome = new Run(INSIDE, "lab").apply();

        assertThat(outcome.failure()).isEmpty();
        assertThat(outcome.count(Outcome.Result.CHANGED)).isEqualTo(1);
        assertThat(guest.calls())
                .anyMatch(call -> call.contains("Enable-WindowsOptionalFeature"))
                .anyMatch(call -> call.contains("shutdown.exe /r"));
        assertThat(guest.lock()).doesNotContain("held");
        assertThat(verdicts(new Run(INSIDE, "lab").plan()))
                .hasExactlyElementsOfTypes(Verdict.AsDesired.class);
        assertThat(parent.orElseThrow().calls()).isEmpty();
        assertThat(logins()).containsExactly("accepted Administrator");
        assertThat(server.orElseThrow().openShells()).isZero();
    }

    @Test
    void aGuestIsConfiguredWhileItIsOffThenStartedAndHyperVInstalledInIt() throws Exception {
        SimulatedWindows host =
                SimulatedWindows.server(folder.resolve("host")).enabled().guest(lab()).write();
        SimulatedWindows guest =
                SimulatedWindows.client(folder.resolve("lab")).set("boot/restartDelay", 0).write();
        Optional<Wanted.Guest> given = Optional.of(runningAndNested());

        assertThat(verdicts(new Run(INSIDE, "lab", given).plan()))
                .hasExactlyElementsOfTypes(Verdict.Update.class, Verdict.Deferred.class);
        Outcome outcome = new Run(INSIDE, "lab", given).apply();

        assertThat(outcome.failure()).isEmpty();
        assertThat(outcome.count(Outcome.Result.CHANGED)).isEqualTo(2);
        assertThat(host.calls())
                .anyMatch(call -> call.contains("Set-VMProcessor"))
                .anyMatch(call -> call.contains("Start-VM"));
        assertThat(guest.calls())
                .anyMatch(call -> call.contains("Enable-WindowsOptionalFeature"))
                .anyMatch(call -> call.contains("shutdown.exe /r"));
        assertThat(verdicts(new Run(INSIDE, "lab", given).plan()))
                .hasExactlyElementsOfTypes(Verdict.AsDesired.class, Verdict.AsDesired.class);
    }

    /// The whole procedure in one apply, on a machine from which Hyper-V was removed: its guests
    /// are still registered, and nobody knows of them before it is back.
    @Test
    void aHostWithoutHyperVGetsItAndItsGuestIsConfiguredStartedAndGivenItToo() throws Exception {
        SimulatedWindows host =
                SimulatedWindows.server(folder.resolve("host"))
                        .set("boot/restartDelay", 0)
                        .guest(lab())
                        .write();
        SimulatedWindows guest =
                SimulatedWindows.client(folder.resolve("lab")).set("boot/restartDelay", 0).write();
        Run run = new Run(INSIDE, "lab", Optional.of(runningAndNested()), true);

        assertThat(run.planned().machines().stream().map(PsDirectRunTest::verdicts))
                .satisfiesExactly(
                        here -> assertThat(here).hasExactlyElementsOfTypes(Verdict.Update.class),
                        inside ->
                                assertThat(inside)
                                        .hasExactlyElementsOfTypes(
                                                Verdict.Deferred.class, Verdict.Deferred.class));
        assertThat(host.calls()).isEmpty();
        List<Outcome> outcomes = run.applied();

        assertThat(outcomes).allSatisfy(each -> assertThat(each.failure()).isEmpty());
        assertThat(outcomes.stream().map(each -> each.count(Outcome.Result.CHANGED)))
                .containsExactly(1L, 2L);
        assertThat(words(host))
                .containsExactly(
                        "Install-WindowsFeature", "shutdown.exe", "Set-VMProcessor", "Start-VM");
        assertThat(words(guest)).containsExactly("Enable-WindowsOptionalFeature", "shutdown.exe");
        assertThat(host.lock() + guest.lock()).isEmpty();
        assertThat(logins()).containsExactly("accepted Administrator");

        String before = host.contents() + guest.contents();
        Run again = new Run(INSIDE, "lab", Optional.of(runningAndNested()), true);
        assertThat(again.applied())
                .allSatisfy(
                        each ->
                                assertThat(each.parts())
                                        .extracting(Outcome.Part::result)
                                        .isNotEmpty()
                                        .containsOnly(Outcome.Result.OK));
        assertThat(host.contents() + guest.contents()).isEqualTo(before);
        assertThat(server.orElseThrow().openShells()).isZero();
    }

    /// The commands that were called, in their order.
    private static List<String> words(SimulatedWindows machine) throws IOException {
        return machine.calls().stream().map(call -> call.split(" ", 2)[0]).toList();
    }

    private SimulatedGuest lab() {
        Map<String, String> direct =
                Map.of(
                        "folder",
                        folder.resolve("lab").toString(),
                        "user",
                        "Administrator",
                        "password",
                        INSIDE.reveal());
        return SimulatedGuest.of(1, "lab").with("direct", direct);
    }

    private static Wanted.Guest runningAndNested() {
        Location here = new Location("lab.yml", 2, 1, 1, "");
        return new Wanted.Guest(
                here,
                Optional.of(new Stated<>(Wanted.State.RUNNING, here, Policy.DEFAULT)),
                Optional.of(new Stated<>(true, here, Policy.DEFAULT)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Set.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    @Test
    void aWrongPasswordIsTriedOnceInAPlan() throws Exception {
        SimulatedWindows.client(folder.resolve("lab")).write();

        assertThat(failure(new Run(PASSWORD, "lab").plan()))
                .satisfies(
                        failure -> {
                            assertThat(failure.kind()).isEqualTo(Failure.Kind.UNREACHABLE);
                            assertThat(failure.message()).contains("does not let the user in");
                            assertThat(failure.remedy()).contains("ansible_password");
                        });
        assertThat(Files.readAllLines(folder.resolve("lab/logins")))
                .containsExactly("refused Administrator");
    }

    @Test
    void aGuestThatItsParentDoesNotKnowIsNamed() throws Exception {
        assertThat(failure(new Run(INSIDE, "lad").plan()))
                .satisfies(
                        failure -> {
                            assertThat(failure.message())
                                    .isEqualTo(
                                            "its parent hv-01 cannot tell which guest it is: there"
                                                + " is no virtual machine 'lad' on its parent; it"
                                                + " has lab");
                            assertThat(failure.remedy()).contains("guest_name");
                        });
    }

    private static Failure failure(MachinePlan plan) {
        return switch (plan) {
            case MachinePlan.Unplanned unplanned -> unplanned.failure();
            case MachinePlan.Planned planned -> throw new AssertionError(planned);
        };
    }

    /// Over WinRM the parent's PowerShell ends with its shell, and what it started with it.
    @Test
    void w21_whatAGuestDoesTooLongEndsWithTheParentsCommand() throws Exception {
        SimulatedWindows.client(folder.resolve("lab")).write();
        Path started = folder.resolve("pid");
        String text = "[IO.File]::WriteAllText($path, \"$PID\"); Start-Sleep 100";
        Script endless =
                new Script("endless.ps1", text, new TreeMap<>(Map.of("path", "" + started)));
        try (Connection connection = new WinRmConnector(Map.of()).connect(way())) {
            DirectShell shell =
                    new DirectShell(
                            new PowerShellShell(connection),
                            SimulatedGuest.id(1),
                            new PsDirectEndpoint("Administrator", INSIDE));
            ShellException late =
                    catchThrowableOfType(
                            ShellException.class, () -> shell.run(endless, Duration.ofSeconds(15)));
            assertThat(late.reason()).isEqualTo(ShellException.Reason.TIMEOUT);
            assertThat(late).hasMessage("endless.ps1 did not end within 15 s and was given up");
            ProcessHandle guest =
                    ProcessHandle.of(Long.parseLong(Files.readString(started))).orElse(null);
            if (guest != null) {
                assertThat(guest.onExit()).succeedsWithin(Duration.ofSeconds(10));
            }
        }
    }
}
