package dev.rookery.resource.kvm;

import dev.rookery.facts.Fact;
import dev.rookery.facts.Observations;
import dev.rookery.plan.Verdict;

import java.util.List;
import java.util.Optional;

/// A KVM host as its guests depend on it.
public final class KvmParent {
    private final KvmHost host;

    private KvmParent(KvmHost host) {
        this.host = host;
    }

    /// What was observed of the host.
    public static KvmParent of(Observations observed) {
        return new KvmParent(KvmHost.of(observed));
    }

    /// The CPU flag that a hypervisor in a guest needs: `vmx` or `svm`.
    public Fact<String> extension() {
        return host.vendorModule().map(_ -> host.extension());
    }

    /// Whether scripts may change the host.
    public boolean isRoot() {
        return host.isRoot();
    }

    /// How much memory it has.
    public Fact<Long> memoryBytes() {
        return host.machine().memoryBytes();
    }

    /// What else manages its guests, in words such as `OpenStack Nova`.
    public List<String> managers() {
        return host.managers();
    }

    /// Whether its guests can nest now; unknown where the module does not show it.
    public Fact<Boolean> nests() {
        return switch (host.vendorModule()) {
            case Fact.Known<String>(String module) ->
                    host.module(module).live("nested").map(ParameterValue::isOn);
            case Fact.Unknown<String>(String reason) -> Fact.unknown(reason);
        };
    }

    /// Why its guests cannot nest, as things are now.
    public Optional<Verdict.Blocked> refusal() {
        if (nests().ifKnown().orElse(false)) {
            return Optional.empty();
        }
        return switch (host.vendorModule()) {
            case Fact.Unknown<String>(String reason) ->
                    Optional.of(
                            new Verdict.Blocked(
                                    reason, "use a machine whose CPU KVM has a module for"));
            case Fact.Known<String>(String module) -> Optional.of(refusal(module));
        };
    }

    private Verdict.Blocked refusal(String module) {
        Target on = Target.of(ModuleParameters.NESTED.hypervisor(), module).getFirst();
        return new Feasibility(host, module)
                .verdict(on)
                .filter(Verdict.Blocked.class::isInstance)
                .map(Verdict.Blocked.class::cast)
                .orElseGet(
                        () ->
                                new Verdict.Blocked(
                                        switch (nests()) {
                                            case Fact.Known<Boolean> _ -> module + ".nested is off";
                                            case Fact.Unknown<Boolean>(String reason) ->
                                                    "it cannot be told whether "
                                                            + module
                                                            + ".nested is on: "
                                                            + reason;
                                        },
                                        "state hypervisor: { nested: true } for it"));
    }
}
