package dev.rookery.resource.kvm;

import dev.rookery.facts.Fact;
import dev.rookery.plan.Change;
import dev.rookery.plan.Check;

import java.util.ArrayList;
import java.util.List;

/// What a KVM host is checked for.
record KvmChecks(KvmHost host) {
    /// @param nested what would be planned for `nested: true`
    List<Check> all(List<Change> nested) {
        List<Check> checks = new ArrayList<>(List.of(rights(), cpu()));
        for (Change change : nested) {
            checks.add(Check.of(change.resource(), change.verdict()));
            change.notes().forEach(note -> checks.add(Check.warn(change.resource(), note, "")));
        }
        host.vendorModule().ifKnown().ifPresent(module -> checks.add(use(module)));
        if (!host.managers().isEmpty()) {
            checks.add(
                    Check.warn(
                            "managers",
                            String.join(" and ", host.managers()) + " runs guests here",
                            "move guests with it, not by hand"));
        }
        return checks;
    }

    private Check rights() {
        return host.isRoot()
                ? Check.pass("rights", "scripts run as root")
                : Check.warn(
                        "rights",
                        "scripts do not run as root: some things cannot be seen, none changed",
                        "log in as root, or set ansible_become: true (-b)");
    }

    private Check cpu() {
        return switch (host.machine().cpuFlags()) {
            case Fact.Unknown<?>(String reason) ->
                    Check.warn("CPU", "its flags are unknown: " + reason, "");
            case Fact.Known<?> _ when host.lacksExtension() ->
                    Check.fail(
                            "CPU",
                            "it does not show the flag " + host.extension(),
                            host.isGuest()
                                    ? "make its parent expose it, then power-cycle the machine"
                                    : "switch on virtualization in the firmware's setup");
            case Fact.Known<?> _ ->
                    Check.pass(
                            "CPU",
                            host.machine().cpuModel().ifKnown().orElse("CPU")
                                    + " has "
                                    + host.extension());
        };
    }

    private Check use(String module) {
        return new ModuleUse(host, module)
                .byWhom(false)
                .map(
                        users ->
                                Check.warn(
                                        "in use",
                                        users,
                                        "a change that needs a reload waits for its end"))
                .orElseGet(() -> Check.pass("in use", "nobody uses " + module));
    }
}
