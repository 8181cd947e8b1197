package dev.rookery.resource;

import dev.rookery.facts.Observations;
import dev.rookery.facts.OsFamily;
import dev.rookery.plan.Change;
import dev.rookery.playbook.Wanted;
import dev.rookery.resource.hyperv.HyperV;
import dev.rookery.resource.kvm.ModuleParameters;

import java.util.List;
import java.util.stream.Stream;

/// The kinds of resources that there are.
///
/// @param kinds in the order in which their tasks run on a machine
public record Resources(List<Resource> kinds) {
    public Resources {
        kinds = List.copyOf(kinds);
    }

    /// The one list of kinds. Parameters that are loaded next come before those that a reload makes
    /// live.
    public static Resources all() {
        return new Resources(List.of(new ModuleParameters(), new HyperV()));
    }

    /// The files of the script that observes a machine of this kind, in their order: all probes
    /// travel together.
    public List<String> probes(OsFamily os) {
        String suffix =
                switch (os) {
                    case LINUX -> ".sh";
                    case WINDOWS -> ".ps1";
                };
        return Stream.concat(
                        Stream.of("facts/say" + suffix, "facts/probe" + suffix),
                        kinds.stream().filter(kind -> kind.os() == os).map(Resource::probe))
                .toList();
    }

    /// Every change of one machine.
    public List<Change> plan(Wanted wanted, Observations observed) {
        OsFamily os = OsFamily.of(observed);
        return Stream.concat(
                        kinds.stream()
                                .filter(kind -> kind.os() == os)
                                .flatMap(kind -> kind.plan(wanted, observed).stream()),
                        NotYet.plan(wanted, os).stream())
                .toList();
    }
}
