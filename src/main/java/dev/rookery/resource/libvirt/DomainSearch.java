package dev.rookery.resource.libvirt;

import dev.rookery.facts.Fact;
import dev.rookery.plan.Verdict.Blocked;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Which domain of a host is meant by a name or a UUID. A name is one's alone within a connection
/// only.
sealed interface DomainSearch {
    /// It is this one.
    record Found(Domain domain) implements DomainSearch {}

    /// There is none, for sure.
    record None(Blocked why) implements DomainSearch {}

    /// It cannot be told which, or whether there is one.
    record Unclear(Blocked why) implements DomainSearch {}

    static DomainSearch of(String name, LibvirtHost host) {
        String uuid = name.toLowerCase(Locale.ROOT);
        List<Domain> byUuid =
                host.domains().stream().filter(each -> each.uuid().equals(uuid)).toList();
        if (byUuid.size() == 1) {
            return new Found(byUuid.getFirst());
        }
        if (host.complete() instanceof Fact.Unknown<Boolean>(String reason)) {
            return new Unclear(
                    new Blocked(
                            "the guests of its parent cannot all be seen: " + reason,
                            host.kvm().isRoot()
                                    ? "see what `virsh list --all` says there, or write guest_name:"
                                            + " with its UUID"
                                    : "log in as root, or set ansible_become: true (-b)"));
        }
        List<Domain> found =
                host.domains().stream()
                        .filter(each -> each.called().ifKnown().filter(name::equals).isPresent())
                        .toList();
        List<Domain> nameless =
                host.domains().stream().filter(each -> each.called().ifKnown().isEmpty()).toList();
        if (!nameless.isEmpty() && byUuid.isEmpty()) {
            return new Unclear(
                    new Blocked(
                            "it cannot be told which domain '%s' is: the name of %s is not known"
                                    .formatted(name, places(nameless)),
                            "write guest_name: with its UUID"));
        }
        return switch (found.size()) {
            case 0 -> byUuid.isEmpty() ? none(name, host) : several(name, byUuid);
            case 1 -> new Found(found.getFirst());
            default -> several(name, found);
        };
    }

    private static DomainSearch several(String name, List<Domain> found) {
        return new Unclear(
                new Blocked(
                        "%d domains of its parent are called '%s': %s"
                                .formatted(found.size(), name, places(found)),
                        "write guest_name: with the UUID of the one that is meant"));
    }

    private static DomainSearch none(String name, LibvirtHost host) {
        if (!host.complete().ifKnown().orElse(false)) {
            return new None(
                    new Blocked(
                            "libvirt is not there on its parent, and so no domain '" + name + "'",
                            "install libvirt and its client there, and define the domain"));
        }
        String others =
                host.domains().stream()
                        .map(Domain::name)
                        .sorted()
                        .collect(Collectors.joining(", "));
        String remedy =
                host.domains().stream()
                        .map(Domain::name)
                        .filter(name::equalsIgnoreCase)
                        .findFirst()
                        .map(near -> "did you mean guest_name: " + near + "?")
                        .orElse("create it, or write guest_name: with its name or UUID there");
        return new None(
                new Blocked(
                        "there is no domain '%s' on its parent; it has %s"
                                .formatted(name, others.isEmpty() ? "none" : others),
                        remedy));
    }

    private static String places(List<Domain> domains) {
        return domains.stream()
                .map(each -> each.uuid() + " of " + each.connection())
                .collect(Collectors.joining(", "));
    }
}
