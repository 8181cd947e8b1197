package dev.rookery.resource.kvm;

import dev.rookery.diagnostic.Suggestion;
import dev.rookery.facts.Fact;
import dev.rookery.plan.Verdict;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Whether this CPU, firmware and kernel can do what is wanted of a parameter at all.
final class Feasibility {
    /// The CPU flag that a parameter needs. Source: `hardware_setup` in the kernel's `vmx.c`, where
    /// such a parameter silently becomes N, `nested_vmx_hardware_setup` in `nested.c`, and
    /// `svm_hardware_setup` in `svm.c`; names as in `/proc/cpuinfo`.
    private static final Map<String, String> NEEDS =
            Map.ofEntries(
                    Map.entry("kvm_intel.enable_shadow_vmcs", "shadow_vmcs"),
                    Map.entry("kvm_intel.ept", "ept"),
                    Map.entry("kvm_intel.eptad", "ept_ad"),
                    Map.entry("kvm_intel.unrestricted_guest", "unrestricted_guest"),
                    Map.entry("kvm_intel.vpid", "vpid"),
                    Map.entry("kvm_intel.pml", "pml"),
                    Map.entry("kvm_intel.enable_apicv", "apicv"),
                    Map.entry("kvm_intel.preemption_timer", "preemption_timer"),
                    Map.entry("kvm_intel.flexpriority", "flexpriority"),
                    Map.entry("kvm_intel.vnmi", "vnmi"),
                    Map.entry("kvm_amd.npt", "npt"),
                    Map.entry("kvm_amd.nrips", "nrip_save"),
                    Map.entry("kvm_amd.vgif", "vgif"),
                    Map.entry("kvm_amd.vls", "v_vmsave_vmload"),
                    Map.entry("kvm_amd.lbrv", "lbrv"),
                    Map.entry("kvm_amd.tsc_scaling", "tsc_scale"),
                    Map.entry("kvm_amd.avic", "avic"),
                    Map.entry("kvm_amd.vnmi", "vnmi"));

    private final KvmHost host;
    private final String vendorModule;

    Feasibility(KvmHost host, String vendorModule) {
        this.host = host;
        this.vendorModule = vendorModule;
    }

    /// Why the target cannot or need not be worked on; nothing if it can.
    Optional<Verdict> verdict(Target target) {
        if (!target.module().equals("kvm") && !target.module().equals(vendorModule)) {
            return Optional.of(
                    new Verdict.NotApplicable(
                            "this machine's module is "
                                    + vendorModule
                                    + ", not "
                                    + target.module()));
        }
        KernelModule module = host.module(target.module());
        return ofMachine(target)
                .or(() -> ofModule(target, module))
                .or(() -> ofParameter(target, module))
                .or(() -> ofCpu(target, module));
    }

    private Optional<Verdict> ofMachine(Target target) {
        if (host.machine().container().isPresent()) {
            return Optional.of(
                    new Verdict.Blocked(
                            "this machine is a container (%s), and has its host's kernel and modules"
                                    .formatted(host.machine().container().get()),
                            "take it out of the play, and its host in"));
        }
        boolean loaded = host.module(vendorModule).is(KernelModule.State.LOADED);
        Optional<String> refusal = host.kernelsRefusal();
        if (loaded || !(host.lacksExtension() || refusal.isPresent())) {
            return Optional.empty();
        }
        return isOff(target, "nested")
                ? asDesired(
                        "the CPU's " + host.extension() + " cannot be used, so nothing can nest")
                : Optional.of(refusal.map(this::refused).orElseGet(this::withoutExtension));
    }

    private static boolean isOff(Target target, String parameter) {
        return target.parameter().equals(parameter) && target.value().equals("0");
    }

    private Verdict refused(String words) {
        String reason = "the kernel says: " + words;
        String lower = words.toLowerCase(Locale.ROOT);
        if (lower.contains("bios")) {
            String name = host.extension().equals("vmx") ? "VT-x" : "SVM (AMD-V)";
            return new Verdict.Blocked(
                    "the firmware has switched it off; " + reason,
                    "switch on " + name + " in the firmware's setup");
        }
        return lower.contains("sev guest")
                ? new Verdict.Blocked(reason, "nest in a machine that is no SEV guest")
                : host.lacksExtension()
                        ? withoutExtension()
                        : new Verdict.Blocked(reason, "none is known");
    }

