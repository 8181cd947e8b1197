package dev.rookery.report;

import dev.rookery.plan.Change;
import dev.rookery.plan.Disruption;
import dev.rookery.plan.MachinePlan;
import dev.rookery.plan.Plan;
import dev.rookery.plan.Verdict;

import java.util.ArrayList;
import java.util.List;

/// What a plan comes to, in numbers.
///
/// @param powerCycles guests that are shut down and started again
/// @param stopped changes for which guests are stopped
public record Totals(
        int updates,
        int reloads,
        int reboots,
        int powerCycles,
        int stopped,
        int pending,
        int blocked,
        int deferred,
        int unplanned) {
    /// Adds up a plan.
    public static Totals of(Plan plan) {
        List<Verdict> verdicts =
                plan.machines().stream()
                        .flatMap(machine -> machine.changes().stream())
                        .map(Change::verdict)
                        .toList();
        return new Totals(
                count(verdicts, Verdict.Update.class),
                disrupting(verdicts, Disruption.MODULE_RELOAD),
                disrupting(verdicts, Disruption.REBOOT),
                disrupting(verdicts, Disruption.POWER_CYCLE),
                disrupting(verdicts, Disruption.GUESTS_STOPPED),
                count(verdicts, Verdict.Pending.class),
                count(verdicts, Verdict.Blocked.class),
                count(verdicts, Verdict.Deferred.class),
                (int)
                        plan.machines().stream()
                                .filter(MachinePlan.Unplanned.class::isInstance)
                                .count());
    }

    private static int count(List<Verdict> verdicts, Class<? extends Verdict> kind) {
        return (int) verdicts.stream().filter(kind::isInstance).count();
    }

    private static int disrupting(List<Verdict> verdicts, Disruption disruption) {
        return (int)
                verdicts.stream()
                        .filter(
                                verdict ->
                                        verdict instanceof Verdict.Update update
                                                && update.disruption() == disruption)
                        .count();
    }

    /// Whether a machine was reached that is not as desired.
    public boolean differs() {
        return updates + pending + blocked + deferred > 0;
    }

    /// `2 to change, 1 module reload, 0 reboots; 1 blocked`.
    String words() {
        String guests =
                (powerCycles > 0 ? ", " + counted(powerCycles, "power cycle") : "")
                        + (stopped > 0 ? ", " + stopped + " with guests stopped" : "");
        List<String> rest = new ArrayList<>();
        add(rest, blocked, "blocked");
        add(rest, pending, "pending");
        add(rest, deferred, "deferred");
        add(rest, unplanned, "not planned");
        return updates
                + " to change, "
                + counted(reloads, "module reload")
                + ", "
                + counted(reboots, "reboot")
                + guests
                + (rest.isEmpty() ? "" : "; " + String.join(", ", rest));
    }

    private static void add(List<String> to, int count, String word) {
        if (count > 0) {
            to.add(count + " " + word);
        }
    }

    static String counted(int count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }
}
