package dev.rookery.resource.kvm;

import dev.rookery.facts.Fact;
import dev.rookery.plan.Change;
import dev.rookery.plan.Verdict;

import java.util.List;
import java.util.Optional;

/// Whether a machine whose parameters are as desired does what they are for. A parameter that reads
/// 1 proves nothing.
record Proof(KvmHost host) {
    private static final String NAME = "virtual machines";
    private static final String MADE = "proof.virtual-machine";
    private static final String REFUSED = "proof.refused";

    /// What was proven; nothing where no proof was asked for.
    Optional<Change> change() {
        if (host.observed().below("proof.").isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                Change.of(
                        NAME,
                        host.observed()
                                .one(REFUSED)
                                .ifKnown()
                                .<Verdict>map(this::refused)
                                .orElseGet(this::made)));
    }

    private Verdict refused(String words) {
        return new Verdict.Blocked(
                "no virtual machine can be made through /dev/kvm: " + words,
                host.isRoot()
                        ? "see what the kernel's log says of KVM"
                        : "log in as root, or set ansible_become: true (-b)");
    }

    private Verdict made() {
        String words =
                switch (host.observed().one(MADE)) {
                    case Fact.Known<String>(String tool) ->
                            "a virtual machine was made through /dev/kvm, by " + tool;
                    case Fact.Unknown<String>(String reason) -> "not proven: " + reason;
                };
        return new Verdict.AsDesired(List.of(cpu(), words));
    }

    private String cpu() {
        return "the CPU "
                + (host.lacksExtension() ? "does not show " : "shows ")
                + host.extension();
    }
}
