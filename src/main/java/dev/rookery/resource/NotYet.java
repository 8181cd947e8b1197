package dev.rookery.resource;

import dev.rookery.diagnostic.Location;
import dev.rookery.facts.OsFamily;
import dev.rookery.plan.Change;
import dev.rookery.plan.Verdict;
import dev.rookery.playbook.Wanted;

import java.util.List;

/// What a playbook may state already, though no resource can make it so yet.
final class NotYet {
    private NotYet() {}

    static List<Change> plan(Wanted wanted, OsFamily os) {
        return wanted
                .hypervisor()
                .installed()
                .filter(_ -> os == OsFamily.LINUX)
                .map(stated -> blocked("hypervisor.installed", stated.at()))
                .stream()
                .toList();
    }

    static List<Change> given(Wanted wanted) {
        return wanted.guest().map(guest -> blocked("guest", guest.at())).stream().toList();
    }

    private static Change blocked(String key, Location at) {
        return Change.of(
                key,
                new Verdict.Blocked(
                        "'" + key + "' is not supported yet (stated at " + at + ")",
                        "make it so by hand, and leave it out of the playbook"));
    }
}
