package dev.rookery.resource;

import dev.rookery.diagnostic.Location;
import dev.rookery.facts.OsFamily;
import dev.rookery.plan.Change;
import dev.rookery.plan.Verdict;
import dev.rookery.playbook.Wanted;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What a playbook may state already, though no resource can make it so yet.
final class NotYet {
    private NotYet() {}

    static List<Change> plan(Wanted wanted, OsFamily os) {
        return Stream.of(
                        wanted.guest().map(guest -> blocked("guest", guest.at())),
                        wanted.hypervisor()
                                .installed()
                                .filter(_ -> os == OsFamily.LINUX)
                                .map(stated -> blocked("hypervisor.installed", stated.at())))
                .flatMap(Optional::stream)
                .toList();
    }

    /// Of a machine whose parent's guests no resource knows.
    static Change guest(Wanted.Guest guest) {
        return blocked("guest", guest.at());
    }

    private static Change blocked(String key, Location at) {
        return new Change(
                key,
                new Verdict.Blocked(
                        "'" + key + "' is not supported yet (stated at " + at + ")",
                        "make it so by hand, and leave it out of the playbook"),
                List.of(),
                List.of(),
                Optional.empty());
    }
}
