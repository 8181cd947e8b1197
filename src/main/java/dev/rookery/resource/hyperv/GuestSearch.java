package dev.rookery.resource.hyperv;

import dev.rookery.facts.Fact;
import dev.rookery.plan.Verdict.Blocked;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Which virtual machine of a host is meant by a name or an Id.
///
/// Hyper-V allows several machines of one name, and its cmdlets take wildcards: here a name is
/// exact, and must be one's alone.
sealed interface GuestSearch {
    /// It is this one.
    record Found(VirtualMachine machine) implements GuestSearch {}

    /// There is none, for sure.
    record None(Blocked why) implements GuestSearch {}

    /// It cannot be told which, or whether there is one.
    record Unclear(Blocked why) implements GuestSearch {}

    static GuestSearch of(String name, WindowsHost host) {
        return switch (host.virtualMachines()) {
            case Fact.Known<List<VirtualMachine>>(List<VirtualMachine> all) -> in(all, name, host);
            case Fact.Unknown<List<VirtualMachine>>(String reason) ->
                    new Unclear(
                            new Requirements(host)
                                    .administrator()
                                    .orElseGet(
                                            () ->
                                                    new Blocked(
                                                            "the guests of its parent cannot be"
                                                                    + " seen: "
                                                                    + reason,
                                                            "see what `Get-VM` says there")));
        };
    }

    private static GuestSearch in(List<VirtualMachine> all, String name, WindowsHost host) {
        String id = name.replaceAll("[{}]", "").toLowerCase(Locale.ROOT);
        List<VirtualMachine> found =
                all.stream()
                        .filter(
                                each ->
                                        each.id().equals(id)
                                                || each.called()
                                                        .ifKnown()
                                                        .filter(name::equals)
                                                        .isPresent())
                        .toList();
        boolean byId = found.size() == 1 && found.getFirst().id().equals(id);
        List<VirtualMachine> nameless =
                all.stream().filter(each -> each.called().ifKnown().isEmpty()).toList();
        if (!byId && !nameless.isEmpty()) {
            return new Unclear(
                    new Blocked(
                            "it cannot be told which virtual machine '%s' is: the name of %s is not known"
                                    .formatted(name, ids(nameless)),
                            "write guest_name: ID with its Id"));
        }
        return switch (found.size()) {
            case 0 -> none(all, name, host);
            case 1 -> new Found(found.getFirst());
            default ->
                    new Unclear(
                            new Blocked(
                                    "%d virtual machines of its parent are called '%s': %s"
                                            .formatted(found.size(), name, ids(found)),
                                    "write guest_name: ID with the Id of the one that is meant"));
        };
    }

    private static GuestSearch none(List<VirtualMachine> all, String name, WindowsHost host) {
        if (!host.featureIs("Enabled")) {
            return new None(
                    new Blocked(
                            "Hyper-V is not there on its parent, and so no virtual machine '"
                                    + name
                                    + "'",
                            "state hypervisor: { nested: true } for its parent, too"));
        }
        String others =
                all.stream().map(VirtualMachine::name).sorted().collect(Collectors.joining(", "));
        String remedy =
                all.stream()
                        .map(VirtualMachine::name)
                        .filter(name::equalsIgnoreCase)
                        .findFirst()
                        .map(near -> "did you mean guest_name: " + near + "?")
                        .orElse("create it, or write guest_name: with its name or Id there");
        return new None(
                new Blocked(
                        "there is no virtual machine '%s' on its parent; it has %s"
                                .formatted(name, others.isEmpty() ? "none" : others),
                        remedy));
    }

    private static String ids(List<VirtualMachine> machines) {
        return machines.stream().map(VirtualMachine::id).collect(Collectors.joining(", "));
    }
}
