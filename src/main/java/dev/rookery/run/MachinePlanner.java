package dev.rookery.run;

import dev.rookery.facts.Observations;
import dev.rookery.inventory.Machine;
import dev.rookery.inventory.Machine.GuestOf;
import dev.rookery.plan.Change;
import dev.rookery.plan.Disruption;
import dev.rookery.plan.Failure;
import dev.rookery.plan.MachinePlan;
import dev.rookery.plan.Verdict;
import dev.rookery.playbook.Stated;
import dev.rookery.playbook.Wanted;
import dev.rookery.resource.GuestSight;
import dev.rookery.resource.Resources;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/// Plans one machine from what is known of it and of its parent. Connects to nothing itself.
record MachinePlanner(Resources resources) {
    private static final String GUEST = "guest";
    private static final String HYPERVISOR = "hypervisor";

    /// Plans it.
    ///
    /// @param parent what is known of its parent; nothing if it is no guest
    /// @param inside looks at the machine itself; asked only where that can say something
    MachinePlan plan(
            Machine machine, Wanted wanted, Optional<Above> parent, Supplier<Probed> inside) {
        if (machine.guestOf().isEmpty() || parent.isEmpty()) {
            return look(machine, List.of(), inside, seen -> resources.plan(wanted, seen));
        }
        GuestOf guest = machine.guestOf().get();
        Above above = parent.get();
        if (above.seen().isEmpty() && (wanted.guest().isPresent() || above.moves())) {
            return blind(machine, wanted, above);
        }
        List<Change> given = given(guest, wanted, above);
        Optional<List<Change>> unseen = unseen(guest, wanted, given, above);
        return unseen.isPresent()
                ? new MachinePlan.Planned(machine.name(), given, unseen.get())
                : look(machine, given, inside, seen -> own(guest, wanted, seen, above));
    }

    /// What its parent gives it.
    List<Change> given(GuestOf guest, Wanted wanted, Above parent) {
        return wanted.guest().isEmpty()
                ? List.of()
                : parent
                        .seen()
                        .map(seen -> resources.given(guest.guestName(), wanted, seen))
                        .orElse(List.of())
                        .stream()
                        .map(change -> dependent(change, parent))
                        .toList();
    }

    private interface Comparison {
        List<Change> with(Observations seen);
    }

    private static MachinePlan look(
            Machine machine, List<Change> given, Supplier<Probed> inside, Comparison comparison) {
        return switch (inside.get()) {
            case Probed.Seen(String name, Observations seen) ->
                    new MachinePlan.Planned(name, given, comparison.with(seen));
            case Probed.Unseen(String _, Failure failure) ->
                    new MachinePlan.Unplanned(machine.name(), given, failure);
        };
    }

    /// The plan of a guest whose parent cannot be seen, now or before it was applied.
    private static MachinePlan blind(Machine machine, Wanted wanted, Above parent) {
        Failure failure =
                parent.failure().orElseThrow(() -> new IllegalArgumentException(parent.machine()));
        Verdict.Blocked unseen =
                new Verdict.Blocked(
                        "its parent " + parent.machine() + " was not seen: " + failure.message(),
                        failure.remedy());
        Verdict verdict = parent.dependent(unseen);
        if (verdict.equals(unseen)) {
            return new MachinePlan.Unplanned(
                    machine.name(),
                    List.of(),
                    new Failure(failure.kind(), unseen.reason(), failure.remedy()));
        }
        return new MachinePlan.Planned(
                machine.name(),
                wanted.guest().isPresent() ? List.of(Change.of(GUEST, verdict)) : List.of(),
                wanted.hypervisor().isStated()
                        ? List.of(Change.of(HYPERVISOR, verdict))
                        : List.of());
    }

    /// What it is itself, where looking at it now says nothing. Nothing if it is to be looked at.
    private Optional<List<Change>> unseen(
            GuestOf guest, Wanted wanted, List<Change> given, Above parent) {
        if (!wanted.hypervisor().isStated()) {
            return Optional.of(List.of());
        }
        if (!isOutOfSight(guest, given, parent)) {
            return Optional.empty();
        }
        Optional<Verdict> never = never(wanted, parent);
        if (never.isPresent()) {
            return Optional.of(List.of(Change.of(HYPERVISOR, never.get())));
        }
        boolean later = given.stream().anyMatch(MachinePlanner::powers);
        return Optional.of(
                List.of(Change.of(HYPERVISOR, later ? later(given, parent) : off(given))));
    }

