package dev.rookery.resource.kvm;

import dev.rookery.facts.Fact;
import dev.rookery.facts.Observations;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What was observed of a machine as a KVM hypervisor.
///
/// @param vendorModule the module that drives this CPU's extensions, such as `kvm_amd`
/// @param extension the CPU flag that it needs: `vmx` or `svm`
/// @param flags the CPU's flags
/// @param vmxFlags Intel's further flags, which Linux shows since 5.6
/// @param isGuest whether the machine runs under a hypervisor itself
/// @param firmwareLog what the kernel said of extensions that cannot be used
/// @param users who has `/dev/kvm` open: `PID NAME [DOMAIN]`
/// @param managers what else manages the machine's guests
/// @param root whether the scripts run as root
record KvmHost(
        Fact<String> vendorModule,
        String extension,
        Fact<Set<String>> flags,
        Fact<Set<String>> vmxFlags,
        boolean isGuest,
        List<String> firmwareLog,
        Fact<List<String>> users,
        List<String> managers,
        boolean root,
        ModprobeConfiguration modprobe,
        Observations observed) {
    static KvmHost of(Observations observed) {
        Fact<String> module = vendorModule(observed.one("cpu.vendor"));
        return new KvmHost(
                module,
                module.ifKnown().filter("kvm_amd"::equals).isPresent() ? "svm" : "vmx",
                observed.one("cpu.flags").map(KvmHost::words),
                observed.one("cpu.vmx-flags").map(KvmHost::words),
                observed.one("virt.guest").ifKnown().filter("yes"::equals).isPresent(),
                observed.all("firmware.log").ifKnown().orElse(List.of()),
                observed.all("kvm.user"),
                observed.all("manager").ifKnown().orElse(List.of()),
                observed.one("user.id").ifKnown().filter("0"::equals).isPresent(),
                ModprobeConfiguration.of(observed),
                observed);
    }

    private static Fact<String> vendorModule(Fact<String> vendor) {
        return switch (vendor) {
            case Fact.Known<String>(String name) ->
                    switch (name) {
                        case "GenuineIntel", "CentaurHauls", "  Shanghai  ", "Shanghai" ->
                                Fact.known("kvm_intel");
                        case "AuthenticAMD", "HygonGenuine" -> Fact.known("kvm_amd");
                        default -> Fact.unknown("KVM has no module for a CPU by " + name);
                    };
            case Fact.Unknown<String>(String reason) -> Fact.unknown(reason);
        };
    }

    private static Set<String> words(String line) {
        return Set.copyOf(List.of(line.strip().split("\\s+", -1)));
    }

    KernelModule module(String name) {
        return KernelModule.of(name, observed);
    }

    /// Whether the CPU is known not to show its virtualization extension.
    boolean lacksExtension() {
        return flags.ifKnown().filter(known -> !known.contains(extension)).isPresent();
    }

    /// Whether a flag is known to be missing. An unknown list misses nothing.
    boolean lacks(String flag) {
        boolean shown =
                flags.ifKnown().filter(known -> known.contains(flag)).isPresent()
                        || vmxFlags.ifKnown().filter(known -> known.contains(flag)).isPresent();
        boolean complete =
                flags.ifKnown().isPresent()
                        && (extension.equals("svm") || vmxFlags.ifKnown().isPresent());
        return complete && !shown;
    }

    /// The last line in which the kernel said why the extensions cannot be used.
    Optional<String> firmwareWords() {
        return firmwareLog.isEmpty() ? Optional.empty() : Optional.of(firmwareLog.getLast());
    }
}
