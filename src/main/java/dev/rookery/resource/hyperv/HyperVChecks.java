package dev.rookery.resource.hyperv;

import static dev.rookery.resource.hyperv.WindowsHost.isTrue;

import dev.rookery.facts.Fact;
import dev.rookery.plan.Check;
import dev.rookery.plan.Verdict;
import dev.rookery.resource.guest.GuestJob;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// What a Windows machine is checked for.
record HyperVChecks(WindowsHost host, Requirements requirements) {
    /// @param nested what would be planned for `nested: true`
    List<Check> all(Verdict nested) {
        List<Check> checks =
                new ArrayList<>(
                        List.of(
                                required(
                                        "rights",
                                        requirements.administrator(),
                                        "scripts run elevated"),
                                required(
                                        "Windows and CPU",
                                        requirements.nesting(),
                                        host.os().ifKnown().orElse("this Windows")
                                                + " lets guests nest on "
                                                + host.cpuVendor().ifKnown().orElse("its CPU")),
                                hardware(),
                                memory(),
                                Check.of("Hyper-V", nested),
                                guests()));
        checks.addAll(jobs());
        if (isTrue(host.clustered())) {
            checks.add(
                    Check.warn(
                            "cluster",
                            "a failover cluster manages this machine",
                            "drain the node before it is restarted"));
        }
        return checks;
    }

    private static Check required(String subject, Optional<Verdict.Blocked> missing, String good) {
        return missing.<Check>map(blocked -> Check.of(subject, blocked))
                .orElseGet(() -> Check.pass(subject, good));
    }

    private Check hardware() {
        return switch (host.firmware()) {
            case Fact.Unknown<Boolean>(String reason) ->
                    Check.pass("firmware", "not looked at: " + reason);
            case Fact.Known<Boolean> _ ->
                    required("firmware", requirements.hardware(), "virtualization is on");
        };
    }

    private Check memory() {
        return requirements
                .memoryNote()
                .map(note -> Check.warn("memory", note, "give it more"))
                .orElseGet(() -> Check.pass("memory", "enough"));
    }

    /// A guest that was stopped for a change and never started again is found here, too.
    private List<Check> jobs() {
        return host.virtualMachines().ifKnown().orElse(List.of()).stream()
                .flatMap(
                        machine ->
                                machine.job().ifKnown().flatMap(job -> job).stream()
                                        .map(job -> unfinished(machine, job)))
                .toList();
    }

    private static Check unfinished(VirtualMachine machine, GuestJob job) {
        return job.running()
                ? Check.warn(
                        "job",
                        "works on %s (%s)".formatted(machine.words(), job.words()),
                        "wait for its end")
                : Check.warn(
                        "job",
                        "left in the middle: %s (%s), which was %s before"
                                .formatted(machine.words(), job.words(), job.state()),
                        "apply a play with a guest: block for it, which finishes it");
    }

    private Check guests() {
        return switch (host.virtualMachines()) {
            case Fact.Unknown<List<VirtualMachine>>(String reason) ->
                    Check.warn("guests", "unknown: " + reason, "");
            case Fact.Known<List<VirtualMachine>>(List<VirtualMachine> all) -> {
                String running =
                        all.stream()
                                .filter(VirtualMachine::runs)
                                .map(VirtualMachine::words)
                                .collect(Collectors.joining(", "));
                yield running.isEmpty()
                        ? Check.pass("guests", "none runs")
                        : Check.warn(
                                "guests",
                                "running: " + running,
                                "a change that needs a restart waits for their end");
            }
        };
    }
}
