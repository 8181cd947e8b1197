package dev.rookery.run;

import static org.assertj.core.api.Assertions.assertThat;

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
import dev.rookery.plan.MachinePlan;
import dev.rookery.plan.Outcome;
import dev.rookery.plan.Plan;
import dev.rookery.plan.Verdict;
import dev.rookery.playbook.Desired;
import dev.rookery.playbook.Policy;
import dev.rookery.playbook.Stated;
import dev.rookery.playbook.Wanted;
import dev.rookery.resource.Resources;
import dev.rookery.resource.hyperv.SimulatedWindows;
import dev.rookery.secret.Secret;
import dev.rookery.shell.powershell.PowerShells;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/// A whole run on a Windows machine: over WinRM with NTLM and sealed messages, in a real
/// PowerShell, on what stands in for Windows' own commands.
class WindowsRunTest {
    private static final Patience SHORT =
            new Patience(Duration.ofSeconds(1), Duration.ofMinutes(2), Duration.ofMinutes(1));
    private static final Secret PASSWORD = new Secret("Grün & \"blau\" 7");

    @TempDir Path folder = Path.of("");
    private Optional<WinRmServer> server = Optional.empty();
    private final List<Event> events = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void needsAPowerShell() {
        PowerShells.powershellOrSkip();
    }

    @AfterEach
    void stop() {
        server.ifPresent(WinRmServer::close);
    }

    @Test
    void theSeedsStepsAreOneApply() throws Exception {
        SimulatedWindows windows = SimulatedWindows.client(folder).write();
        Run run = start(windows, new Policy(Policy.Mode.IDLE, true, false));

        Plan plan = run.plan();
        assertThat(verdicts(plan)).hasExactlyElementsOfTypes(Verdict.Update.class);
        assertThat(windows.calls()).isEmpty();

        Outcome outcome = run.apply(plan);
        assertThat(outcome.failure()).isEmpty();
        assertThat(outcome.count(Outcome.Result.CHANGED)).isEqualTo(1);
        assertThat(windows.calls())
                .anyMatch(call -> call.contains("Enable-WindowsOptionalFeature"))
                .anyMatch(call -> call.contains("shutdown.exe /r"));
        assertThat(events).anyMatch(Event.Restarting.class::isInstance);

        int before = windows.calls().size();
        Plan second = run.plan();
        assertThat(verdicts(second)).hasExactlyElementsOfTypes(Verdict.AsDesired.class);
        assertThat(windows.calls()).hasSize(before);
    }

    @Test
    void w15_withoutARestartNothingIsBegun() throws Exception {
        SimulatedWindows windows = SimulatedWindows.client(folder).write();
        Run run = start(windows, Policy.DEFAULT);
        Outcome outcome = run.apply(run.plan());
        assertThat(outcome.count(Outcome.Result.PENDING)).isEqualTo(1);
        assertThat(windows.calls()).isEmpty();
    }

    @Test
    void anotherRunsMachineIsLeftAlone() throws Exception {
        SimulatedWindows windows = SimulatedWindows.client(folder).write();
        Run run = start(windows, new Policy(Policy.Mode.IDLE, true, false));
        Plan plan = run.plan();
        try (Session other = run.access.open(run.machine, Optional.empty());
                MachineLock lock = other.lock("bob@desk", "other-1", Duration.ofMinutes(1))) {
            assertThat(TaskAnswer.failure(lock.answer())).isEmpty();
            assertThat(run.apply(plan).failure())
                    .hasValueSatisfying(
                            failure ->
                                    assertThat(failure.message())
                                            .contains("held by bob@desk (run other-1, until "));
            RunRecord record = new RunRecord("run-1", "ann@desk", folder);
            try (Site site =
                    new Site(run.machine, Optional.empty(), List.of(), run.access, run.prober)) {
                // A second guest of it is refused as the first was.
                assertThat(site.lock(record)).isPresent();
                assertThat(site.lock(record)).isPresent();
            }
        }
        assertThat(windows.calls()).noneMatch(call -> call.contains("Enable-Windows"));
    }

    private static List<Verdict> verdicts(Plan plan) {
        return plan.machines().stream()
                .flatMap(
                        machine ->
                                switch (machine) {
                                    case MachinePlan.Planned planned -> planned.changes().stream();
                                    case MachinePlan.Unplanned unplanned ->
                                            throw new AssertionError(unplanned.failure());
                                })
                .map(change -> change.verdict())
                .toList();
    }

    private Run start(SimulatedWindows windows, Policy policy) throws Exception {
        WinRmServer started =
                WinRmServer.start(
                        ServerOptions.of(
                                        windows.runner(PowerShells.powershellOrSkip()),
                                        "admin",
                                        PASSWORD)
                                .withAcceptor(
                                        NtlmAcceptor.factory(
                                                "Negotiate",
                                                new NtlmAccounts(
                                                        "HV-01",
                                                        Map.of("admin", PASSWORD),
                                                        false))));
        server = Optional.of(started);
        Machine machine =
                new Machine(
                        "hv-01",
                        OsFamily.WINDOWS,
                        new WinRmEndpoint(
                                "127.0.0.1",
                                started.port(),
                                Optional.empty(),
                                "/wsman",
                                new WinRmEndpoint.Login.Ntlm("admin", PASSWORD),
                                Optional.empty(),
                                Duration.ofSeconds(10),
                                Duration.ofSeconds(20),
                                Duration.ofSeconds(30)),
                        Optional.empty(),
                        Optional.empty());
        return new Run(machine, policy);
    }

    private final class Run {
        final Machine machine;
        final Desired desired;
        final Access access =
                new Access(
                        new SshConnector(Map.of()),
                        new WinRmConnector(Map.of()),
                        new LocalConnector());
        final Fleet fleet = new Fleet(1);
        final Prober prober = new Prober(access, fleet, Resources.all());
        final Planner planner = new Planner(fleet, prober, Resources.all());

        Run(Machine machine, Policy policy) {
            this.machine = machine;
            Wanted nested =
                    new Wanted(
                            new Wanted.Hypervisor(
                                    Optional.of(
                                            new Stated<>(
                                                    true,
                                                    new Location("lab.yml", 1, 1, 1, ""),
                                                    policy)),
                                    Optional.empty(),
                                    Collections.emptySortedMap()),
                            Optional.empty());
            this.desired =
                    new Desired(
                            new TreeMap<>(Map.of(machine.name(), nested)),
                            List.of(
                                    new Desired.PlayLimits(
                                            "play",
                                            List.of(machine.name()),
                                            1,
                                            OptionalInt.empty())));
        }

        Plan plan() {
            return planner.plan(Map.of(machine.name(), machine), desired, events::add);
        }

        Outcome apply(Plan plan) {
            RunRecord record =
                    new RunRecord("run-1", "ann@desk", folder.resolve("controller/runs/run-1"));
            Applier applier =
                    new Applier(fleet, prober, planner, record, new Interruption(), SHORT);
            return Objects.requireNonNull(
                    applier.apply(Map.of(machine.name(), machine), desired, plan, events::add)
                            .getFirst());
        }
    }
}