    /// When that is known which only a look inside can say.
    private static Verdict later(List<Change> given, Above parent) {
        return given.stream().anyMatch(change -> change.verdict() instanceof Verdict.Deferred)
                ? parent.later()
                : new Verdict.Deferred("known after its guest part is done on " + parent.machine());
    }

    /// Why nothing will be done inside it whatever its parent gives it: the playbook itself keeps
    /// it off.
    private static Optional<Verdict> never(Wanted wanted, Above parent) {
        boolean hides =
                wanted.guest().flatMap(Wanted.Guest::nested).filter(on -> !on.value()).isPresent();
        if (hides && isNestingNeeded(wanted)) {
            return Optional.of(hidden(parent));
        }
        return wanted.guest()
                .flatMap(Wanted.Guest::state)
                .filter(
                        stated ->
                                stated.value() == Wanted.State.STOPPED
                                        || stated.value() == Wanted.State.ABSENT)
                .map(
                        stated ->
                                new Verdict.Blocked(
                                        "the playbook wants it "
                                                + stated.value().name().toLowerCase(Locale.ROOT)
                                                + " (stated at "
                                                + stated.at()
                                                + "), and nothing can be done inside it then",
                                        "state only one of the two"));
    }

    /// Whether looking at a guest says nothing: it does not run, or will be another when its parent
    /// has given it what it shall have.
    boolean isOutOfSight(GuestOf guest, List<Change> given, Above parent) {
        return given.stream().anyMatch(MachinePlanner::powers)
                || !sight(guest, parent).runs().ifKnown().orElse(true);
    }

    /// Why nothing can be done inside a guest that does not run.
    private static Verdict off(List<Change> given) {
        return given.stream()
                .map(Change::verdict)
                .filter(
                        verdict ->
                                verdict instanceof Verdict.Pending
                                        || verdict instanceof Verdict.Blocked)
                .findFirst()
                .orElse(
                        new Verdict.Pending(
                                Disruption.NOTHING,
                                "it does not run",
                                "start it, or write state: running in its guest: block"));
    }

    /// Whether a change turns the guest on or off, or may: what is seen inside it before is of no
    /// use.
    private static boolean powers(Change change) {
        return change.verdict() instanceof Verdict.Deferred
                || (change.verdict() instanceof Verdict.Update update
                        && (update.disruption() != Disruption.NOTHING
                                || change.differences().stream()
                                        .anyMatch(one -> one.key().equals("state"))));
    }

    /// What it is itself, from what was observed inside it.
    private List<Change> own(GuestOf guest, Wanted wanted, Observations seen, Above parent) {
        boolean hidden =
                sight(guest, parent).nested().ifKnown().filter(nested -> !nested).isPresent();
        boolean needed = isNestingNeeded(wanted);
        return resources.plan(wanted, seen).stream()
                .map(
                        change ->
                                hidden && needed && isOpen(change.verdict())
                                        ? change.with(hidden(parent))
                                        : change)
                .map(change -> dependent(change, parent))
                .toList();
    }

    private static boolean isNestingNeeded(Wanted wanted) {
        return wanted.hypervisor().nested().filter(Stated::value).isPresent()
                || wanted.hypervisor().installed().isPresent();
    }

    private static boolean isOpen(Verdict verdict) {
        return verdict instanceof Verdict.Update || verdict instanceof Verdict.Pending;
    }

    private static Verdict hidden(Above parent) {
        return new Verdict.Blocked(
                "its parent "
                        + parent.machine()
                        + " does not give it the extensions that a hypervisor needs",
                "write guest: { nested: true } for it");
    }

    private GuestSight sight(GuestOf guest, Above parent) {
        return parent.seen()
                .map(seen -> resources.sight(guest.guestName(), seen))
                .orElseGet(() -> GuestSight.unknown("its parent was not seen"));
    }

    private static Change dependent(Change change, Above parent) {
        return change.verdict() instanceof Verdict.Blocked blocked
                ? change.with(parent.dependent(blocked))
                : change;
    }
}