    private Verdict withoutExtension() {
        String flag = host.extension();
        return host.isGuest()
                ? new Verdict.Blocked(
                        "the machine is a guest, and its hypervisor does not show it the CPU flag "
                                + flag,
                        "make its parent expose " + flag + " to it, then power-cycle it")
                : new Verdict.Blocked(
                        "the CPU does not show the flag " + flag,
                        "switch on virtualization in the firmware's setup, if the CPU has it");
    }

    private Optional<Verdict> ofModule(Target target, KernelModule module) {
        return switch (module.state()) {
            case Fact.Unknown<KernelModule.State>(String reason) ->
                    blocked(
                            "it cannot be told whether " + module.name() + " is there: " + reason,
                            "see what `modinfo " + module.name() + "` says on the machine");
            case Fact.Known<KernelModule.State>(KernelModule.State state) ->
                    switch (state) {
                        case LOADED, LOADABLE -> replacedLoading(module);
                        case BUILT_IN -> ofBuiltIn(target, module);
                        case ABSENT ->
                                isOff(target, "nested")
                                        ? asDesired("this kernel has no " + module.name())
                                        : blocked(
                                                "this kernel has no module " + module.name(),
                                                "boot a kernel that has it, or install the package"
                                                        + " with its modules");
                    };
        };
    }

    private Optional<Verdict> replacedLoading(KernelModule module) {
        return host.modprobe()
                .install(module.name())
                .flatMap(
                        install ->
                                blocked(
                                        install.origin()
                                                + " replaces the loading of "
                                                + module.name()
                                                + " by a command of its own",
                                        "remove that `install` line"));
    }

    private static Optional<Verdict> ofBuiltIn(Target target, KernelModule module) {
        boolean same =
                module.live(target.parameter())
                        .ifKnown()
                        .filter(live -> ParameterValue.same(live, target.value()))
                        .isPresent();
        return same
                ? asDesired(target.key() + " reads " + target.value() + ", built in")
                : blocked(
                        module.name()
                                + " is built into the kernel: files of modprobe.d have no effect",
                        "add "
                                + target.key()
                                + "="
                                + target.value()
                                + " to the kernel command line and reboot");
    }

    private static Optional<Verdict> ofParameter(Target target, KernelModule module) {
        List<String> known = module.known().ifKnown().orElse(List.of());
        boolean shown = module.parameters().containsKey(target.parameter());
        boolean missing =
                known.isEmpty()
                        ? module.is(KernelModule.State.LOADED)
                        : !known.contains(target.parameter());
        if (missing && !shown) {
            List<String> names =
                    known.isEmpty() ? List.copyOf(module.parameters().keySet()) : known;
            return blocked(
                    "this kernel's " + module.name() + " has no parameter " + target.parameter(),
                    Suggestion.didYouMean(target.parameter(), names)
                            .orElse("it has: " + String.join(", ", names)));
        }
        return module.live(target.parameter())
                .ifKnown()
                .filter(reads -> !ParameterValue.fits(reads, target.value()))
                .flatMap(
                        reads ->
                                blocked(
                                        "'"
                                                + target.value()
                                                + "' is not a value that it takes; it reads "
                                                + reads,
                                        "give a value of that kind"));
    }

    private Optional<Verdict> ofCpu(Target target, KernelModule module) {
        String flag = NEEDS.get(target.key());
        boolean on =
                module.live(target.parameter()).ifKnown().filter(ParameterValue::isOn).isPresent();
        boolean meaningless = target.is("kvm_intel", "enable_shadow_vmcs");
        if (flag == null
                || !target.value().equals("1")
                || !host.lacks(flag)
                || (on && !meaningless)) {
            return Optional.empty();
        }
        return blocked(
                "the CPU cannot: it does not show the flag " + flag,
                "leave " + target.parameter() + " out for this machine, or set it to false");
    }

    private static Optional<Verdict> asDesired(String evidence) {
        return Optional.of(new Verdict.AsDesired(List.of(evidence)));
    }

    private static Optional<Verdict> blocked(String reason, String remedy) {
        return Optional.of(new Verdict.Blocked(reason, remedy));
    }
}
