package dev.rookery.resource.hyperv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.diagnostic.Location;
import dev.rookery.facts.Observations;
import dev.rookery.plan.Change;
import dev.rookery.plan.Disruption;
import dev.rookery.plan.Verdict;
import dev.rookery.playbook.Policy;
import dev.rookery.playbook.Stated;
import dev.rookery.playbook.Wanted;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What is planned for a Windows machine. Each case is an Intel client that could be made a Hyper-V
/// host at once, but for what the case says.
class HyperVTest {
    private static final List<String> USUAL =
            List.of(
                    "os.family=windows",
                    "os.name=Windows 11 Pro",
                    "os.build=22631",
                    "os.edition=Professional",
                    "cpu.vendor=GenuineIntel",
                    "cpu.slat=yes",
                    "cpu.virtualization-firmware=yes",
                    "virt.guest=no",
                    "virt.hypervisor-present=no",
                    "memory.bytes=17179869184",
                    "user.admin=yes",
                    "machine.clustered=no",
                    "hyperv.feature=Disabled",
                    "service.vmms~",
                    "hyperv.offer-nested=default",
                    "vm~");

    private static final Policy RESTARTS = new Policy(Policy.Mode.IDLE, true, false);

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    w12 an edition without it  | hyperv.feature~                     | this edition of Windows has no Hyper-V: Professional
                    no SLAT                    | cpu.slat=no                         | the CPU has no second level address translation
                    firmware                   | cpu.virtualization-firmware=no      | virtualization is switched off in the firmware
                    not elevated               | user.admin=no                       | only an administrator may do this
                    w9 a build too old         | os.build=10586                      | Hyper-V nests on Intel from build 14393 on, and this is build 10586
                    w9 AMD on Windows 10       | cpu.vendor=AuthenticAMD;os.build=19045 | Hyper-V nests on AMD from build 20348 on
                    w9 another CPU             | cpu.vendor=CentaurHauls             | Hyper-V cannot nest on a CPU by CentaurHauls
                    an unknown CPU             | cpu.vendor!no answer                | it cannot be told who made the CPU: no answer
                    an unknown build           | os.build!no answer                  | it cannot be told which build of Windows it is
                    w8 nesting denied at boot  | hyperv.offer-nested=denied          | the boot configuration denies nesting
                    an unknown feature state   | hyperv.feature!DISM is broken       | it cannot be told whether Hyper-V is installed: DISM is broken
                    being disabled             | hyperv.feature=DisablePending       | Hyper-V was disabled and waits for a restart
                    half installed             | hyperv.feature=PartiallyInstalled   | the feature Microsoft-Hyper-V is in the state PartiallyInstalled
                    managed by a cluster       | machine.clustered=yes               | it takes a restart, and a failover cluster manages this machine
                    a service disabled          | hyperv.feature=Enabled;service.vmms=Stopped;service.vmms.start=Disabled;virt.hypervisor-present=yes | the service vmms is disabled
                    w14 restarted in vain      | hyperv.feature=Enabled;hyperv.restarted=yes | Hyper-V is enabled and the machine was restarted for it
                    """)
    void isBlocked(String name, String differing, String reason) {
        assertThat(plan(RESTARTS, differing).verdict())
                .isInstanceOfSatisfying(
                        Verdict.Blocked.class,
                        blocked -> {
                            assertThat(blocked.reason()).startsWith(reason);
                            assertThat(blocked.remedy()).isNotEmpty();
                        });
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    disabled                        | hyperv.feature=Disabled
                    payload removed                 | hyperv.feature=DisabledWithPayloadRemoved
                    w15 enabled, not yet restarted  | hyperv.feature=EnablePending
                    w14 enabled, not booted into    | hyperv.feature=Enabled
                    VBS alone runs a hypervisor     | virt.hypervisor-present=yes;cpu.virtualization-firmware!hidden;cpu.slat!hidden
                    a virtual machine itself        | virt.guest=yes;virt.hypervisor-present=yes;cpu.virtualization-firmware!hidden;cpu.slat!hidden
                    AMD on Server 2022              | cpu.vendor=AuthenticAMD;os.build=20348
                    a guest that is off             | vm=1;vm.1.state=Off
                    a guest that is saved           | vm=1;vm.1.state=Saved
                    """)
    void isUpdatedByARestart(String name, String differing) {
        assertThat(plan(RESTARTS, differing).verdict())
                .isInstanceOfSatisfying(
                        Verdict.Update.class,
                        update -> {
                            assertThat(update.disruption()).isEqualTo(Disruption.REBOOT);
                            assertThat(update.task().script())
                                    .isEqualTo("resource/hyperv/feature/enable.ps1");
                        });
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    running     | vm=1;vm.1.name=web;vm.1.state=Running;vm.1.automatic-stop=ShutDown | guests run: web (Running)
                    to be saved | vm=1;vm.1.name=web;vm.1.state=Running;vm.1.automatic-stop=Save | guests run: web (Running, would be saved)
                    paused      | vm=1;vm.1.state=Paused     | guests run: 1 (Paused)
                    unknown     | vm=1;vm.1.state!no answer  | guests run: 1 (in an unknown state)
                    unseen      | vm!there is no module      | it cannot be told whether guests run: there is no module
                    """)
    void guestsMakeARestartWait(String name, String differing, String reason) {
        for (Policy policy : List.of(RESTARTS, new Policy(Policy.Mode.STOP_GUESTS, true, false))) {
            assertThat(plan(policy, "hyperv.feature=EnablePending;" + differing).verdict())
                    .isInstanceOfSatisfying(
                            Verdict.Pending.class,
                            pending -> assertThat(pending.reason()).contains(reason));
        }
    }

    @Test
    void aClusterIsNamedBeforeTheRestartThatIsNotAllowed() {
        assertThat(plan(Policy.DEFAULT, "machine.clustered=yes").verdict())
                .isInstanceOf(Verdict.Blocked.class);
    }

    @Test
    void aFeatureIsNotEnabledBeforeItsRestartIsAllowed() {
        for (Policy policy : List.of(Policy.DEFAULT, new Policy(Policy.Mode.NEVER, false, false))) {
            assertThat(plan(policy, "hyperv.feature=Disabled").verdict())
                    .isInstanceOfSatisfying(
                            Verdict.Pending.class,
                            pending -> assertThat(pending.remedy()).contains("reboot: true"));
        }
    }

    @ParameterizedTest
    @CsvSource({"virt.hypervisor-present=yes", "virt.hypervisor-present=yes;virt.guest=yes"})
    void whatRunsIsAsDesired(String differing) {
        assertThat(
                        plan(
                                        Policy.DEFAULT,
                                        "hyperv.feature=Enabled;service.vmms=Running;" + differing)
                                .verdict())
                .isInstanceOf(Verdict.AsDesired.class);
    }

    @Test
    void aServiceThatIsStoppedIsStartedWithoutARestart() {
        assertThat(
                        plan(
                                        Policy.DEFAULT,
                                        "hyperv.feature=Enabled;service.vmms=Stopped;virt.hypervisor-present=yes")
                                .verdict())
                .isInstanceOfSatisfying(
                        Verdict.Update.class,
                        update -> {
                            assertThat(update.disruption()).isEqualTo(Disruption.NOTHING);
                            assertThat(update.task().script())
                                    .isEqualTo("resource/hyperv/feature/start.ps1");
                        });
    }

    @Test
    void w5_littleMemoryIsANote() {
        assertThat(plan(RESTARTS, "memory.bytes=3000000000").notes())
                .containsExactly("it has 2.8 GiB of memory; Hyper-V wants 4 GB");
        assertThat(plan(RESTARTS, "memory.bytes=3758096384").notes()).isEmpty();
    }

    @Test
    void nestingCannotBeForbiddenOnAHost() {
        Wanted forbidden = wanted(Optional.of(false), Optional.empty(), RESTARTS);
        List<Change> changes = new HyperV().plan(forbidden, observed(""));
        assertThat(changes).hasSize(1);
        assertThat(changes.getFirst().verdict())
                .isInstanceOfSatisfying(
                        Verdict.Blocked.class,
                        blocked ->
                                assertThat(blocked.remedy()).contains("guest: { nested: false }"));
    }

    @Test
    void installedAloneAsksNothingOfNesting() {
        Wanted installed = wanted(Optional.empty(), Optional.of(true), RESTARTS);
        assertThat(
                        new HyperV()
                                .plan(
                                        installed,
                                        observed("os.build=9600;hyperv.offer-nested=denied"))
                                .getFirst()
                                .verdict())
                .isInstanceOf(Verdict.Update.class);
    }

    private static Change plan(Policy policy, String differing) {
        List<Change> changes =
                new HyperV()
                        .plan(
                                wanted(Optional.of(true), Optional.empty(), policy),
                                observed(differing));
        assertThat(changes).hasSize(1);
        return changes.getFirst();
    }

    private static Wanted wanted(
            Optional<Boolean> nested, Optional<Boolean> installed, Policy policy) {
        Location at = new Location("lab.yml", 1, 1, 1, "");
        return new Wanted(
                new Wanted.Hypervisor(
                        nested.map(value -> new Stated<>(value, at, policy)),
                        installed.map(value -> new Stated<>(value, at, policy)),
                        Collections.emptySortedMap()),
                Optional.empty());
    }

    /// The usual machine, with other lines in place of those of the same keys.
    private static Observations observed(String differing) {
        List<String> others =
                Stream.of(differing.split(";", -1)).filter(line -> !line.isEmpty()).toList();
        List<String> keys = others.stream().map(HyperVTest::key).toList();
        List<String> lines =
                new ArrayList<>(USUAL.stream().filter(line -> !keys.contains(key(line))).toList());
        lines.addAll(others);
        return Observations.parse(lines);
    }

    private static String key(String line) {
        return line.split("[=!~]", 2)[0];
    }
}
