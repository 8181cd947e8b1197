package dev.rookery.run;

/// Waits for a machine that was just started.
final class Arrival {
    private Arrival() {}

    /// What was seen of it, or why it could not be seen in time.
    static Probed await(Site site, Run run) {
        run.events().accept(new Event.Awaited(site.machine().name()));
        long end = System.nanoTime() + run.patience().back().toNanos();
        Probed probed = site.observe();
        while (probed instanceof Probed.Unseen
                && System.nanoTime() < end
                && !run.interruption().isRequested()) {
            try {
                Thread.sleep(run.patience().between());
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return probed;
            }
            site.forget();
            // Only its parent may know where it is by now.
            site.parent().ifPresent(Site::observe);
            probed = site.observe();
        }
        return probed;
    }
}
