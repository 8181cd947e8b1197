package dev.rookery.resource.hyperv;

import static dev.rookery.resource.hyperv.WindowsHost.isFalse;

import dev.rookery.facts.Fact;
import dev.rookery.plan.Verdict.Blocked;
import dev.rookery.resource.guest.GuestJob;

import java.util.Optional;

/// Who else manages a guest, and so is the one to stop or change it.
record GuestManagers(VirtualMachine machine, WindowsHost host) {
    /// What is unknown may be managed.
    Optional<Blocked> refusal() {
        return cluster().or(this::replication).or(this::job);
    }

    private Optional<Blocked> cluster() {
        return switch (machine.clustered()) {
            case Fact.Known<Boolean>(Boolean yes) ->
                    yes
                            ? blocked(
                                    "a failover cluster manages it",
                                    "change it with the cluster's own tools")
                            : Optional.empty();
            case Fact.Unknown<Boolean>(String reason) ->
                    isFalse(host.clustered())
                            ? Optional.empty()
                            : blocked(
                                    "it cannot be told whether a failover cluster manages it: "
                                            + reason,
                                    "see what `Get-VM` says of it on its parent");
        };
    }

    private Optional<Blocked> replication() {
        return switch (machine.replication()) {
            case Fact.Known<String>(String state) ->
                    state.equals("Disabled")
                            ? Optional.empty()
                            : blocked(
                                    "it is replicated (" + state + ")",
                                    "change it by hand on both sides");
            case Fact.Unknown<String>(String reason) ->
                    blocked(
                            "it cannot be told whether it is replicated: " + reason,
                            "see what `Get-VMReplication` says on its parent");
        };
    }

    private Optional<Blocked> job() {
        return switch (machine.job()) {
            case Fact.Known<Optional<GuestJob>> _ -> Optional.empty();
            case Fact.Unknown<Optional<GuestJob>>(String reason) ->
                    blocked(
                            "it cannot be told whether a job of Rookery works on it: " + reason,
                            "see Rookery\\guests in ProgramData on its parent");
        };
    }

    private static Optional<Blocked> blocked(String reason, String remedy) {
        return Optional.of(new Blocked(reason, remedy));
    }
}
