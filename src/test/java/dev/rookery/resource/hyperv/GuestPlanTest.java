package dev.rookery.resource.hyperv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.facts.Observations;
import dev.rookery.plan.Change;
import dev.rookery.plan.Disruption;
import dev.rookery.plan.Verdict;
import dev.rookery.playbook.Policy;
import dev.rookery.playbook.Wanted;
import dev.rookery.resource.GuestWishes;
import dev.rookery.resource.Resources;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What is planned for a guest. Each case is one that is off on an Intel host and could be given
/// everything at once, but for what the case says.
class GuestPlanTest {
    private static final List<String> USUAL =
            List.of(
                    "os.family=windows",
                    "os.name=Windows Server 2022",
                    "os.build=20348",
                    "cpu.vendor=GenuineIntel",
                    "cpu.count=16",
                    "memory.bytes=68719476736",
                    "user.admin=yes",
                    "machine.clustered=no",
                    "hyperv.feature=Enabled",
                    "hyperv.module=yes",
                    "hyperv.module.nested=yes",
                    "service.vmms=Running",
                    "hyperv.offer-nested=default",
                    "hyperv.versions=8.0",
                    "hyperv.versions=10.0",
                    "vm=1",
                    "vm.1.name=web",
                    "vm.1.state=Off",
                    "vm.1.version=10.0",
                    "vm.1.memory.startup=4294967296",
                    "vm.1.memory.dynamic=no",
                    "vm.1.processors=4",
                    "vm.1.nested=no",
                    "vm.1.adapter.0.name=NIC",
                    "vm.1.adapter.0.spoofing=on",
                    "vm.1.adapter.0.address~",
                    "vm.1.checkpoints=0",
                    "vm.1.automatic-start=Nothing",
                    "vm.1.automatic-stop=ShutDown",
                    "vm.1.clustered=no",
                    "vm.1.replication=Disabled",
                    "vm.1.shutdown-service=yes",
                    "vm.1.job~");

