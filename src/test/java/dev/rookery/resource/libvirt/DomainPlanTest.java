package dev.rookery.resource.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.plan.Change;
import dev.rookery.plan.Verdict;
import dev.rookery.playbook.Policy;
import dev.rookery.playbook.Wanted;
import dev.rookery.resource.GuestWishes;
import dev.rookery.resource.Resources;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Map;

/// What is planned for a domain. Each case is one that is off, whose CPU is an EPYC without svm, on
/// an AMD host that nests, but for what the case says.
class DomainPlanTest {
    /// Every state that a domain can be found in.
    private static final Map<String, String> STATES =
            Map.of(
                    "off", "",
                    "running", "live:cpu=epyc",
                    "saved", "d.managed-save=yes;d.state=shut off (saved)",
                    "paused", "d.state=paused (user)",
                    "saving", "d.state=paused (saving)",
                    "ending", "d.state=in shutdown",
                    "crashed", "d.state=crashed (panicked)",
                    "asleep", "d.state=pmsuspended (unknown)",
                    "unseen", "d.state!no answer");

    @ParameterizedTest(name = "{0}, {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    off     | nested=true   | update    | update    | update
                    off     | nested=false memory=8 | update | update | update
                    off     | memory=8      | update    | update    | update
                    off     | vcpus=8       | update    | update    | update
                    off     | cpu=host-passthrough | update | update | update
                    off     | hyperv=nested | update    | update    | update
                    off     | state=RUNNING | update    | pending   | update
                    off     | state=STOPPED | as it is  | as it is  | as it is
                    off     | state=PRESENT | as it is  | as it is  | as it is
                    off     | autostart=true | update   | update    | update
                    off     | autostart=false | as it is | as it is | as it is
                    running | nested=true   | pending   | pending   | cycle
                    running | memory=8      | pending   | pending   | cycle
                    running | vcpus=8       | pending   | pending   | cycle
                    running | cpu=host-model | pending  | pending   | cycle
                    running | hyperv=nested | pending   | pending   | cycle
                    running | state=RUNNING | as it is  | as it is  | as it is
                    running | state=STOPPED | pending   | pending   | stop
                    running | state=PRESENT | as it is  | as it is  | as it is
                    running | autostart=true | update   | update    | update
                    saved   | nested=true   | blocked   | blocked   | blocked
                    saved   | memory=8      | blocked   | blocked   | blocked
                    saved   | vcpus=8       | blocked   | blocked   | blocked
                    saved   | cpu=host-model | blocked  | blocked   | blocked
                    saved   | hyperv=nested | blocked   | blocked   | blocked
                    saved   | state=RUNNING | update    | pending   | update
                    saved   | state=STOPPED | as it is  | as it is  | as it is
                    paused  | nested=true   | blocked   | blocked   | blocked
                    paused  | state=RUNNING | blocked   | blocked   | blocked
                    paused  | state=STOPPED | blocked   | blocked   | blocked
                    crashed | memory=8      | blocked   | blocked   | blocked
                    asleep  | vcpus=8       | blocked   | blocked   | blocked
                    saving  | nested=true   | pending   | pending   | pending
                    ending  | nested=true   | pending   | pending   | pending
                    ending  | state=STOPPED | pending   | pending   | pending
                    unseen  | nested=true   | blocked   | blocked   | blocked
                    unseen  | state=RUNNING | blocked   | blocked   | blocked
                    unseen  | autostart=true | update   | update    | update
                    """)
    void policyByPower(String state, String wishes, String idle, String never, String stops) {
        String differing = STATES.getOrDefault(state, "");
        assertThat(word(only(Policy.DEFAULT, wishes, "cpu=epyc", differing).verdict()))
                .isEqualTo(idle);
        assertThat(word(only(GuestWishes.NEVER, wishes, "cpu=epyc", differing).verdict()))
                .isEqualTo(never);
        for (Policy policy : List.of(GuestWishes.STOPS, GuestWishes.TURNS_OFF)) {
            Verdict verdict = only(policy, wishes, "cpu=epyc", differing).verdict();
            assertThat(word(verdict)).isEqualTo(stops);
            if (verdict instanceof Verdict.Update update
                    && update.task().parameters().containsKey("stop")) {
                boolean runs = state.equals("running");
                assertThat(update.task().parameters())
                        .containsEntry("stop", runs ? "yes" : "no")
                        .containsEntry("power_off", runs && policy.powerOff() ? "yes" : "no");
            }
        }
    }

    private static String word(Verdict verdict) {
        return switch (verdict) {
            case Verdict.AsDesired _ -> "as it is";
            case Verdict.NotApplicable _ -> "not applicable";
            case Verdict.Update update ->
                    switch (update.disruption()) {
                        case NOTHING -> "update";
                        case POWER_CYCLE -> "cycle";
                        case GUESTS_STOPPED -> "stop";
                        case MODULE_RELOAD, REBOOT -> update.disruption().words();
                    };
            case Verdict.Pending _ -> "pending";
            case Verdict.Blocked _ -> "blocked";
            case Verdict.Deferred _ -> "deferred";
        };
    }

    @ParameterizedTest(name = "nested={0}: {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    true  | none      | <cpu mode='host-passthrough'/>
                    true  | topology  | <cpu mode='host-passthrough'>
                    true  | epyc      | <feature policy='require' name='svm'/>
                    true  | epyc?svm  | <feature policy='require' name='svm'/>
                    true  | epyc-svm  | <feature policy='require' name='svm'/>
                    true  | epyc+svm  | as it is
                    true  | model     | <feature policy='require' name='svm'/>
                    true  | model+svm | as it is
                    true  | host      | as it is
                    true  | host-svm  | takes it away
                    false | none      | as it is
                    false | topology  | as it is
                    false | epyc      | as it is
                    false | epyc?svm  | <feature policy='disable' name='svm'/>
                    false | epyc-svm  | as it is
                    false | epyc+svm  | <feature policy='disable' name='svm'/>
                    false | model     | as it is
                    false | model+svm | <feature policy='disable' name='svm'/>
                    false | host      | <feature policy='disable' name='svm'/>
                    false | host-svm  | as it is
                    """)
    void k17_k19_nestedByCpu(String wanted, String cpu, String expected) {
        Change change = only(Policy.DEFAULT, "nested=" + wanted, "cpu=" + cpu, "");
        switch (expected) {
            case "as it is" -> assertThat(change.verdict()).isInstanceOf(Verdict.AsDesired.class);
            case "takes it away" ->
                    assertThat(parameters(change))
                            .doesNotContainEntry("line", "")
                            .satisfies(
                                    all ->
                                            assertThat(all.getOrDefault("after_lines", ""))
                                                    .doesNotContain("svm"));
            default ->
                    assertThat(parameters(change).getOrDefault("after_lines", ""))
                            .contains(expected)
                            .doesNotContain("devices");
        }
    }

