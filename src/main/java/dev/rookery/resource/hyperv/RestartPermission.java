package dev.rookery.resource.hyperv;

import static dev.rookery.resource.hyperv.WindowsHost.isTrue;

import dev.rookery.facts.Fact;
import dev.rookery.plan.Disruption;
import dev.rookery.plan.Verdict;
import dev.rookery.plan.Verdict.Pending;
import dev.rookery.playbook.Policy;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Whether the machine may be restarted now.
record RestartPermission(WindowsHost host, Policy policy) {
    private static final String LATER = "shut them down, then apply again";

    /// Why not; nothing if it may. What no permission helps against comes first.
    Optional<Verdict> refusal() {
        return cluster().or(this::allowed).or(this::guests);
    }

    private Optional<Verdict> allowed() {
        return policy.reboot()
                ? Optional.empty()
                : pending(
                        "it takes a restart, which the play does not allow",
                        policy.mode() == Policy.Mode.NEVER
                                ? "write reboot: true and no disruption: never in the play, then"
                                        + " apply again"
                                : "write reboot: true in the play, then apply again");
    }

    /// Guests are only there once the feature was enabled.
    private Optional<Verdict> guests() {
        return switch (host.virtualMachines()) {
            case Fact.Known<List<VirtualMachine>>(List<VirtualMachine> all) -> {
                String running =
                        all.stream()
                                .filter(VirtualMachine::runs)
                                .map(VirtualMachine::words)
                                .collect(Collectors.joining(", "));
                yield running.isEmpty()
                        ? Optional.empty()
                        : pending("it takes a restart, and guests run: " + running, LATER);
            }
            case Fact.Unknown<List<VirtualMachine>>(String reason) ->
                    pending(
                            "it takes a restart, and it cannot be told whether guests run: "
                                    + reason,
                            "restart it by hand, then apply again");
        };
    }

    private Optional<Verdict> cluster() {
        return isTrue(host.clustered())
                ? Optional.of(
                        new Verdict.Blocked(
                                "it takes a restart, and a failover cluster manages this machine",
                                "drain the node with Suspend-ClusterNode, restart it by hand, then"
                                        + " apply again"))
                : Optional.empty();
    }

    private static Optional<Verdict> pending(String reason, String remedy) {
        return Optional.of(new Pending(Disruption.REBOOT, reason, remedy));
    }
}