    private static final String AMD = "cpu.vendor=AuthenticAMD;";

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    w9 AMD on Server 2019     | nested=true | cpu.vendor=AuthenticAMD;os.build=17763 | its parent cannot let it nest: Hyper-V nests on AMD from build 20348 on
                    w9 an old Intel host      | nested=true | os.build=10586           | its parent cannot let it nest: Hyper-V nests on Intel from build 14393 on
                    w8 denied at boot         | nested=true | hyperv.offer-nested=denied | its parent cannot let it nest: the boot configuration denies nesting
                    an unknown CPU            | nested=true | cpu.vendor!no answer     | its parent cannot let it nest: it cannot be told who made the CPU
                    an unknown build          | nested=true | os.build!no answer       | its parent cannot let it nest: it cannot be told which build
                    w10 the module of 2012 R2 | nested=true | hyperv.module.nested=no;vm.1.nested!old | its parent cannot let it nest: Set-VMProcessor has no -ExposeVirtualizationExtensions
                    w9 AMD with 9.2           | nested=true | cpu.vendor=AuthenticAMD;vm.1.version=9.2 | its configuration version is 9.2, and nesting on AMD wants 10.0
                    w9 Intel with 5.0         | nested=true | vm.1.version=5.0         | its configuration version is 5.0, and nesting on Intel wants 8.0
                    an unknown version        | nested=true | vm.1.version!no answer   | its configuration version cannot be told: no answer
                    a version like no other   | nested=true | vm.1.version=new         | its configuration version cannot be told: not a version: new
                    upgrade and checkpoints   | nested=true upgrade=true | vm.1.version=5.0;vm.1.checkpoints=2 | its configuration version cannot be raised while it has checkpoints (2)
                    upgrade, checkpoints unknown | nested=true upgrade=true | vm.1.version=5.0;vm.1.checkpoints!x | it cannot be told whether it has checkpoints: x
                    an old host cannot upgrade | nested=true upgrade=true | cpu.vendor=AuthenticAMD;vm.1.version=8.0;hyperv.versions=9.0 | its parent knows configuration versions up to 9.0 only
                    an unknown flag           | nested=true | vm.1.nested!no answer    | its nested cannot be told: no answer
                    an unknown flag, for false | nested=false | vm.1.nested!no answer  | its nested cannot be told: no answer
                    unknown memory            | memory=8    | vm.1.memory.dynamic!x    | its memory cannot be told: x
                    unknown vcpus             | vcpus=8     | vm.1.processors!x        | its vcpus cannot be told: x
                    more vcpus than there are | vcpus=17    | vm.1.state=Off           | its parent has 16 logical processors, and it shall have 17
                    more memory than there is | memory=128  | vm.1.state=Off           | its parent has 64.0 GiB of memory, and it shall have 128GiB
                    w2 saved                  | vcpus=8     | vm.1.state=Saved         | it is saved, and a saved guest cannot be changed
                    paused                    | vcpus=8     | vm.1.state=Paused        | it is in the state Paused
                    critical                  | state=RUNNING | vm.1.state=OffCritical | it is in the state OffCritical
                    an unknown state          | vcpus=8     | vm.1.state!x             | its state cannot be told: x
                    clustered                 | vcpus=8     | vm.1.clustered=yes       | a failover cluster manages it
                    clustered, perhaps        | vcpus=8     | vm.1.clustered!x;machine.clustered!y | it cannot be told whether a failover cluster manages it: x
                    replicated                | state=RUNNING | vm.1.replication=Error | it is replicated (Error)
                    replicated, perhaps       | autostart=true | vm.1.replication!x    | it cannot be told whether it is replicated: x
                    a cluster's autostart     | autostart=true | vm.1.clustered=yes    | a failover cluster manages it
                    unknown adapters          | spoofing=true | -adapter.0;vm.1.adapter!x | it cannot be told what it is
                    an unknown start action   | autostart=true | vm.1.automatic-start!x | it cannot be told what it is: x
                    an unreadable journal     | vcpus=8     | vm.1.job!x               | it cannot be told whether a job of Rookery works on it: x
                    w23 two of that name      | vcpus=8     | vm=1;vm=2;vm.2.name=web  | 2 virtual machines of its parent are called 'web': 1, 2
                    w23 a name that is unknown | vcpus=8    | vm=1;vm=2;vm.2.name!x    | it cannot be told which virtual machine 'web' is: the name of 2 is not known
                    w23 no wildcards          | vcpus=8     | vm.1.name=w*b            | there is no virtual machine 'web' on its parent; it has w*b
                    w23 case counts           | vcpus=8     | vm.1.name=Web            | there is no virtual machine 'web' on its parent; it has Web
                    none there                | state=PRESENT | vm~                    | there is no virtual machine 'web' on its parent; it has none
                    guests unseen             | state=PRESENT | vm!no module           | the guests of its parent cannot be seen: no module
                    not elevated              | state=PRESENT | vm!refused;user.admin=no | only an administrator may do this
                    removed                   | state=ABSENT | vm.1.state=Off          | removing a guest is not supported yet
                    """)
    void isBlocked(String name, String wishes, String differing, String reason) {
        for (Policy policy : List.of(Policy.DEFAULT, GuestWishes.TURNS_OFF, GuestWishes.NEVER)) {
            assertThat(only(policy, wishes, differing).verdict())
                    .isInstanceOfSatisfying(
                            Verdict.Blocked.class,
                            blocked -> {
                                assertThat(blocked.reason()).startsWith(reason);
                                assertThat(blocked.remedy()).isNotEmpty();
                            });
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    the flag                 | nested=true  | vm.1.nested=yes
                    the flag, running        | nested=true  | vm.1.nested=yes;vm.1.state=Running
                    no flag                  | nested=false | vm.1.state=Running
                    w10 no flag on 2012 R2   | nested=false | hyperv.module.nested=no;vm.1.nested!old
                    w9 proven with 9.2       | nested=true  | cpu.vendor=AuthenticAMD;vm.1.version=9.2;vm.1.nested=yes;vm.1.state=Running
                    memory                   | memory=4     | vm.1.state=Running
                    vcpus                    | vcpus=4      | vm.1.state=Running
                    there                    | state=PRESENT | vm.1.state!x
                    running                  | state=RUNNING | vm.1.state=Running
                    stopped                  | state=STOPPED | vm.1.state=Off
                    w2 saved is stopped      | state=STOPPED | vm.1.state=Saved
                    autostart                | autostart=true | vm.1.automatic-start=Start
                    no autostart             | autostart=false | vm.1.automatic-start=Nothing
                    spoofing                 | spoofing=true | vm.1.state=Running
                    spoofing without adapters | spoofing=true | -adapter.0;vm.1.adapter~
                    clustered, nothing to do | nested=false | vm.1.clustered=yes
                    an upgrade that nothing needs | upgrade=true nested=false | vm.1.version=5.0
                    """)
    void isAsDesired(String name, String wishes, String differing) {
        for (Policy policy : List.of(Policy.DEFAULT, GuestWishes.TURNS_OFF, GuestWishes.NEVER)) {
            assertThat(only(policy, wishes, differing).verdict())
                    .isInstanceOf(Verdict.AsDesired.class);
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    off                       | nested=true memory=8 vcpus=2 | vm.1.state=Off | Off | no
                    off, and started          | nested=true state=RUNNING    | vm.1.state=Off | Running | no
                    only started              | state=RUNNING                | vm.1.state=Off | Running | no
                    w2 resumed                | state=RUNNING                | vm.1.state=Saved | Running | no
                    memory that is dynamic    | memory=4                     | vm.1.memory.dynamic=yes | Off | no
                    w9 AMD with 9.3           | nested=true                  | cpu.vendor=AuthenticAMD;vm.1.version=9.3 | Off | no
                    not a cluster's, host says so | vcpus=2                  | vm.1.clustered!x | Off | no
                    """)
    void aGuestThatDoesNotRunIsUpdatedUnderIdle(
            String name, String wishes, String differing, String after, String stop) {
        assertThat(only(Policy.DEFAULT, wishes, differing).verdict())
                .isInstanceOfSatisfying(
                        Verdict.Update.class,
                        update -> {
                            assertThat(update.disruption()).isEqualTo(Disruption.NOTHING);
                            assertThat(update.task().parameters())
                                    .containsEntry("after", after)
                                    .containsEntry("stop", stop)
                                    .containsEntry("id", "1")
                                    .containsEntry("power_off", "no");
                        });
    }

    @Test
    void aRunningGuestWaitsUnderIdleAndNeverAndIsCycledUnderStopGuests() {
        String running = "vm.1.state=Running";
        for (Policy policy : List.of(Policy.DEFAULT, GuestWishes.NEVER)) {
            assertThat(only(policy, "nested=true", running).verdict())
                    .isInstanceOfSatisfying(
                            Verdict.Pending.class,
                            pending -> {
                                assertThat(pending.reason()).isEqualTo("it runs: web (Running)");
                                assertThat(pending.disruption()).isEqualTo(Disruption.POWER_CYCLE);
                            });
        }
        assertThat(update(GuestWishes.STOPS, "nested=true", running).disruption())
                .isEqualTo(Disruption.POWER_CYCLE);
        assertThat(update(GuestWishes.TURNS_OFF, "state=STOPPED", running).disruption())
                .isEqualTo(Disruption.GUESTS_STOPPED);
        assertThat(update(GuestWishes.TURNS_OFF, "nested=true", running).task().parameters())
                .containsEntry("power_off", "yes")
                .containsEntry("stop", "yes")
                .containsEntry("expected", "Running")
                .containsEntry("after", "Running");
    }

    @Test
    void underNeverAGuestThatIsOffIsChangedButNotStarted() {
        List<Change> changes = plan(GuestWishes.NEVER, "nested=true state=RUNNING", "");
        assertThat(changes)
                .extracting(Change::verdict)
                .hasExactlyElementsOfTypes(Verdict.Update.class, Verdict.Pending.class);
        assertThat(((Verdict.Update) changes.getFirst().verdict()).task().parameters())
                .containsEntry("after", "Off");
        assertThat(changes.getLast().differences())
                .extracting(each -> each.key())
                .containsExactly("state");
    }

    @Test
    void w18_withoutTheShutdownServiceARunningGuestNeedsPowerOff() {
        String differing = "vm.1.state=Running;vm.1.shutdown-service=no";
        assertThat(only(GuestWishes.STOPS, "nested=true", differing).verdict())
                .isInstanceOfSatisfying(
                        Verdict.Pending.class,
                        pending -> assertThat(pending.remedy()).contains("power_off: true"));
        assertThat(update(GuestWishes.TURNS_OFF, "nested=true", differing).task().parameters())
                .containsEntry("power_off", "yes");
        assertThat(
                        only(
                                        GuestWishes.STOPS,
                                        "nested=true",
                                        "vm.1.state=Running;vm.1.shutdown-service!x")
                                .verdict())
                .isInstanceOf(Verdict.Update.class);
    }

    @ParameterizedTest
    @CsvSource({"Starting", "Stopping", "Saving", "Resuming", "ForceReboot"})
    void aGuestOnItsWayIsWaitedFor(String state) {
        assertThat(only(GuestWishes.TURNS_OFF, "nested=true", "vm.1.state=" + state).verdict())
                .isInstanceOf(Verdict.Pending.class);
    }

    @Test
    void w2_aSavedGuestIsChangedWhereItsStateMayBeThrownAway() {
        Wanted wanted =
                GuestWishes.of(Policy.DEFAULT, "nested=true")
                        .discarding(Wanted.Discard.SAVED_STATE)
                        .wanted();
        Change change =
                Resources.all().given("web", wanted, observed("vm.1.state=Saved")).getFirst();
        assertThat(((Verdict.Update) change.verdict()).task().parameters())
                .containsEntry("discard", "yes")
                .containsEntry("after", "Off");
        assertThat(change.notes()).contains("its saved state is thrown away");
    }

    @Test
    void w9_anUpgradeIsPartOfTheSameChangeAndSaysThatItCannotBeUndone() {
        Change change = only(Policy.DEFAULT, "nested=true upgrade=true", AMD + "vm.1.version=9.2");
        assertThat(change.differences())
                .extracting(
                        each ->
                                each.key()
                                        + " "
                                        + each.before().orElse("")
                                        + " "
                                        + each.after().orElse(""))
                .containsExactly("configuration version 9.2 10.0", "nested false true");
        assertThat(change.notes()).anyMatch(note -> note.contains("cannot be undone"));
    }

    @Test
    void w9_versionsAreComparedAsNumbers() {
        assertThat(new ConfigurationVersion(10, 0)).isGreaterThan(new ConfigurationVersion(9, 3));
        assertThat(
                        only(Policy.DEFAULT, "nested=true state=RUNNING", AMD + "vm.1.version=10.0")
                                .notes())
                .isEmpty();
        assertThat(
                        only(Policy.DEFAULT, "nested=true state=RUNNING", AMD + "vm.1.version=9.3")
                                .notes())
                .containsExactly(
                        "its configuration version is 9.3: some of Microsoft's pages want 10.0 for"
                                + " AMD");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    w3  | vm.1.checkpoints=2            | it has checkpoints (2)
                    w4  | vm.1.memory.dynamic=yes       | its memory is dynamic
                    w5  | vm.1.memory.startup=2147483648 | it has 2GiB of memory; a guest that nests wants 4GiB
                    w6  | vm.1.adapter.0.spoofing=off   | MAC address spoofing is off on NIC: its own guests have no network but by NAT
                    w24 | vm.1.automatic-stop=Save      | it is saved when its parent shuts down
                    """)
    void whatNestedGuestsShouldHaveIsANote(String name, String differing, String note) {
        assertThat(only(Policy.DEFAULT, "nested=true", differing).notes())
                .anyMatch(each -> each.startsWith(note));
        assertThat(only(Policy.DEFAULT, "nested=false", differing).notes()).isEmpty();
    }

    @Test
    void aJobThatWasLeftIsFinishedUnderIdle() {
        String left = "vm.1.job=left;vm.1.job.run=r;vm.1.job.phase=changing;vm.1.job.state=Running";
        Verdict.Update update = update(Policy.DEFAULT, "nested=true", left);
        assertThat(only(Policy.DEFAULT, "nested=true", left).differences())
                .extracting(each -> each.key())
                .containsExactly("nested", "state");
        assertThat(update.disruption()).isEqualTo(Disruption.NOTHING);
        assertThat(update.task().parameters()).containsEntry("after", "Running");
        assertThat(update(GuestWishes.NEVER, "nested=false", left).task().parameters())
                .containsEntry("after", "Running");
        assertThat(update(Policy.DEFAULT, "state=STOPPED", left).task().parameters())
                .containsEntry("after", "Off");
        assertThat(update(Policy.DEFAULT, "vcpus=4", left + ";vm.1.state=Running").disruption())
                .isEqualTo(Disruption.NOTHING);
        assertThat(only(Policy.DEFAULT, "vcpus=2", left + ";vm.1.state=Running").verdict())
                .isInstanceOf(Verdict.Pending.class);
    }

    @Test
    void aGuestOfAnotherKindOfParentIsNotSupportedYet() {
        List<Change> changes =
                Resources.all()
                        .given(
                                "web",
                                GuestWishes.of(Policy.DEFAULT, "nested=true").wanted(),
                                Observations.parse(List.of("os.family=linux")));
        assertThat(changes)
                .extracting(Change::verdict)
                .hasExactlyElementsOfTypes(Verdict.Blocked.class);
    }

    @Test
    void whatShallNotBeThereAndIsNotIsAsDesired() {
        assertThat(only(Policy.DEFAULT, "state=ABSENT", "vm~").verdict())
                .isInstanceOf(Verdict.AsDesired.class);
    }

    private static Verdict.Update update(Policy policy, String wishes, String differing) {
        Verdict verdict = only(policy, wishes, differing).verdict();
        assertThat(verdict).isInstanceOf(Verdict.Update.class);
        return (Verdict.Update) verdict;
    }

    private static Change only(Policy policy, String wishes, String differing) {
        List<Change> changes = plan(policy, wishes, differing);
        assertThat(changes).hasSize(1);
        return changes.getFirst();
    }

    private static List<Change> plan(Policy policy, String wishes, String differing) {
        return Resources.all()
                .given("web", GuestWishes.of(policy, wishes).wanted(), observed(differing));
    }

    /// The usual guest, with other lines in place of those of the same keys; `-adapter.0` takes
    /// that one away.
    private static Observations observed(String differing) {
        List<String> others =
                Stream.of(differing.split(";", -1))
                        .filter(line -> !line.isEmpty() && !line.startsWith("-"))
                        .toList();
        List<String> keys = others.stream().map(GuestPlanTest::key).toList();
        Optional<String> without =
                Stream.of(differing.split(";", -1))
                        .filter(line -> line.startsWith("-"))
                        .map(line -> "vm.1." + line.substring(1))
                        .findFirst();
        List<String> lines =
                new ArrayList<>(
                        USUAL.stream()
                                .filter(line -> !keys.contains(key(line)))
                                .filter(line -> without.filter(line::startsWith).isEmpty())
                                .toList());
        lines.addAll(others);
        return Observations.parse(lines);
    }

    private static String key(String line) {
        return line.split("[=!~]", 2)[0];
    }
}
