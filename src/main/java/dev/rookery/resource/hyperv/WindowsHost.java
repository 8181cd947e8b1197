package dev.rookery.resource.hyperv;

import dev.rookery.facts.Fact;
import dev.rookery.facts.Observations;

import java.util.List;
import java.util.Optional;

/// What was observed of a Windows machine as a Hyper-V host.
///
/// @param os its name for people
/// @param build such as 20348
/// @param edition such as `Professional`
/// @param slat second level address translation; like the firmware's switch it is unknown inside a
///   virtual machine and where a hypervisor runs
/// @param firmware whether the firmware has virtualization switched on
/// @param guest whether it is itself a virtual machine
/// @param hypervisorPresent true also inside every virtual machine, and where only
///   virtualization-based security runs
/// @param administrator whether the scripts run elevated
/// @param clustered whether a failover cluster manages it
/// @param feature the state of the optional feature; known to be none where this edition lacks it
/// @param vmms the state of the Virtual Machine Management service; none where it is missing
/// @param vmmsStart how that service is started, such as `Disabled`; unknown where there is none
/// @param module whether the Hyper-V module for PowerShell can expose the extensions to a guest
/// @param cpus logical processors
/// @param versions the configuration versions that its guests may have
/// @param nestingDenied whether the boot configuration says OFFERNESTEDVIRT=FALSE
/// @param restarted whether Rookery restarted it into the current boot for Hyper-V's sake
record WindowsHost(
        Fact<String> os,
        Fact<Long> build,
        Fact<String> edition,
        Fact<String> cpuVendor,
        Fact<Boolean> slat,
        Fact<Boolean> firmware,
        Fact<Boolean> guest,
        Fact<Boolean> hypervisorPresent,
        Fact<Long> memoryBytes,
        Fact<Boolean> administrator,
        Fact<Boolean> clustered,
        Fact<Optional<String>> feature,
        Fact<Optional<String>> vmms,
        Fact<String> vmmsStart,
        Fact<Boolean> module,
        Fact<Long> cpus,
        Fact<List<ConfigurationVersion>> versions,
        Fact<Boolean> nestingDenied,
        boolean restarted,
        Fact<List<VirtualMachine>> virtualMachines) {
    static WindowsHost of(Observations observed) {
        return new WindowsHost(
                observed.one("os.name"),
                number(observed.one("os.build")),
                observed.one("os.edition"),
                observed.one("cpu.vendor"),
                yes(observed, "cpu.slat"),
                yes(observed, "cpu.virtualization-firmware"),
                yes(observed, "virt.guest"),
                yes(observed, "virt.hypervisor-present"),
                number(observed.one("memory.bytes")),
                yes(observed, "user.admin"),
                yes(observed, "machine.clustered"),
                state(observed, "hyperv.feature"),
                state(observed, "service.vmms"),
                observed.one("service.vmms.start"),
                yes(observed, "hyperv.module.nested"),
                number(observed.one("cpu.count")),
                observed.all("hyperv.versions")
                        .map(
                                lines ->
                                        lines.stream()
                                                .map(
                                                        line ->
                                                                ConfigurationVersion.read(
                                                                        Fact.known(line)))
                                                .flatMap(each -> each.ifKnown().stream())
                                                .toList()),
                observed.one("hyperv.offer-nested").map("denied"::equals),
                observed.one("hyperv.restarted").ifKnown().filter("yes"::equals).isPresent(),
                observed.all("vm")
                        .map(
                                ids ->
                                        ids.stream()
                                                .map(id -> VirtualMachine.of(id, observed))
                                                .toList()));
    }

    static Fact<Boolean> yes(Observations observed, String key) {
        return observed.one(key).map("yes"::equals);
    }

    private static Fact<Optional<String>> state(Observations observed, String key) {
        return observed.all(key).map(lines -> lines.stream().findFirst());
    }

    static Fact<Long> number(Fact<String> text) {
        return switch (text) {
            case Fact.Known<String>(String digits) when digits.matches("[0-9]{1,18}") ->
                    Fact.known(Long.parseLong(digits));
            case Fact.Known<String>(String other) -> Fact.unknown("not a number: " + other);
            case Fact.Unknown<String>(String reason) -> Fact.unknown(reason);
        };
    }

    static boolean isTrue(Fact<Boolean> fact) {
        return fact.ifKnown().orElse(false);
    }

    static boolean isFalse(Fact<Boolean> fact) {
        return !fact.ifKnown().orElse(true);
    }

    /// The state of the feature, such as `Enabled` or `EnablePending`.
    boolean featureIs(String state) {
        return feature.ifKnown().flatMap(known -> known).filter(state::equals).isPresent();
    }

    boolean vmmsRuns() {
        return vmms.ifKnown().flatMap(known -> known).filter("Running"::equals).isPresent();
    }

    /// Whether a hypervisor of its own runs. Inside a virtual machine only the service tells: there
    /// HypervisorPresent is the parent's.
    boolean hypervisorRuns() {
        return vmmsRuns() || (isFalse(guest) && isTrue(hypervisorPresent));
    }
}
