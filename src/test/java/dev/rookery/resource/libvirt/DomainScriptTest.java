package dev.rookery.resource.libvirt;

import static dev.rookery.resource.SimulatedMachine.RUN;
import static dev.rookery.resource.SimulatedMachine.answer;
import static dev.rookery.resource.SimulatedMachine.eventually;
import static dev.rookery.resource.SimulatedMachine.value;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.facts.Fact;
import dev.rookery.facts.Observations;
import dev.rookery.plan.Task;
import dev.rookery.plan.Verdict;
import dev.rookery.playbook.Policy;
import dev.rookery.playbook.Wanted;
import dev.rookery.resource.GuestWishes;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The probe, the plan and the tasks together, on a simulated libvirt.
class DomainScriptTest {
    private static final Map<String, String> SHORT = Map.of("limit", "1", "linger", "0");
    private static final Wanted NESTED = GuestWishes.of(GuestWishes.STOPS, "nested=true").wanted();
    private static final Wanted TURNED_OFF =
            GuestWishes.of(GuestWishes.TURNS_OFF, "nested=true").wanted();

    @TempDir Path root;
    private final List<Process> holders = new ArrayList<>();

    @AfterEach
    void release() throws Exception {
        for (Process holder : holders) {
            answer(holder);
        }
    }

    private LibvirtMachine machine(String shell, String definition) throws Exception {
        LibvirtMachine machine = new LibvirtMachine(root, shell, definition);
        holders.add(machine.machine().lock("ann@desk", RUN));
        eventually(() -> machine.machine().has("var/lib/rookery/lock/run"));
        return machine;
    }

    private LibvirtMachine running(String shell) throws Exception {
        return machine(shell, "cpu=epyc").running("cpu=epyc");
    }

