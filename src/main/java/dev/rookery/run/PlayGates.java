package dev.rookery.run;

import dev.rookery.playbook.Desired.PlayLimits;

import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/// Keeps to each play's `serial` and `max_failures`.
///
/// A machine passes the gates of all plays that name it, in the plays' order, so that no two
/// machines wait for each other.
final class PlayGates {
    private final List<Gate> gates;

    PlayGates(List<PlayLimits> plays) {
        gates = plays.stream().map(Gate::new).toList();
    }

    /// Does the machine's work once every play that names it has room for it, or skips it if too
    /// many of such a play have failed.
    Applied pass(String machine, Supplier<Applied> work, Supplier<Applied> skip) {
        List<Gate> mine =
                gates.stream().filter(gate -> gate.play.machines().contains(machine)).toList();
        mine.forEach(gate -> gate.room.acquireUninterruptibly());
        try {
            if (mine.stream().anyMatch(Gate::isShut)) {
                return skip.get();
            }
            Applied applied = work.get();
            if (applied.hasFailed()) {
                mine.forEach(gate -> gate.failures.incrementAndGet());
            }
            return applied;
        } finally {
            mine.forEach(gate -> gate.room.release());
        }
    }

    private static final class Gate {
        private final PlayLimits play;
        private final Semaphore room;
        private final AtomicInteger failures = new AtomicInteger();

        Gate(PlayLimits play) {
            this.play = play;
            this.room = new Semaphore(play.serial(), true);
        }

        boolean isShut() {
            return play.maxFailures().isPresent() && failures.get() > play.maxFailures().getAsInt();
        }
    }
}
