package dev.rookery.resource.hyperv;

import dev.rookery.facts.Fact;
import dev.rookery.facts.Observations;
import dev.rookery.facts.OsFamily;
import dev.rookery.plan.Change;
import dev.rookery.plan.Verdict;
import dev.rookery.playbook.Wanted;
import dev.rookery.resource.GuestResource;
import dev.rookery.resource.GuestSight;
import dev.rookery.resource.guest.GuestPlan;

import java.util.ArrayList;
import java.util.List;

/// The virtual machines of a Hyper-V host.
///
/// What a machine can only be given while it is off is one change, and one power cycle at most.
public final class HyperVGuests implements GuestResource {
    static final String NAME = "guest";

    @Override
    public OsFamily os() {
        return OsFamily.WINDOWS;
    }

    @Override
    public String probe() {
        return "resource/hyperv/guest/probe.ps1";
    }

    @Override
    public List<Change> plan(String name, Wanted wanted, Observations parent) {
        Wanted.Guest guest = wanted.guest().orElseThrow();
        WindowsHost host = WindowsHost.of(parent);
        boolean gone =
                guest.state().filter(each -> each.value() == Wanted.State.ABSENT).isPresent();
        return switch (GuestSearch.of(name, host)) {
            case GuestSearch.Found(VirtualMachine machine) ->
                    gone ? List.of(cannotRemove()) : plan(guest, machine, host);
            case GuestSearch.None(Verdict.Blocked why) ->
                    List.of(
                            Change.of(
                                    NAME,
                                    gone
                                            ? new Verdict.AsDesired(
                                                    List.of("there is no such virtual machine"))
                                            : why));
            case GuestSearch.Unclear(Verdict.Blocked why) -> List.of(Change.of(NAME, why));
        };
    }

    private static List<Change> plan(Wanted.Guest guest, VirtualMachine machine, WindowsHost host) {
        List<Change> changes = new ArrayList<>();
        if (guest.state().isPresent()
                || guest.nested().isPresent()
                || guest.memoryBytes().isPresent()
                || guest.vcpus().isPresent()) {
            changes.addAll(new GuestPlan(new HyperVGuest(guest, machine, host)).plan());
        }
        GuestSettings settings = new GuestSettings(guest, machine, host);
        settings.autostart().ifPresent(changes::add);
        settings.spoofing().ifPresent(changes::add);
        guest.image().ifPresent(_ -> changes.add(other("image", "the guest is there already")));
        guest.libvirtCpu()
                .ifPresent(_ -> changes.add(other("libvirt.cpu", "its parent has Hyper-V")));
        guest.libvirtHyperv()
                .ifPresent(_ -> changes.add(other("libvirt.hyperv", "its parent has Hyper-V")));
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

    @Override
    public GuestSight sight(String name, Observations parent) {
        return switch (GuestSearch.of(name, WindowsHost.of(parent))) {
            case GuestSearch.Found(VirtualMachine machine) ->
                    new GuestSight(
                            Fact.known(machine.id()),
                            machine.state().map("Running"::equals),
                            machine.nested(),
                            addresses(machine));
            case GuestSearch.None(Verdict.Blocked why) -> GuestSight.unknown(why.reason());
            case GuestSearch.Unclear(Verdict.Blocked why) -> GuestSight.unknown(why.reason());
        };
    }

    /// Those of all its adapters. One adapter that says nothing does not make the others' unknown.
    private static Fact<List<String>> addresses(VirtualMachine machine) {
        return machine.adapters()
                .map(
                        adapters ->
                                adapters.stream()
                                        .flatMap(
                                                each ->
                                                        each
                                                                .addresses()
                                                                .ifKnown()
                                                                .orElse(List.of())
                                                                .stream())
                                        .filter(HyperVGuests::reachesFar)
                                        .toList());
    }

    /// Not one of RFC 3927 or of RFC 4291's link-local unicast, fe80::/10.
    private static boolean reachesFar(String address) {
        return !address.startsWith("169.254.") && !address.matches("(?i)fe[89ab][0-9a-f]:.*");
    }
}
