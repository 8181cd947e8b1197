package dev.rookery.resource.libvirt;

import dev.rookery.facts.Fact;
import dev.rookery.plan.Verdict.Blocked;
import dev.rookery.playbook.Stated;
import dev.rookery.playbook.Wanted;
import dev.rookery.resource.guest.GuestKey;

import java.util.List;
import java.util.Optional;

/// What must be so, on its parent and on itself, before a domain can be as stated.
record DomainRequirements(Wanted.Guest guest, Domain domain, LibvirtHost host, DomainKeys keys) {
    Optional<Blocked> refusal() {
        return nesting()
                .or(this::transientDomain)
                .or(this::cpu)
                .or(this::memory)
                .or(this::vcpus)
                .or(this::root);
    }

    private Optional<DomainXml> xml() {
        return domain.inactive().ifKnown();
    }

    private boolean differs(String key) {
        return keys.differing().stream().anyMatch(each -> each.difference().key().equals(key));
    }

    private Optional<Blocked> nesting() {
        if (guest.nested().filter(Stated::value).isEmpty()) {
            return Optional.empty();
        }
        return host.kvm()
                .refusal()
                .map(
                        why ->
                                new Blocked(
                                        "its parent cannot let it nest: " + why.reason(),
                                        "on its parent: " + why.remedy()))
                .or(() -> xml().flatMap(this::kind));
    }

    private Optional<Blocked> kind(DomainXml xml) {
        if (!xml.type().equals("kvm")) {
            return blocked(
                    "it is a domain of the type '"
                            + xml.type()
                            + "', and only one of the type kvm runs on its parent's CPU",
                    "define it with <domain type='kvm'>");
        }
        if (!xml.architecture().matches("x86_64|i686|")) {
            return blocked(
                    "its architecture is " + xml.architecture() + ", and only x86 guests nest",
                    "leave nested out for it");
        }
        if (xml.isConfidential()) {
            return blocked(
                    "its memory is encrypted (<launchSecurity>), and KVM runs in no such guest",
                    "define it without <launchSecurity>");
        }
        return xml.overridesCpu()
                ? blocked(
                        "its <qemu:commandline> gives QEMU a -cpu of its own",
                        "remove that -cpu, and state libvirt: { cpu: } instead")
                : Optional.empty();
    }

    private Optional<Blocked> transientDomain() {
        boolean changes = !keys.differing().isEmpty() || guest.state().isPresent();
        return changes && domain.persistent().ifKnown().filter(yes -> !yes).isPresent()
                ? blocked(
                        "it is transient: it has no definition that could be changed, and is gone"
                                + " when it is off",
                        "define it with `virsh define`, then apply again")
                : Optional.empty();
    }

    private Optional<Blocked> cpu() {
        if (guest.libvirtCpu().isEmpty() || !differs(DomainKeys.CPU)) {
            return Optional.empty();
        }
        String wanted = guest.libvirtCpu().get().value();
        if (!wanted.matches("[A-Za-z0-9._-]+")) {
            return blocked(
                    "'" + wanted + "' is no CPU's name",
                    "use host-passthrough, host-model, maximum or a model of"
                            + " `virsh domcapabilities`");
        }
        return host.lacksCpu(wanted)
                ? blocked(
                        "its parent's libvirt cannot give a guest the CPU " + wanted,
                        "use one that `virsh domcapabilities` says is usable there")
                : Optional.empty();
    }

    private Optional<Blocked> memory() {
        Optional<Long> wanted = guest.memoryBytes().map(Stated::value);
        if (wanted.isEmpty()) {
            return Optional.empty();
        }
        if (host.kvm().memoryBytes().ifKnown().filter(most -> wanted.get() > most).isPresent()) {
            return blocked(
                    "its parent has %.1f GiB of memory, and it shall have %s"
                            .formatted(
                                    host.kvm().memoryBytes().ifKnown().orElseThrow()
                                            / (double) (1 << 30),
                                    GuestKey.bytes(wanted.get())),
                    "state less memory");
        }
        boolean parted =
                xml().filter(each -> each.hasNuma() || each.hasMemoryDevices()).isPresent();
        return parted && differs(DomainKeys.MEMORY)
                ? blocked(
                        "its memory is made of NUMA cells or memory devices",
                        "change those by hand, or leave memory out")
                : Optional.empty();
    }

    private Optional<Blocked> vcpus() {
        Optional<Integer> wanted = guest.vcpus().map(Stated::value);
        if (wanted.isEmpty() || !differs(DomainKeys.VCPUS) || xml().isEmpty()) {
            return Optional.empty();
        }
        if (xml().get().listsVcpus()) {
            return blocked(
                    "its virtual CPUs are listed one by one (<vcpus>)",
                    "change that list by hand, or leave vcpus out");
        }
        int most = xml().get().mostVcpus().orElse(1);
        boolean bound = xml().get().topology().isPresent() || xml().get().hasNuma();
        return bound && wanted.get() > most
                ? blocked(
                        "its CPU topology or its NUMA cells are made for %d virtual CPUs, and it shall have %d"
                                .formatted(most, wanted.get()),
                        "change <topology> or <numa> by hand, or state %d vcpus at most"
                                .formatted(most))
                : Optional.empty();
    }

    private Optional<Blocked> root() {
        boolean changes = !keys.differing().isEmpty() || guest.state().isPresent();
        return changes && !host.kvm().isRoot()
                ? blocked(
                        "only root may change it, and the scripts do not run as root",
                        "log in as root, or set ansible_become: true (-b) for its parent")
                : Optional.empty();
    }

    static Optional<Blocked> managed(LibvirtHost host, Domain domain) {
        List<String> managers = host.kvm().managers();
        if (!managers.isEmpty()) {
            return blocked(
                    String.join(" and ", managers) + " manages the guests of its parent",
                    "change it with that");
        }
        return domain.job() instanceof Fact.Unknown<?>(String reason)
                ? blocked(
                        "it cannot be told whether a job of Rookery works on it: " + reason,
                        "see /var/lib/rookery/guests on its parent")
                : Optional.empty();
    }

    private static Optional<Blocked> blocked(String reason, String remedy) {
        return Optional.of(new Blocked(reason, remedy));
    }
}