    @ParameterizedTest(name = "{0}: {2}, {3}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    as defined                     | nested=true  | epyc+svm  | cpu=epyc+svm | as it is
                    k21 defined, but not running so | nested=true | epyc+svm  | cpu=epyc-svm | cycle
                    k17 host-model came to none    | nested=true  | model+svm | cpu=epyc-svm | cycle
                    running so, but not defined    | nested=true  | epyc-svm  | cpu=epyc+svm | cycle
                    a model that has svm itself    | nested=true  | epyc+svm  | cpu=epyc     | as it is
                    the host's                     | nested=true  | host      | cpu=host     | as it is
                    off in its definition only     | nested=false | epyc-svm  | cpu=epyc+svm | cycle
                    k22 a host-model expanded      | cpu=host-model | model   | cpu=epyc-svm | as it is
                    another model                  | cpu=EPYC     | epyc      | cpu=host     | cycle
                    memory                         | memory=4     | epyc      | cpu=epyc memory=8 | cycle
                    memory that the balloon has    | memory=4     | epyc      | cpu=epyc balloon=2 | as it is
                    vcpus                          | vcpus=4      | epyc      | cpu=epyc vcpus=2 | cycle
                    """)
    void k21_liveAndInactiveAreToldApart(
            String name, String wishes, String cpu, String live, String expected) {
        Change change = only(GuestWishes.STOPS, wishes, "cpu=" + cpu, "live:" + live);
        assertThat(word(change.verdict())).isEqualTo(expected);
    }

    @Test
    void k21_whatOnlyNeedsAPowerCycleSaysSoAndChangesNoDefinition() {
        Change change = only(GuestWishes.STOPS, "nested=true", "cpu=epyc+svm", "live:cpu=epyc-svm");
        assertThat(parameters(change)).containsEntry("line", "").containsEntry("nested", "true");
        assertThat(change.notes())
                .anyMatch(note -> note.startsWith("nested is in its definition already"));
        assertThat(change.differences())
                .singleElement()
                .satisfies(one -> assertThat(one.before()).contains("false (as it runs)"));
        assertThat(change.file()).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    the module's nesting is off | nested=true | cpu=epyc | module.kvm_amd.parameter.nested.value=0 | its parent cannot let it nest: kvm_amd.nested is off
                    it is off, for a CPU that is right | nested=true | cpu=host | module.kvm_amd.parameter.nested.value=0 | its parent cannot let it nest: kvm_amd.nested is off
                    the CPU cannot              | nested=true | cpu=epyc | cpu.flags=fpu;module.kvm_amd.state=loadable;module.kvm_amd.parameter.nested.value!no | its parent cannot let it nest: the CPU does not show the flag svm
                    an L1 without svm           | nested=true | cpu=epyc | cpu.flags=fpu;virt.guest=yes;module.kvm_amd.state=loadable;module.kvm_amd.parameter.nested.value!no | its parent cannot let it nest: the machine is a guest
                    the module is not loaded    | nested=true | cpu=epyc | module.kvm_amd.state=loadable;module.kvm_amd.parameter.nested.value!no | its parent cannot let it nest: it cannot be told whether kvm_amd.nested is on
                    another maker               | nested=true | cpu=epyc | cpu.vendor=Acme | its parent cannot let it nest: KVM has no module for a CPU by Acme
                    tcg                         | nested=true | cpu=epyc type=qemu | os.family=linux | it is a domain of the type 'qemu'
                    sev                         | nested=true | cpu=epyc extra=<launchSecurity~type='sev'/> | os.family=linux | its memory is encrypted
                    its own -cpu                | nested=true | cpu=host extra=<q:commandline~xmlns:q='urn:q'><q:arg~value='-cpu'/></q:commandline> | os.family=linux | its <qemu:commandline> gives QEMU a -cpu of its own
                    transient                   | vcpus=8     | cpu=epyc | d.persistent=no | it is transient
                    transient, autostart        | autostart=true | cpu=epyc | d.persistent=no | it is transient
                    not root                    | nested=true | cpu=epyc | user.id=1000 | only root may change it
                    not root, autostart         | autostart=true | cpu=epyc | user.id=1000 | only root may change it
                    nova                        | vcpus=8     | cpu=epyc | manager=nova-compute | OpenStack Nova manages the guests of its parent
                    vdsm                        | state=RUNNING | cpu=epyc | manager=vdsmd | vdsm (oVirt) manages the guests of its parent
                    pacemaker and proxmox       | autostart=true | cpu=epyc | manager=pacemakerd;manager=pmxcfs | Pacemaker and Proxmox VE manages
                    a model that is not usable  | cpu=EPYC-Milan | cpu=epyc | os.family=linux | its parent's libvirt cannot give a guest the CPU EPYC-Milan
                    a mode that is not there    | cpu=maximum | cpu=epyc | os.family=linux | its parent's libvirt cannot give a guest the CPU maximum
                    no name of a CPU            | cpu=a'b     | cpu=epyc | os.family=linux | 'a'b' is no CPU's name
                    numa                        | memory=8    | cpu=<cpu><numa><cell/></numa></cpu> | os.family=linux | its memory is made of NUMA cells
                    a dimm                      | memory=8    | cpu=epyc extra=<devices><memory/></devices> | os.family=linux | its memory is made of NUMA cells or memory devices
                    more than a topology has    | vcpus=8     | cpu=topology | os.family=linux | its CPU topology or its NUMA cells are made for 4 virtual CPUs
                    vcpus one by one            | vcpus=2     | cpu=epyc extra=<vcpus/> | os.family=linux | its virtual CPUs are listed one by one
                    more memory than there is   | memory=128  | cpu=epyc | os.family=linux | its parent has 64.0 GiB of memory
                    unreadable                  | nested=true | cpu=</a> | os.family=linux | its definition cannot be read: line
                    an unknown job              | vcpus=8     | cpu=epyc | d.job!only root | it cannot be told whether a job of Rookery works on it: only root
                    unknown autostart           | autostart=true | cpu=epyc | d.autostart!x | it cannot be told what it is: x
                    no such domain              | state=PRESENT | cpu=epyc | d.name=db | there is no domain 'web' on its parent; it has db
                    case counts                 | state=PRESENT | cpu=epyc | d.name=Web | there is no domain 'web' on its parent; it has Web
                    a name that is unknown      | state=PRESENT | cpu=epyc | d.name!x | it cannot be told which domain 'web' is
                    two connections             | state=PRESENT | cpu=epyc | libvirt.domain.1.uuid=2;libvirt.domain.1.name=web;libvirt.domain.1.connection=qemu+unix:///session?socket=/run/user/1000/libvirt/libvirt-sock | 2 domains of its parent are called 'web'
                    a daemon that hangs         | state=PRESENT | cpu=epyc | libvirt.domains!no answer | the guests of its parent cannot all be seen: no answer
                    no libvirt                  | state=PRESENT | cpu=epyc | libvirt.domains~;d.name=other | libvirt is not there on its parent
                    removed                     | state=ABSENT | cpu=epyc | os.family=linux | removing a guest is not supported yet
                    """)
    void isBlocked(String name, String wishes, String inactive, String differing, String reason) {
        for (Policy policy : List.of(Policy.DEFAULT, GuestWishes.TURNS_OFF, GuestWishes.NEVER)) {
            assertThat(only(policy, wishes, inactive, differing).verdict())
                    .isInstanceOfSatisfying(
                            Verdict.Blocked.class,
                            blocked -> {
                                assertThat(blocked.reason()).startsWith(reason);
                                assertThat(blocked.remedy()).isNotEmpty();
                            });
        }
    }