    private static void isAsWanted(LibvirtMachine machine, Wanted wanted) throws Exception {
        assertThat(machine.plan(wanted))
                .allSatisfy(
                        change ->
                                assertThat(change.verdict()).isInstanceOf(Verdict.AsDesired.class));
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash", "busybox sh"})
    void aRunningDomainIsShutDownChangedAndStarted(String shell) throws Exception {
        LibvirtMachine machine = running(shell);

        Observations said = machine.apply(NESTED, Map.of());

        assertThat(value(said, "result")).isEqualTo("done");
        assertThat(machine.calls()).isEqualTo("shutdown --mode acpi\ndefine\nstart\n");
        assertThat(machine.read("live")).contains("<feature policy='require' name='svm'/>");
        assertThat(machine.kept()).containsExactly("journal");
        assertThat(machine.journal()).contains("phase shutting-down .\n", "ended yes .\n");
        isAsWanted(machine, NESTED);
    }

    @Test
    void aDomainThatIsOffIsChangedAndStaysOff() throws Exception {
        LibvirtMachine machine = machine("sh", "cpu=epyc");
        Observations said =
                machine.apply(
                        GuestWishes.of(Policy.DEFAULT, "nested=true memory=8 vcpus=2").wanted(),
                        Map.of());
        assertThat(value(said, "result")).isEqualTo("done");
        assertThat(value(said, "note")).isEqualTo("not proven until it starts");
        assertThat(machine.calls()).isEqualTo("define\n");
        assertThat(machine.read("xml"))
                .contains("<memory unit='KiB'>8388608</memory>", ">2</vcpu>", "name='svm'");
    }

    @ParameterizedTest
    @CsvSource({"state=RUNNING, false, start", "state=STOPPED, true, shutdown --mode acpi"})
    void powerAloneIsNoChangeOfTheDefinition(String wishes, boolean runs, String calls)
            throws Exception {
        LibvirtMachine machine = machine("sh", "cpu=epyc");
        if (runs) {
            machine.running("cpu=epyc");
        }
        Wanted wanted = GuestWishes.of(GuestWishes.STOPS, wishes).wanted();
        assertThat(value(machine.apply(wanted, Map.of()), "result")).isEqualTo("done");
        assertThat(machine.calls()).isEqualTo(calls + "\n");
        isAsWanted(machine, wanted);
    }

    @Test
    void k21_aDefinitionThatIsRightOnlyNeedsThePowerCycle() throws Exception {
        LibvirtMachine machine = machine("sh", "cpu=epyc+svm").running("cpu=epyc-svm");
        assertThat(value(machine.apply(NESTED, Map.of()), "result")).isEqualTo("done");
        assertThat(machine.calls()).isEqualTo("shutdown --mode acpi\nstart\n");
        isAsWanted(machine, NESTED);
    }

    @Test
    void secretsNeitherTravelNorAreLost() throws Exception {
        String definition = "cpu=epyc" + LibvirtMachine.WITH_SECRET;
        LibvirtMachine machine = machine("sh", definition).running(definition);
        assertThat(machine.probe().lines()).noneMatch(line -> line.contains("geheim"));
        assertThat(value(machine.apply(NESTED, Map.of()), "result")).isEqualTo("done");
        assertThat(machine.read("xml")).contains("passwd='geheim'");
        assertThat(
                        machine.machine()
                                .read(
                                        "var/lib/rookery/runs/"
                                                + RUN
                                                + "/guest-"
                                                + Domains.UUID
                                                + ".xml"))
                .contains("<domain")
                .doesNotContain("geheim");
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(
                                        root.resolve("var/lib/rookery/guests/" + Domains.UUID))))
                .isEqualTo("rwx------");
    }

    @Test
    void aStartThatFailsIsPutBackAndToldInLibvirtsWords() throws Exception {
        LibvirtMachine machine = running("sh");
        machine.does("start-fails");
        String before = machine.read("xml");
        machine.write("xml", before.replace("<os>", "<os><!-- does-start -->"));
        Task task = machine.task(NESTED, Map.of());
        machine.write("xml", before);

        Observations said = machine.machine().run(task);

        assertThat(value(said, "reason"))
                .isEqualTo(
                        "it does not start: Failed to start domain '"
                                + Domains.UUID
                                + "': the CPU is incompatible with host CPU: Host CPU does not"
                                + " provide required features: svm (it is shut off)");
        assertThat(machine.read("xml")).isEqualToIgnoringWhitespace(before);
        assertThat(value(said, "detail")).startsWith("it ran before and it does not start");
        machine.does("nothing");
        assertThat(
                        value(
                                machine.apply(
                                        GuestWishes.of(Policy.DEFAULT, "vcpus=4").wanted(),
                                        Map.of()),
                                "result"))
                .isEqualTo("done");
        assertThat(machine.runs()).isTrue();
    }

    @Test
    void whatDidNotHoldIsPutBackAsItWas() throws Exception {
        LibvirtMachine machine = running("sh").does("drops");
        String before = machine.read("xml");
        Observations said = machine.apply(NESTED, Map.of());
        assertThat(value(said, "result")).isEqualTo("failed");
        assertThat(value(said, "reason")).isEqualTo("nested is false after the start");
        assertThat(value(said, "detail")).isEqualTo("it was put back as it was");
        assertThat(machine.read("xml")).isEqualToIgnoringWhitespace(before);
        assertThat(machine.runs()).isTrue();
        assertThat(machine.kept()).containsExactly("journal");
    }

    @ParameterizedTest
    @CsvSource({"refuses, failed", "strict, done"})
    void aRefusedDefinitionIsPutBackAndAnOldSchemaIsNoRefusal(String how, String result)
            throws Exception {
        LibvirtMachine machine = running("sh");
        machine.machine().write("libvirt/" + how, "");
        Observations said = machine.apply(NESTED, Map.of());
        assertThat(value(said, "result")).isEqualTo(result);
        assertThat(machine.runs()).isTrue();
        if (result.equals("failed")) {
            assertThat(value(said, "reason"))
                    .startsWith("libvirt refuses its new definition: Failed to define domain");
            assertThat(value(said, "detail")).isEqualTo("it was put back as it was");
        }
    }

    @Test
    void aDomainThatIgnoresItsButtonIsPendingOrPoweredOff() throws Exception {
        LibvirtMachine machine = running("sh").does("ignores-acpi");
        Observations said = machine.apply(NESTED, SHORT);
        assertThat(value(said, "result")).isEqualTo("pending");
        assertThat(value(said, "reason"))
                .startsWith("it did not shut down within 1 seconds and is running; if it goes off");
        assertThat(machine.runs()).isTrue();
        assertThat(machine.read("xml")).doesNotContain("svm");
        eventually(() -> !machine.machine().has("var/lib/rookery/guests/" + Domains.UUID + "/job"));

        assertThat(value(machine.apply(TURNED_OFF, SHORT), "result")).isEqualTo("done");
        assertThat(machine.calls()).contains("destroy\ndefine\nstart\n");
    }

    @Test
    void oneThatGoesOffLaterIsStartedAgain() throws Exception {
        LibvirtMachine machine = running("sh").does("ignores-acpi");
        assertThat(value(machine.apply(NESTED, Map.of("limit", "1", "linger", "30")), "result"))
                .isEqualTo("pending");
        Files.delete(root.resolve("libvirt/" + Domains.UUID + ".live"));
        eventually(machine::runs);
        eventually(() -> !machine.machine().has("var/lib/rookery/guests/" + Domains.UUID + "/job"));
        assertThat(machine.journal()).endsWith("ended yes .\n");
    }

    @Test
    void theAgentIsAskedFirst() throws Exception {
        String definition = "cpu=epyc" + LibvirtMachine.WITH_AGENT;
        LibvirtMachine machine =
                machine("sh", definition).running(definition).does("ignores-agent");
        assertThat(value(machine.apply(NESTED, Map.of("limit", "3")), "result")).isEqualTo("done");
        assertThat(machine.calls())
                .isEqualTo("shutdown --mode agent\nshutdown --mode acpi\ndefine\nstart\n");
    }

    @Test
    void aDefinitionThatSomebodyChangedMeanwhileIsLeftAlone() throws Exception {
        LibvirtMachine machine = running("sh");
        Task task = machine.task(NESTED, Map.of());
        machine.define("cpu=epyc memory=2 windows=yes");
        Observations said = machine.machine().run(task);
        assertThat(value(said, "reason"))
                .isEqualTo("its definition is no longer as it was when the plan was made");
        assertThat(machine.read("xml")).contains("2097152").doesNotContain("svm");
        assertThat(machine.runs()).isTrue();
    }

    @Test
    void anotherStateThanPlannedIsStale() throws Exception {
        LibvirtMachine machine = machine("sh", "cpu=epyc");
        Task task = machine.task(NESTED, Map.of());
        machine.running("cpu=epyc");
        assertThat(value(machine.machine().run(task), "result")).isEqualTo("stale");
        assertThat(machine.calls()).isEmpty();
    }

    @Test
    void savedMemoryIsOnlyThrownAwayWhereThatIsSaid() throws Exception {
        LibvirtMachine machine = machine("sh", "cpu=epyc");
        machine.write("saved", "");
        assertThat(machine.plan(NESTED).getFirst().verdict()).isInstanceOf(Verdict.Blocked.class);
        Wanted discards =
                GuestWishes.of(Policy.DEFAULT, "nested=true state=RUNNING")
                        .discarding(Wanted.Discard.SAVED_STATE)
                        .wanted();
        assertThat(value(machine.apply(discards, Map.of()), "result")).isEqualTo("done");
        assertThat(machine.calls()).startsWith("managedsave-remove").endsWith("define\nstart\n");
        assertThat(machine.runs()).isTrue();
    }

    @ParameterizedTest(name = "killed {0}")
    @CsvSource({
        "shutdown.before",
        "shutdown.after",
        "define.before",
        "define.after",
        "start.before",
        "start.after"
    })
    void aJobThatIsKilledIsFinishedByTheNextRun(String stage) throws Exception {
        LibvirtMachine machine = running("sh");
        machine.machine().write("libvirt/kill." + stage, "");
        Observations said = machine.apply(NESTED, Map.of());
        assertThat(value(said, "reason"))
                .startsWith("the process that changes this guest was ended");
        assertThat(machine.probe().one("libvirt.domain.0.job")).isEqualTo(Fact.known("left"));
        Wanted wanted = GuestWishes.of(GuestWishes.STOPS, "nested=true").wanted();
        Files.deleteIfExists(root.resolve("var/lib/rookery/lock/task.1"));

        assertThat(value(machine.apply(wanted, Map.of()), "result")).isEqualTo("done");

        assertThat(machine.runs()).isTrue();
        assertThat(machine.read("live")).contains("<feature policy='require' name='svm'/>");
        assertThat(machine.probe().all("libvirt.domain.0.job")).isEqualTo(Fact.known(List.of()));
        isAsWanted(machine, wanted);
    }

    @Test
    void aLostConnectionDoesNotStopTheWork() throws Exception {
        LibvirtMachine machine = running("sh").does("ignores-acpi");
        Process task = machine.machine().start(machine.task(NESTED, Map.of("limit", "20")));
        eventually(() -> machine.machine().has("libvirt/calls"));
        task.destroyForcibly().waitFor();
        assertThat(machine.probe().one("libvirt.domain.0.job")).isEqualTo(Fact.known("running"));
        assertThat(machine.plan(NESTED).getFirst().verdict()).isInstanceOf(Verdict.Pending.class);
        Files.delete(root.resolve("libvirt/" + Domains.UUID + ".live"));
        eventually(() -> machine.runs());
        eventually(() -> !machine.machine().has("var/lib/rookery/guests/" + Domains.UUID + "/job"));
        isAsWanted(machine, NESTED);
    }

    @Test
    void withoutTheLockNothingIsDone() throws Exception {
        LibvirtMachine machine = new LibvirtMachine(root, "sh", "cpu=epyc").running("cpu=epyc");
        Observations said = machine.apply(NESTED, Map.of());
        assertThat(value(said, "reason")).contains("does not hold");
        assertThat(machine.calls()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "busybox sh"})
    void autostartIsSetAndTakenAway(String shell) throws Exception {
        LibvirtMachine machine = machine(shell, "cpu=epyc");
        for (String on : List.of("true", "false")) {
            Wanted wanted = GuestWishes.of(GuestWishes.NEVER, "autostart=" + on).wanted();
            assertThat(value(machine.apply(wanted, Map.of()), "result")).isEqualTo("done");
            assertThat(machine.has("auto")).isEqualTo(on.equals("true"));
            isAsWanted(machine, wanted);
        }
    }
}
