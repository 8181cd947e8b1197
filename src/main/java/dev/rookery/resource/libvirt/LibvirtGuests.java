package dev.rookery.resource.libvirt;

import dev.rookery.facts.Fact;
import dev.rookery.facts.Observations;
import dev.rookery.facts.OsFamily;
import dev.rookery.plan.Change;
import dev.rookery.plan.Difference;
import dev.rookery.plan.Disruption;
import dev.rookery.plan.Task;
import dev.rookery.plan.Verdict;
import dev.rookery.playbook.Stated;
import dev.rookery.playbook.Wanted;
import dev.rookery.resource.GuestResource;
import dev.rookery.resource.GuestSight;
import dev.rookery.resource.guest.GuestPlan;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The domains that libvirt has on a KVM host: the system's, and those of its users' sessions.
///
/// What a domain is given at its next start is one change, and one power cycle at most.
public final class LibvirtGuests implements GuestResource {
    private static final String NAME = "guest";
    private static final String AUTOSTART = "guest autostart";

    @Override
    public OsFamily os() {
        return OsFamily.LINUX;
    }

    @Override
    public String probe() {
        return "resource/libvirt/probe.sh";
    }

    @Override
    public List<Change> plan(String name, Wanted wanted, Observations parent) {
        Wanted.Guest guest = wanted.guest().orElseThrow();
        LibvirtHost host = LibvirtHost.of(parent);
        boolean gone =
                guest.state().filter(each -> each.value() == Wanted.State.ABSENT).isPresent();
        return switch (DomainSearch.of(name, host)) {
            case DomainSearch.Found(Domain domain) ->
                    gone ? List.of(cannotRemove()) : plan(guest, domain, host);
            case DomainSearch.None(Verdict.Blocked why) ->
                    List.of(
                            Change.of(
                                    NAME,
                                    gone
                                            ? new Verdict.AsDesired(
                                                    List.of("there is no such domain"))
                                            : why));
            case DomainSearch.Unclear(Verdict.Blocked why) -> List.of(Change.of(NAME, why));
        };
    }

    private static List<Change> plan(Wanted.Guest guest, Domain domain, LibvirtHost host) {
        List<Change> changes = new ArrayList<>();
        if (guest.state().isPresent()
                || guest.nested().isPresent()
                || guest.memoryBytes().isPresent()
                || guest.vcpus().isPresent()
                || guest.libvirtCpu().isPresent()
                || guest.libvirtHyperv().isPresent()) {
            changes.addAll(new GuestPlan(new LibvirtGuest(guest, domain, host)).plan());
        }
        guest.autostart().ifPresent(stated -> changes.add(autostart(stated, domain, host)));
        guest.image().ifPresent(_ -> changes.add(other("image", "the guest is there already")));
        guest.upgradeVersion()
                .ifPresent(_ -> changes.add(other("hyperv.upgrade_version", "its parent has KVM")));
        guest.macAddressSpoofing()
                .ifPresent(
                        _ ->
                                changes.add(
                                        other(
                                                "hyperv.mac_address_spoofing",
                                                "its parent has KVM")));
        return changes;
    }

    private static Change cannotRemove() {
        return Change.of(
                NAME,
                new Verdict.Blocked(
                        "removing a guest is not supported yet",
                        "remove it by hand, or leave state: absent out of the playbook"));
    }

    private static Change other(String key, String reason) {
        return Change.of("guest " + key, new Verdict.NotApplicable(reason));
    }

    private static Change autostart(Stated<Boolean> stated, Domain domain, LibvirtHost host) {
        boolean wanted = stated.value();
        return switch (domain.autostart()) {
            case Fact.Known<Boolean>(Boolean now) when now == wanted ->
                    Change.of(
                            AUTOSTART,
                            new Verdict.AsDesired(List.of("its autostart is " + onOff(now))));
            case Fact.Known<Boolean>(Boolean now) ->
                    new Change(
                            AUTOSTART,
                            autostart(wanted, domain, host),
                            List.of(
                                    new Difference(
                                            "autostart",
                                            Optional.of(onOff(now)),
                                            Optional.of(onOff(wanted)))),
                            List.of(),
                            Optional.empty());
            case Fact.Unknown<Boolean>(String reason) ->
                    Change.of(
                            AUTOSTART,
                            new Verdict.Blocked(
                                    "it cannot be told what it is: " + reason,
                                    "see what `virsh dominfo` says of it on its parent"));
        };
    }

    private static Verdict autostart(boolean wanted, Domain domain, LibvirtHost host) {
        if (domain.persistent().ifKnown().filter(yes -> !yes).isPresent()) {
            return new Verdict.Blocked(
                    "it is transient, and such a domain is never started by libvirt",
                    "define it with `virsh define`, then apply again");
        }
        if (!host.kvm().isRoot()) {
            return new Verdict.Blocked(
                    "only root may change it, and the scripts do not run as root",
                    "log in as root, or set ansible_become: true (-b) for its parent");
        }
        return DomainRequirements.managed(host, domain)
                .<Verdict>map(blocked -> blocked)
                .orElseGet(
                        () ->
                                new Verdict.Update(
                                        new Task(
                                                "resource/libvirt/autostart.sh",
                                                Map.of(
                                                        "uri",
                                                        domain.connection(),
                                                        "uuid",
                                                        domain.uuid(),
                                                        "autostart",
                                                        wanted ? "yes" : "no")),
                                        Disruption.NOTHING,
                                        "its autostart differs"));
    }

    private static String onOff(boolean on) {
        return on ? "on" : "off";
    }

    @Override
    public List<Change> left(Observations parent) {
        return new LeftGuests(LibvirtHost.of(parent)).plan();
    }

    @Override
    public GuestSight sight(String name, Observations parent) {
        LibvirtHost host = LibvirtHost.of(parent);
        return switch (DomainSearch.of(name, host)) {
            case DomainSearch.Found(Domain domain) ->
                    new GuestSight(
                            Fact.known(domain.uuid()),
                            domain.state().map(Domain.WORDS.running()::equals),
                            Exposure.of(domain, host),
                            domain.addresses());
            case DomainSearch.None(Verdict.Blocked why) -> GuestSight.unknown(why.reason());
            case DomainSearch.Unclear(Verdict.Blocked why) -> GuestSight.unknown(why.reason());
        };
    }
}