    @Test
    void aManagerStopsNothingWhereAllIsAsDesired() {
        Change change =
                only(GuestWishes.STOPS, "nested=true", "cpu=epyc+svm", "manager=nova-compute");
        assertThat(change.verdict()).isInstanceOf(Verdict.AsDesired.class);
    }

    @Test
    void aUuidIsEnoughWhereAConnectionCannotBeAsked() {
        assertThat(
                        Resources.all()
                                .given(
                                        Domains.UUID,
                                        GuestWishes.of(Policy.DEFAULT, "state=STOPPED").wanted(),
                                        Domains.observed("cpu=epyc", "libvirt.domains!no answer")))
                .singleElement()
                .satisfies(
                        change ->
                                assertThat(change.verdict()).isInstanceOf(Verdict.AsDesired.class));
    }

    @Test
    void aSavedDomainIsChangedWhereItsMemoryMayBeThrownAway() {
        Wanted wanted =
                GuestWishes.of(Policy.DEFAULT, "nested=true")
                        .discarding(Wanted.Discard.SAVED_STATE)
                        .wanted();
        Change change =
                Resources.all()
                        .given(
                                "web",
                                wanted,
                                Domains.observed("cpu=epyc", STATES.getOrDefault("saved", "")))
                        .getFirst();
        assertThat(parameters(change))
                .containsEntry("discard", "yes")
                .containsEntry("expected", "saved")
                .containsEntry("after", "shut off");
        assertThat(change.notes()).contains("its saved state is thrown away");
    }

