package dev.rookery.resource.libvirt;

import dev.rookery.plan.Change;
import dev.rookery.plan.Difference;
import dev.rookery.plan.Disruption;
import dev.rookery.plan.Task;
import dev.rookery.plan.Verdict;
import dev.rookery.resource.guest.GuestJob;
import dev.rookery.resource.guest.GuestPower;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Guests that a reload of modules shut down and that were never started again, because the host
/// itself went down meanwhile. No playbook needs to speak of them.
record LeftGuests(LibvirtHost host) {
    private static final String NAME = "guests that a reload shut down";

    /// What the phases of such a job begin with: `resource/kvm/module/guests.sh`.
    private static final String RELOAD = "reload-";

    List<Change> plan() {
        List<Domain> left = host.domains().stream().filter(LeftGuests::isLeft).toList();
        if (left.isEmpty()) {
            return List.of();
        }
        String run =
                left.getFirst().job().ifKnown().flatMap(job -> job).map(GuestJob::run).orElse("");
        return List.of(
                new Change(
                        NAME,
                        verdict(left, run),
                        left.stream().map(LeftGuests::difference).toList(),
                        List.of(),
                        Optional.empty()));
    }

    private static boolean isLeft(Domain domain) {
        return domain.job()
                .ifKnown()
                .flatMap(job -> job)
                .filter(job -> !job.running() && job.phase().startsWith(RELOAD))
                .filter(_ -> domain.power() == GuestPower.OFF || domain.power() == GuestPower.SAVED)
                .isPresent();
    }

    private Verdict verdict(List<Domain> left, String run) {
        if (!host.kvm().isRoot()) {
            return new Verdict.Blocked(
                    "only root may start them, and the scripts do not run as root",
                    "log in as root, or set ansible_become: true (-b)");
        }
        String guests =
                String.join(
                        "\n",
                        left.stream().map(one -> one.uuid() + " " + one.connection()).toList());
        return new Verdict.Update(
                new Task("resource/libvirt/restore.sh", Map.of("guests", guests)),
                Disruption.NOTHING,
                "run %s was ended before it started them again".formatted(run));
    }

    private static Difference difference(Domain domain) {
        return new Difference(
                "state of " + domain.name(),
                domain.state().ifKnown(),
                Optional.of(Domain.WORDS.running()));
    }
}
