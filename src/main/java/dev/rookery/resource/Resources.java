package dev.rookery.resource;

import dev.rookery.facts.Observations;
import dev.rookery.facts.OsFamily;
import dev.rookery.plan.Change;
import dev.rookery.plan.Check;
import dev.rookery.playbook.Wanted;
import dev.rookery.resource.hyperv.HyperV;
import dev.rookery.resource.hyperv.HyperVGuests;
import dev.rookery.resource.kvm.ModuleParameters;
import dev.rookery.resource.libvirt.LibvirtGuests;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The kinds of resources that there are.
///
/// @param kinds in the order in which their tasks run on a machine
/// @param guests the kinds of guests
public record Resources(List<Resource> kinds, List<GuestResource> guests) {
    public Resources {
        kinds = List.copyOf(kinds);
        guests = List.copyOf(guests);
    }

    /// The one list of kinds. Parameters that are loaded next come before those that a reload makes
    /// live.
    public static Resources all() {
        return new Resources(
                List.of(new ModuleParameters(), new HyperV()),
                List.of(new HyperVGuests(), new LibvirtGuests()));
    }

    /// The files of the script that observes a machine of this kind, in their order: all probes
    /// travel together.
    public List<String> probes(OsFamily os) {
        String suffix =
                switch (os) {
                    case LINUX -> ".sh";
                    case WINDOWS -> ".ps1";
                };
        return Stream.of(
                        Stream.of("facts/say" + suffix, "facts/probe" + suffix),
                        kinds.stream().filter(kind -> kind.os() == os).map(Resource::probe),
                        guests.stream().filter(kind -> kind.os() == os).map(GuestResource::probe))
                .flatMap(probes -> probes)
                .toList();
    }

    /// The files of the script that proves what is as desired; they come after those of
    /// [#probes(OsFamily)].
    public List<String> proofs(OsFamily os) {
        return kinds.stream()
                .filter(kind -> kind.os() == os)
                .flatMap(kind -> kind.proof().stream())
                .toList();
    }

    /// Every change of one machine.
    public List<Change> plan(Wanted wanted, Observations observed) {
        OsFamily os = OsFamily.of(observed);
        return Stream.of(
                        kinds.stream()
                                .filter(kind -> kind.os() == os)
                                .flatMap(kind -> kind.plan(wanted, observed).stream()),
                        NotYet.plan(wanted, os).stream(),
                        guestsOf(observed).stream().flatMap(kind -> kind.left(observed).stream()))
                .flatMap(changes -> changes)
                .toList();
    }

    /// Every change of what a machine gives one of its guests.
    ///
    /// @param name what the guest is called there
    /// @param parent what was observed of the machine
    public List<Change> given(String name, Wanted wanted, Observations parent) {
        return guestsOf(parent)
                .map(kind -> kind.plan(name, wanted, parent))
                .orElseGet(() -> NotYet.given(wanted));
    }

    /// What a machine knows of one of its guests.
    public GuestSight sight(String name, Observations parent) {
        return guestsOf(parent)
                .map(kind -> kind.sight(name, parent))
                .orElseGet(() -> GuestSight.unknown("guests of such a machine are not observed"));
    }

    private Optional<GuestResource> guestsOf(Observations parent) {
        OsFamily os = OsFamily.of(parent);
        return guests.stream().filter(kind -> kind.os() == os).findFirst();
    }

    /// Every check of one machine.
    public List<Check> checks(Observations observed) {
        OsFamily os = OsFamily.of(observed);
        return kinds.stream()
                .filter(kind -> kind.os() == os)
                .flatMap(kind -> kind.checks(observed).stream())
                .toList();
    }
}
