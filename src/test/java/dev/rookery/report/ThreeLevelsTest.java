package dev.rookery.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.plan.Change;
import dev.rookery.plan.Difference;
import dev.rookery.plan.Disruption;
import dev.rookery.plan.MachinePlan;
import dev.rookery.plan.Plan;
import dev.rookery.plan.Task;
import dev.rookery.plan.Verdict;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What is printed of `playbooks/lab.yml` on `inventory/lab.yml`, in the inventory's order: three
/// levels below a KVM host, two below a Hyper-V host.
class ThreeLevelsTest {
    private static final Map<String, String> GUEST_OF =
            Map.of("cloud-lab", "kvm-intel-01", "windows-lab", "hv-01", "node-0", "cloud-lab");

    @Test
    void aStrangerCanReadIt() {
        Plan plan =
                new Plan(
                        List.of(
                                planned("kvm-intel-01", List.of(), List.of(live())),
                                planned("kvm-amd-01", List.of(), List.of(fine("live"))),
                                planned("hv-01", List.of(), List.of(fine("Hyper-V"))),
                                planned(
                                        "cloud-lab",
                                        List.of(
                                                later(
                                                        "guest",
                                                        "known after kvm-intel-01 is applied")),
                                        List.of(
                                                later(
                                                        "hypervisor",
                                                        "known after kvm-intel-01 is applied"))),
                                planned(
                                        "windows-lab",
                                        List.of(cycle()),
                                        List.of(
                                                later(
                                                        "hypervisor",
                                                        "known after its guest part is done on"
                                                                + " hv-01"))),
                                planned(
                                        "node-0",
                                        List.of(later("guest", "known after cloud-lab is applied")),
                                        List.of())));
        assertThat(printed(plan))
                .isEqualTo(
                        """
                        kvm-intel-01
                          ~ module parameters, live  disturbs: module reload
                              kvm_intel.nested: 0 -> 1
                              reason: it cannot be changed while the module is loaded; nothing uses it now
                            cloud-lab
                              ? guest on kvm-intel-01  deferred: known after kvm-intel-01 is applied
                              ? hypervisor  deferred: known after kvm-intel-01 is applied
                                node-0
                                  ? guest on cloud-lab  deferred: known after cloud-lab is applied
                        kvm-amd-01  as desired
                        hv-01  as desired
                            windows-lab
                              ~ guest on hv-01  disturbs: power cycle
                                  nested: false -> true
                                  memory: 4GiB, dynamic -> 8GiB
                                  reason: it can only be changed while it is off: it is shut down, and started again
                              ? hypervisor  deferred: known after its guest part is done on hv-01

                        Plan: 2 to change, 1 module reload, 0 reboots, 1 power cycle; 4 deferred.
                        What is deferred cannot be known yet: the same apply plans and does it then, without asking again; what it disturbs is not counted here.
                        """);
    }

    private static String printed(Plan plan) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        new HumanReport(out, out, new Paint(false), false, false).plan(plan, GUEST_OF);
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static MachinePlan planned(String machine, List<Change> given, List<Change> own) {
        return new MachinePlan.Planned(machine, given, own);
    }

    private static Change fine(String resource) {
        return Change.of(resource, new Verdict.AsDesired(List.of()));
    }

    private static Change later(String resource, String reason) {
        return Change.of(resource, new Verdict.Deferred(reason));
    }

    private static Change live() {
        return update(
                "module parameters, live",
                Disruption.MODULE_RELOAD,
                "it cannot be changed while the module is loaded; nothing uses it now",
                difference("kvm_intel.nested", "0", "1"));
    }

    private static Change cycle() {
        return update(
                "guest",
                Disruption.POWER_CYCLE,
                "it can only be changed while it is off: it is shut down, and started again",
                difference("nested", "false", "true"),
                difference("memory", "4GiB, dynamic", "8GiB"));
    }

    private static Change update(
            String resource, Disruption disruption, String reason, Difference... differences) {
        return new Change(
                resource,
                new Verdict.Update(new Task("a task", Map.of()), disruption, reason),
                List.of(differences),
                List.of(),
                Optional.empty());
    }

    private static Difference difference(String key, String before, String after) {
        return new Difference(key, Optional.of(before), Optional.of(after));
    }
}