    @Test
    void allThatNeedsItOffIsOneChangeWithOneHunk() {
        Change change =
                only(
                        GuestWishes.STOPS,
                        "nested=true memory=8 vcpus=2",
                        "cpu=epyc",
                        "live:cpu=epyc");
        assertThat(parameters(change))
                .containsEntry("uri", "qemu:///system")
                .containsEntry("uuid", Domains.UUID)
                .containsEntry("feature", "svm")
                .containsEntry("line", "4")
                .containsEntry("expected", "running")
                .containsEntry("after", "running");
        assertThat(parameters(change).getOrDefault("after_lines", ""))
                .contains("<memory unit='KiB'>8388608</memory>")
                .contains("<currentMemory unit='KiB'>8388608</currentMemory>")
                .contains("<vcpu placement='static'>2</vcpu>")
                .contains("<feature policy='require' name='svm'/>");
        assertThat(change.file().orElseThrow().after()).contains("<domain type='kvm'>");
    }

    @Test
    void aJobThatWasLeftIsFinishedUnderEveryPolicy() {
        String left = "d.job=left;d.job.run=r;d.job.phase=changing;d.job.state=running";
        for (Policy policy : List.of(Policy.DEFAULT, GuestWishes.NEVER)) {
            assertThat(parameters(only(policy, "nested=true", "cpu=epyc+svm", left)))
                    .containsEntry("after", "running")
                    .containsEntry("nested", "true")
                    .containsEntry("line", "");
        }
        assertThat(
                        only(
                                        GuestWishes.TURNS_OFF,
                                        "nested=true",
                                        "cpu=epyc",
                                        left.replace("left", "running"))
                                .verdict())
                .isInstanceOf(Verdict.Pending.class);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    k18 the host's CPU    | nested=true | cpu=none | os.family=linux | it gets the CPU of its parent (host-passthrough)
                    k18 by name           | nested=true cpu=host-passthrough | cpu=epyc | os.family=linux | it gets the CPU of its parent (host-passthrough)
                    k24 suspended         | nested=true | cpu=epyc | libvirt.guests.on-shutdown=suspend | libvirt-guests saves it when its parent goes down, which harms it
                    snapshots             | nested=true | cpu=epyc | d.snapshots=2 | it has snapshots (2)
                    k31 Windows           | nested=true | cpu=epyc windows=yes | os.family=linux | it seems to be Windows, which wants these features of Hyper-V to be a hypervisor here: relaxed, vapic
                    more vcpus than CPUs  | vcpus=32    | cpu=epyc | os.family=linux | its parent has 16 logical CPUs, and it shall have 32
                    default CPU           | nested=true | cpu=<cpu~mode='custom'><model>qemu64</model></cpu> | os.family=linux | its CPU qemu64 shows no nested paging
                    k17 host-model        | nested=true | cpu=model | os.family=linux | its CPU host-model may show no nested paging
                    """)
    void whatAPersonShouldKnowIsANote(
            String name, String wishes, String inactive, String differing, String note) {
        assertThat(only(Policy.DEFAULT, wishes, inactive, differing).notes())
                .anyMatch(each -> each.startsWith(note));
        assertThat(only(Policy.DEFAULT, "nested=true", "cpu=host", "").notes()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"AuthenticAMD", "GenuineIntel"})
    void k31_theFeaturesOfHyperVAreTheVendorsOwn(String vendor) {
        String host =
                "cpu.vendor="
                        + vendor
                        + ";cpu.flags=svm vmx;module.kvm_intel.state=live"
                        + ";module.kvm_intel.parameter.nested.value=Y";
        String after =
                parameters(only(Policy.DEFAULT, "hyperv=nested", "cpu=epyc windows=yes", host))
                        .getOrDefault("after_lines", "");
        assertThat(after)
                .contains("<hyperv mode='custom'>", "<vapic state='on'/>", "name='hypervclock'");
        assertThat(after.contains("<evmcs state='on'/>")).isEqualTo(vendor.equals("GenuineIntel"));
    }

    @Test
    void whatIsOnlyForHyperVHostsIsNotApplicable() {
        assertThat(only(Policy.DEFAULT, "spoofing=true", "cpu=epyc", "").verdict())
                .isInstanceOf(Verdict.NotApplicable.class);
        assertThat(only(Policy.DEFAULT, "upgrade=true", "cpu=epyc", "").verdict())
                .isInstanceOf(Verdict.NotApplicable.class);
    }

    private static Map<String, String> parameters(Change change) {
        assertThat(change.verdict()).isInstanceOf(Verdict.Update.class);
        return ((Verdict.Update) change.verdict()).task().parameters();
    }

    private static Change only(Policy policy, String wishes, String inactive, String differing) {
        List<Change> changes =
                Resources.all()
                        .given(
                                "web",
                                GuestWishes.of(policy, wishes).wanted(),
                                Domains.observed(inactive, differing));
        assertThat(changes).hasSize(1);
        return changes.getFirst();
    }
}
