package dev.rookery.resource.kvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.diagnostic.Location;
import dev.rookery.facts.Observations;
import dev.rookery.plan.Change;
import dev.rookery.plan.Disruption;
import dev.rookery.plan.Verdict;
import dev.rookery.playbook.Policy;
import dev.rookery.playbook.Stated;
import dev.rookery.playbook.Wanted;
import dev.rookery.resource.Resources;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What is planned for a module that guests use.
class LiveUnderGuestsTest {
    private static final Policy STOPS = new Policy(Policy.Mode.STOP_GUESTS, false, false);
    private static final Policy TURNS_OFF = new Policy(Policy.Mode.STOP_GUESTS, false, true);

    private static final List<String> HOST =
            List.of(
                    "os.family=linux",
                    "user.id=0",
                    "cpu.vendor=AuthenticAMD",
                    "cpu.flags=fpu svm npt",
                    "module.kvm_amd.state=live",
                    "module.kvm_amd.refcount=4",
                    "module.kvm_amd.holders~",
                    "module.kvm_amd.parameter.nested.value=0",
                    "module.kvm_amd.parameter.nested.mode=444",
                    "module.kvm_amd.known-parameter=nested",
                    "modprobe.tool=kmod",
                    "modprobe.effective~",
                    "libvirt.domains=3",
                    "libvirt.domain.0.connection=qemu:///system",
                    "libvirt.domain.0.uuid=u-web",
                    "libvirt.domain.0.name=web",
                    "libvirt.domain.0.state=running (booted)",
                    "libvirt.domain.1.connection=qemu:///system",
                    "libvirt.domain.1.uuid=u-db",
                    "libvirt.domain.1.name=the db",
                    "libvirt.domain.1.state=running (booted)",
                    "libvirt.domain.2.connection=qemu:///system",
                    "libvirt.domain.2.uuid=u-off",
                    "libvirt.domain.2.name=off",
                    "libvirt.domain.2.state=shut off (shutdown)");

    private static Verdict live(Policy policy, String... lines) {
        Stated<Boolean> nested = new Stated<>(true, new Location("", 1, 1, 1, ""), policy);
        Wanted wanted =
                new Wanted(
                        new Wanted.Hypervisor(
                                Optional.of(nested),
                                Optional.empty(),
                                Collections.emptySortedMap()),
                        Optional.empty());
        List<String> seen = Stream.concat(HOST.stream(), Stream.of(lines)).toList();
        return Resources.all().plan(wanted, Observations.parse(seen)).stream()
                .filter(change -> change.resource().equals("module parameters, live"))
                .map(Change::verdict)
                .reduce(
                        (_, _) -> {
                            throw new AssertionError("more than one");
                        })
                .orElseThrow();
    }

    @Test
    void guestsAreShutDownInTheOrderInWhichTheyWereStarted() {
        Verdict verdict = live(TURNS_OFF, "kvm.user=90 qemu the db", "kvm.user=120 qemu web");
        assertThat(verdict)
                .isInstanceOfSatisfying(
                        Verdict.Update.class,
                        update -> {
                            assertThat(update.disruption()).isEqualTo(Disruption.GUESTS_STOPPED);
                            assertThat(update.reason())
                                    .contains("qemu (pid 90) of domain the db, qemu (pid 120)");
                            assertThat(update.task().parameters())
                                    .containsEntry(
                                            "guests", "u-db qemu:///system\nu-web qemu:///system")
                                    .containsEntry("power_off", "yes")
                                    .containsEntry("limit", "300");
                        });
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    a bare QEMU            | kvm.user=90 qemu web;kvm.user=91 qemu       | only guests of libvirt's are shut down
                    another of that name   | kvm.user=90 qemu web;kvm.user=91 qemu web   | only guests of libvirt's are shut down
                    one that is off there  | kvm.user=90 qemu off                        | only guests of libvirt's are shut down
                    a monitor              | kvm.user=90 qemu web;kvm.user=91 pmdakvm    | only guests of libvirt's are shut down
                    users that are unknown | kvm.user!no root                            | only guests of libvirt's are shut down
                    """)
    void whoIsNoGuestOfLibvirtsIsWaitedFor(String name, String users, String reason) {
        assertThat(live(STOPS, users.split(";", -1)))
                .as(name)
                .isInstanceOfSatisfying(
                        Verdict.Pending.class,
                        pending -> assertThat(pending.reason()).endsWith(reason));
    }

    @Test
    void aPausedGuestIsWaitedFor() {
        Verdict verdict =
                live(
                        STOPS,
                        "libvirt.domain.3.connection=qemu:///system",
                        "libvirt.domain.3.uuid=u-p",
                        "libvirt.domain.3.name=lazy",
                        "libvirt.domain.3.state=paused (user)",
                        "kvm.user=90 qemu lazy");
        assertThat(verdict)
                .isInstanceOfSatisfying(
                        Verdict.Pending.class,
                        pending ->
                                assertThat(pending.reason())
                                        .isEqualTo("lazy is paused, and cannot be shut down so"));
    }

    @Test
    void whatAnotherManagesIsBlocked() {
        assertThat(live(STOPS, "kvm.user=90 qemu web", "manager=nova-compute"))
                .isInstanceOf(Verdict.Blocked.class);
    }

    @Test
    void underIdleTheGuestsAreNamedAndLeftAlone() {
        assertThat(live(Policy.DEFAULT, "kvm.user=90 qemu web"))
                .isInstanceOfSatisfying(
                        Verdict.Pending.class,
                        pending -> assertThat(pending.remedy()).startsWith("shut down web, then"));
    }
}
