package dev.rookery.cli;

import dev.rookery.inventory.Machine;
import dev.rookery.plan.Outcome;
import dev.rookery.plan.Plan;
import dev.rookery.playbook.Desired;
import dev.rookery.report.Report;
import dev.rookery.run.Applier;
import dev.rookery.run.Interruption;
import dev.rookery.run.Planner;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/// A playbook, the machines that it speaks of, and what works on them.
record Job(
        Map<String, Machine> machines,
        Desired desired,
        Planner planner,
        Applier applier,
        Interruption interruption,
        Report report) {
    Plan plan() {
        return planner.plan(machines, desired, report::event);
    }

    /// The plan, with a proof of what is as desired.
    Plan verify() {
        return planner.proving().plan(machines, desired, report::event);
    }

    /// Applies the plan and says what happened. While it does, an interrupt lets every task that
    /// has begun come to its end.
    List<Outcome> apply(Plan plan) {
        CountDownLatch told = new CountDownLatch(1);
        Thread onInterrupt = new Thread(() -> waitForTasks(told));
        addHook(onInterrupt);
        try {
            List<Outcome> outcomes = applier.apply(machines, desired, plan, report::event);
            report.recap(outcomes);
            return outcomes;
        } finally {
            told.countDown();
            removeHook(onInterrupt);
        }
    }

    private void waitForTasks(CountDownLatch told) {
        try {
            report.interrupted(interruption.working());
            interruption.request();
            told.await();
        } catch (InterruptedException impatient) {
            Thread.currentThread().interrupt();
        }
    }

    private void addHook(Thread hook) {
        try {
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException alreadyEnding) {
            // The process is ending since before anything was begun: so nothing is.
            interruption.refuse();
        }
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException alreadyEnding) {
            // The process ends with the signal's exit code as soon as the hook is done.
        }
    }

    /// Each guest's parent.
    Map<String, String> guestOf() {
        Map<String, String> parents = new LinkedHashMap<>();
        machines.forEach(
                (name, machine) -> machine.parent().ifPresent(parent -> parents.put(name, parent)));
        return parents;
    }
}
