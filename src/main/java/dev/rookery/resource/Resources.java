package dev.rookery.resource;

import dev.rookery.facts.Observations;
import dev.rookery.plan.Change;
import dev.rookery.playbook.Wanted;
import dev.rookery.resource.kvm.ModuleParameters;

import java.util.List;
import java.util.stream.Stream;

/// The kinds of resources that there are.
///
/// @param kinds in the order in which their tasks run on a machine
public record Resources(List<Resource> kinds) {
    private static final String MACHINE_PROBE = "facts/probe.sh";

    public Resources {
        kinds = List.copyOf(kinds);
    }

    /// The one list of kinds. Parameters that are loaded next come before those that a reload makes
    /// live.
    public static Resources all() {
        return new Resources(List.of(new ModuleParameters()));
    }

    /// The probes of one machine, which travel together in one script.
    public List<String> probes() {
        return Stream.concat(Stream.of(MACHINE_PROBE), kinds.stream().map(Resource::probe))
                .toList();
    }

    /// Every change of one machine.
    public List<Change> plan(Wanted wanted, Observations observed) {
        return Stream.concat(
                        kinds.stream().flatMap(kind -> kind.plan(wanted, observed).stream()),
                        NotYet.plan(wanted).stream())
                .toList();
    }
}
