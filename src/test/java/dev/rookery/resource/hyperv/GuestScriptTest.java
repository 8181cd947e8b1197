package dev.rookery.resource.hyperv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.facts.Observations;
import dev.rookery.plan.Change;
import dev.rookery.plan.Verdict;
import dev.rookery.playbook.Policy;
import dev.rookery.playbook.Wanted;
import dev.rookery.resource.GuestWishes;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/// The tasks for a guest, each planned from what the probe says and run in a real PowerShell on the
/// stand-ins. The detached work runs in the same process here; GuestCrashTest has it apart.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GuestScriptTest {
    private static final String ALL = "nested=true memory=8 vcpus=2";

    private WindowsScripts scripts;
    private int machines;
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

    private SimulatedWindows host(UnaryOperator<SimulatedGuest> build) {
        return SimulatedWindows.server(folder.resolve("m" + machines++))
                .enabled()
                .set("hyperV/jobsInside", true)
                .guest(build.apply(SimulatedGuest.of(1, "web")));
    }

    private GuestRun run(SimulatedWindows host) throws IOException {
        return new GuestRun(scripts, host.write(), "run-1");
    }

    private static String one(Observations said, String key) {
        return said.one(key).ifKnown().orElse("");
    }

    private static List<String> commands(SimulatedWindows host) throws IOException {
        return host.calls().stream().map(each -> each.substring(0, each.indexOf(' '))).toList();
    }

    private static void isAsDesired(GuestRun run, GuestWishes wishes) {
        assertThat(run.plan(wishes))
                .extracting(Change::verdict)
                .hasOnlyElementsOfType(Verdict.AsDesired.class);
    }

    private static Observations only(List<Observations> said) {
        assertThat(said).hasSize(1);
        return said.getFirst();
    }

    @Test
    void aGuestThatIsOffIsChangedAndStaysOffUnproven() throws Exception {
        SimulatedWindows host = host(g -> g.with("dynamicMemory", true));
        GuestRun run = run(host);
        GuestWishes wishes = GuestWishes.of(Policy.DEFAULT, ALL);

        Observations said = only(run.apply(wishes));

        assertThat(one(said, "result")).isEqualTo("done");
        assertThat(one(said, "note")).isEqualTo("not proven until it starts");
        assertThat(run.words()).isEqualTo("Off nested memory 8 vcpus 2");
        assertThat(commands(host))
                .containsExactly("Set-VMMemory", "Set-VMProcessor", "Set-VMProcessor");
        isAsDesired(run, wishes);
    }

    @Test
    void w1_aRunningGuestIsShutDownOnceChangedAndStartedAgain() throws Exception {
        SimulatedWindows host =
                host(g -> g.running().with("stopSeconds", 0.3).with("startSeconds", 0.3));
        GuestRun run = run(host).with("limit", "20");
        GuestWishes wishes = GuestWishes.of(GuestWishes.STOPS, ALL);

        assertThat(one(only(run.apply(wishes)), "result")).isEqualTo("done");

        assertThat(run.words()).isEqualTo("Running nested memory 8 vcpus 2");
        assertThat(commands(host))
                .containsExactly(
                        "Stop-VM",
                        "Set-VMMemory",
                        "Set-VMProcessor",
                        "Set-VMProcessor",
                        "Start-VM");
        isAsDesired(run, wishes);
    }

    @Test
    void w19_nothingIsDoneBeforeItIsReallyOff() throws Exception {
        SimulatedWindows host = host(g -> g.running().with("stopSeconds", 1.5));
        GuestRun run = run(host).with("limit", "20");

        // The stand-ins refuse a change, and a start, of a guest that is still Stopping.
        Observations said = only(run.apply(GuestWishes.of(GuestWishes.STOPS, "vcpus=2")));

        assertThat(said.lines()).containsExactly("result=done");
        assertThat(commands(host)).containsExactly("Stop-VM", "Set-VMProcessor", "Start-VM");
    }

    @Test
    void w25_falseIsPassedAsATruthValue() throws Exception {
        SimulatedWindows host = host(g -> g.with("nested", true));
        GuestRun run = run(host);

        run.apply(GuestWishes.of(Policy.DEFAULT, "nested=false"));

        assertThat(host.calls())
                .containsExactly("Set-VMProcessor -ExposeVirtualizationExtensions:False -VM web");
        assertThat(run.words()).isEqualTo("Off memory 4 vcpus 4");
    }

    @Test
    void aRunningGuestIsNotTouchedUnderIdleOrNever() throws Exception {
        for (Policy policy : List.of(Policy.DEFAULT, GuestWishes.NEVER)) {
            SimulatedWindows host = host(SimulatedGuest::running);
            GuestRun run = run(host);
            assertThat(run.apply(GuestWishes.of(policy, ALL + " state=STOPPED"))).isEmpty();
            assertThat(host.calls()).isEmpty();
        }
    }

    @Test
    void stoppedAndRunningArePlannedAsSuch() throws Exception {
        SimulatedWindows host = host(g -> g.running().with("stopSeconds", 0.3));
        GuestRun run = run(host).with("limit", "20");

        run.apply(GuestWishes.of(GuestWishes.STOPS, "state=STOPPED vcpus=2"));
        assertThat(run.words()).isEqualTo("Off memory 4 vcpus 2");
        run.apply(GuestWishes.of(Policy.DEFAULT, "state=RUNNING nested=true"));
        assertThat(run.words()).isEqualTo("Running nested memory 4 vcpus 2");
    }

    @Test
    void w18_aGuestThatDoesNotShutDownIsPendingAndRuns() throws Exception {
        SimulatedWindows host = host(g -> g.running().with("stopRefuses", true));
        GuestRun run = run(host);

        Observations said = only(run.apply(GuestWishes.of(GuestWishes.STOPS, ALL)));

        assertThat(one(said, "result")).isEqualTo("pending");
        assertThat(one(said, "reason")).startsWith("it refuses to shut down: ");
        assertThat(run.words()).isEqualTo("Running memory 4 vcpus 4");
        assertThat(commands(host)).containsExactly("Stop-VM");
    }

    @Test
    void w18_aGuestThatHangsInStoppingIsPendingAndLeftToTheNextRun() throws Exception {
        SimulatedWindows host = host(g -> g.running().with("stopSeconds", -1));
        GuestRun run = run(host);
        GuestWishes wishes = GuestWishes.of(GuestWishes.STOPS, ALL);

        Observations said = only(run.apply(wishes));

        assertThat(one(said, "result")).isEqualTo("pending");
        assertThat(one(said, "reason"))
                .contains("did not shut down within 1 seconds and is Stopping");
        assertThat(run.plan(wishes).getFirst().verdict()).isInstanceOf(Verdict.Pending.class);
        assertThat(commands(host)).containsExactly("Stop-VM");
    }

    @Test
    void w18_aGuestThatGoesOffLateIsStartedAgain() throws Exception {
        SimulatedWindows host = host(g -> g.running().with("stopSeconds", 2));
        GuestRun run = run(host).with("limit", "0.5").with("linger", "20");

        Observations said = only(run.apply(GuestWishes.of(GuestWishes.STOPS, ALL)));

        assertThat(one(said, "result")).isEqualTo("pending");
        assertThat(commands(host)).containsExactly("Stop-VM", "Start-VM");
        assertThat(run.words()).isEqualTo("Running memory 4 vcpus 4");
        assertThat(run.probe().all("vm." + SimulatedGuest.id(1) + ".job").ifKnown())
                .hasValue(List.of());
    }

    @Test
    void w18_powerOffTurnsItOffThen() throws Exception {
        SimulatedWindows host = host(g -> g.running().with("stopSeconds", -1));
        GuestRun run = run(host).with("limit", "0.5");

        assertThat(one(only(run.apply(GuestWishes.of(GuestWishes.TURNS_OFF, ALL))), "result"))
                .isEqualTo("done");

        assertThat(commands(host)).startsWith("Stop-VM", "Stop-VM", "Set-VMMemory");
        assertThat(host.calls().get(1)).contains("-TurnOff:True");
        assertThat(run.words()).isEqualTo("Running nested memory 8 vcpus 2");
    }

    @Test
    void w4_aFlagThatDoesNotHoldIsPutBackAndTheGuestRuns() throws Exception {
        SimulatedWindows host = host(g -> g.running().with("startReverts", true));
        GuestRun run = run(host);

        Observations said = only(run.apply(GuestWishes.of(GuestWishes.STOPS, ALL)));

        assertThat(one(said, "result")).isEqualTo("failed");
        assertThat(one(said, "reason"))
                .isEqualTo("nested reads false instead of true after the start");
        assertThat(one(said, "detail")).isEqualTo("it was put back as it was");
        assertThat(run.words()).isEqualTo("Running memory 4 vcpus 4");
    }

    @Test
    void w4_dynamicMemoryLosesTheFlagAtTheStart() throws Exception {
        SimulatedWindows host = host(g -> g.with("dynamicMemory", true));
        GuestRun run = run(host);

        Observations said =
                only(run.apply(GuestWishes.of(Policy.DEFAULT, "nested=true state=RUNNING")));

        assertThat(one(said, "reason")).contains("nested reads false");
        assertThat(run.words()).isEqualTo("Off memory 4 dynamic vcpus 4");
    }

    @Test
    void w9_aStartThatIsRefusedPutsEverythingBack() throws Exception {
        SimulatedWindows host = host(g -> g.running().with("dynamicMemory", true));
        GuestRun run = run(host.set("system/memory", 6L << 30));
        Change change = run.plan(GuestWishes.of(GuestWishes.STOPS, "memory=5 vcpus=2")).getFirst();
        host.set("system/memory", 4L << 30).write();
        run.lock();

        Observations said = run.run(((Verdict.Update) change.verdict()).task());

        assertThat(one(said, "result")).isEqualTo("failed");
        assertThat(one(said, "reason")).contains("failed to start");
        assertThat(one(said, "detail")).isEqualTo("it was put back as it was");
        assertThat(run.words()).isEqualTo("Running memory 4 dynamic vcpus 4");
    }

    @Test
    void aGuestThatDoesNotStartAgainIsSaidToBeOffAndTriedAgain() throws Exception {
        SimulatedWindows host = host(g -> g.running().with("startRefuses", true));
        GuestRun run = run(host);
        GuestWishes wishes = GuestWishes.of(GuestWishes.STOPS, ALL);

        Observations said = only(run.apply(wishes));

        assertThat(one(said, "detail")).startsWith("it ran before and is Off now: ");
        assertThat(run.words()).isEqualTo("Off memory 4 vcpus 4");
        assertThat(run.plan(wishes).getFirst().verdict())
                .isInstanceOfSatisfying(
                        Verdict.Update.class,
                        update ->
                                assertThat(update.reason())
                                        .contains("left in the middle")
                                        .endsWith("and the guest started again"));
    }

    @Test
    void w7_theOptOutIsSetOnlyWhereItIsAskedFor() throws Exception {
        SimulatedWindows host = host(g -> g).set("hyperV/needsOptOut", true);
        GuestRun run = run(host);

        run.apply(GuestWishes.of(Policy.DEFAULT, "nested=true"));

        assertThat(run.words()).startsWith("Off nested");
        assertThat(commands(host))
                .containsExactly("Set-VMProcessor", "Set-VMSecurity", "Set-VMProcessor");
    }

    @Test
    void w2_aSavedStateIsThrownAwayOnlyIfThePlaybookSaysSo() throws Exception {
        SimulatedWindows host = host(g -> g.with("state", "Saved"));
        GuestRun run = run(host);
        GuestWishes wishes = GuestWishes.of(GuestWishes.TURNS_OFF, ALL + " state=RUNNING");

        assertThat(run.apply(wishes)).isEmpty();
        assertThat(host.calls()).isEmpty();

        run.apply(wishes.discarding(Wanted.Discard.SAVED_STATE));
        assertThat(commands(host)).startsWith("Remove-VMSavedState").endsWith("Start-VM");
        assertThat(run.words()).isEqualTo("Running nested memory 8 vcpus 2");
    }

    @Test
    void w2_aSavedGuestThatShallOnlyRunIsResumed() throws Exception {
        SimulatedWindows host = host(g -> g.with("state", "Saved"));
        run(host).apply(GuestWishes.of(Policy.DEFAULT, "state=RUNNING vcpus=4"));
        assertThat(commands(host)).containsExactly("Start-VM");
    }

    @Test
    void w9_theVersionIsRaisedAndCheckpointsRemovedForItOnlyIfThePlaybookSaysSo() throws Exception {
        List<String> checkpoints = List.of("before", "after");
        UnaryOperator<SimulatedGuest> old = g -> g.with("version", "5.0").with("mergeSeconds", 1);
        SimulatedWindows host = host(g -> old.apply(g).with("checkpoints", checkpoints));
        GuestRun run = run(host);
        GuestWishes raised = GuestWishes.of(Policy.DEFAULT, "nested=true upgrade=true");
        GuestWishes discarding = raised.discarding(Wanted.Discard.CHECKPOINTS);

        assertThat(run.apply(GuestWishes.of(Policy.DEFAULT, "nested=true"))).isEmpty();
        assertThat(run.apply(raised)).isEmpty();
        assertThat(host.calls()).isEmpty();
        run.apply(discarding);

        assertThat(commands(host))
                .containsExactly("Remove-VMSnapshot", "Update-VMVersion", "Set-VMProcessor");
        isAsDesired(run, discarding);
    }

    @Test
    void w6_spoofingIsSwitchedOnEveryAdapterAndAutostartWhileItRuns() throws Exception {
        SimulatedWindows host =
                host(
                        g ->
                                g.running()
                                        .with(
                                                "adapters",
                                                List.of(
                                                        SimulatedGuest.adapter("NIC", "On"),
                                                        SimulatedGuest.adapter("NIC", "Off"),
                                                        SimulatedGuest.adapter("[x]*", "Off"))));
        GuestRun run = run(host);
        GuestWishes wishes = GuestWishes.of(Policy.DEFAULT, "spoofing=true autostart=true");

        assertThat(run.apply(wishes))
                .allSatisfy(said -> assertThat(one(said, "result")).isEqualTo("done"));

        assertThat(commands(host))
                .containsExactly("Set-VM", "Set-VMNetworkAdapter", "Set-VMNetworkAdapter");
        isAsDesired(run, wishes);
    }

    @Test
    void w23_theGuestOfThatVeryNameIsChanged() throws Exception {
        SimulatedWindows host = host(g -> g.with("name", "w[eb]*'s \"x\""));
        host.guest(SimulatedGuest.of(2, "we's \"x\"")).guest(SimulatedGuest.of(3, "WEB"));
        host.guest(SimulatedGuest.of(4, "web"));
        GuestRun run = run(host);

        run.apply(GuestWishes.of(Policy.DEFAULT, "vcpus=1"));

        List<Integer> processors = new ArrayList<>();
        host.now().required("vms").forEach(vm -> processors.add(vm.required("processors").asInt()));
        assertThat(processors).containsExactly(4, 4, 4, 1);
    }

    @Test
    void whatMovedSinceThePlanIsStale() throws Exception {
        SimulatedWindows host = host(g -> g);
        GuestRun run = run(host);
        Change change = run.plan(GuestWishes.of(Policy.DEFAULT, ALL)).getFirst();
        GuestRun later = run(host(SimulatedGuest::running));
        later.lock();

        Observations said = later.run(((Verdict.Update) change.verdict()).task());

        assertThat(one(said, "result")).isEqualTo("stale");
        assertThat(one(said, "reason"))
                .isEqualTo("it is Running now and was Off when the plan was made");
    }

    @Test
    void withoutTheMachinesLockNothingIsBegun() throws Exception {
        SimulatedWindows host = host(g -> g);
        GuestRun run = run(host);
        Change change = run.plan(GuestWishes.of(Policy.DEFAULT, ALL)).getFirst();

        Observations said = run.run(((Verdict.Update) change.verdict()).task());

        assertThat(one(said, "reason")).contains("does not hold the machine's lock");
        assertThat(host.calls()).isEmpty();
    }

    @Test
    void w20_whereNoProcessCanBeStartedNothingIsChanged() throws Exception {
        SimulatedWindows host = host(SimulatedGuest::running);
        host.set("refuses", List.of("Win32_Process"));
        GuestRun run = run(host);

        Observations said = only(run.apply(GuestWishes.of(GuestWishes.STOPS, ALL)));

        assertThat(one(said, "reason")).contains("Win32_Process answered 2");
        assertThat(host.calls()).isEmpty();
    }
}
