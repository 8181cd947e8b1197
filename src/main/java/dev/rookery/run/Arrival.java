package dev.rookery.run;

import dev.rookery.connect.ConnectionException;

/// Waits for a machine that was just started.
final class Arrival {
    private Arrival() {}

    /// What was seen of it, or why it could not be seen in time.
    static Probed await(Site site, Run run) {
        run.events().accept(new Event.Awaited(site.machine().name()));
        long end = System.nanoTime() + run.patience().back().toNanos();
        int refusedLogins = 0;
        while (true) {
            Probed probed;
            try {
                var _ = site.session();
                refusedLogins = 0;
                probed = site.observe();
            } catch (ConnectionException away) {
                refusedLogins = Restart.refusedLogins(refusedLogins, away);
                probed = new Probed.Unseen(site.machine().name(), Failures.of(away));
            }
            if (probed instanceof Probed.Seen
                    || refusedLogins == Restart.LOGINS
                    || System.nanoTime() > end
                    || run.interruption().isRequested()
                    || !sleep(run)) {
                return probed;
            }
            site.forget();
            // Only its parent may know where it is by now.
            site.parent().ifPresent(Site::observe);
        }
    }

    /// @return whether it came to its end
    private static boolean sleep(Run run) {
        try {
            Thread.sleep(run.patience().between());
            return true;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
