package dev.rookery.resource.kvm;

import dev.rookery.facts.Fact;
import dev.rookery.facts.MachineFacts;
import dev.rookery.facts.Observations;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// What was observed of a machine as a KVM hypervisor.
///
/// @param vendorModule the module that drives this CPU's extensions, such as `kvm_amd`
/// @param users who has `/dev/kvm` open: `PID NAME [DOMAIN]`
record KvmHost(
        MachineFacts machine,
        Fact<String> vendorModule,
        Fact<List<String>> users,
        ModprobeConfiguration modprobe,
        Observations observed) {
    static KvmHost of(Observations observed) {
        MachineFacts machine = MachineFacts.of(observed);
        return new KvmHost(
                machine,
                vendorModule(machine.cpuVendor()),
                observed.all("kvm.user"),
                ModprobeConfiguration.of(observed),
                observed);
    }

    private static Fact<String> vendorModule(Fact<String> vendor) {
        return switch (vendor) {
            case Fact.Known<String>(String name) ->
                    switch (name.strip()) {
                        case "GenuineIntel", "CentaurHauls", "Shanghai" -> Fact.known("kvm_intel");
                        case "AuthenticAMD", "HygonGenuine" -> Fact.known("kvm_amd");
                        default -> Fact.unknown("KVM has no module for a CPU by " + name);
                    };
            case Fact.Unknown<String>(String reason) -> Fact.unknown(reason);
        };
    }

    KernelModule module(String name) {
        return KernelModule.of(name, observed);
    }

    /// The CPU flag that the module needs: `vmx` or `svm`.
    String extension() {
        return isAmd() ? "svm" : "vmx";
    }

    private boolean isAmd() {
        return vendorModule.ifKnown().filter("kvm_amd"::equals).isPresent();
    }

    boolean isRoot() {
        return machine.userId().ifKnown().filter(id -> id == 0).isPresent();
    }

    boolean isGuest() {
        return machine.guest().ifKnown().orElse(false);
    }

    /// What else manages the machine's guests.
    List<String> managers() {
        return machine.managers().ifKnown().orElse(List.of()).stream()
                .map(
                        process ->
                                switch (process) {
                                    case "vdsmd" -> "vdsm (oVirt)";
                                    case "nova-compute" -> "OpenStack Nova";
                                    case "pmxcfs" -> "Proxmox VE";
                                    case "pacemakerd" -> "Pacemaker";
                                    default -> process;
                                })
                .toList();
    }

    /// Whether the CPU is known not to show its virtualization extension.
    boolean lacksExtension() {
        return machine.cpuFlags()
                .ifKnown()
                .filter(known -> !known.contains(extension()))
                .isPresent();
    }

    /// Whether a flag is known to be missing. An unknown list misses nothing.
    boolean lacks(String flag) {
        Optional<Set<String>> flags = machine.cpuFlags().ifKnown();
        Optional<Set<String>> vmxFlags =
                isAmd() ? Optional.of(Set.of()) : machine.vmxFlags().ifKnown();
        return flags.isPresent()
                && vmxFlags.isPresent()
                && !flags.get().contains(flag)
                && !vmxFlags.get().contains(flag);
    }

    /// The line in which the kernel said why this vendor's extension cannot be used; one that names
    /// the firmware says most.
    Optional<String> kernelsRefusal() {
        String foreign = isAmd() ? "vmx|kvm_intel" : "svm|kvm_amd";
        List<String> ours =
                observed.all("firmware.log").ifKnown().orElse(List.of()).stream()
                        .filter(
                                line ->
                                        !line.toLowerCase(Locale.ROOT)
                                                .matches(".*\\b(" + foreign + ")\\b.*"))
                        .toList();
        return ours.stream()
                .filter(line -> line.toLowerCase(Locale.ROOT).contains("bios"))
                .findFirst()
                .or(() -> ours.stream().findFirst());
    }
}
