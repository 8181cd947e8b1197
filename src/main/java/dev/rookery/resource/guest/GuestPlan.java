package dev.rookery.resource.guest;

import dev.rookery.facts.Fact;
import dev.rookery.plan.Change;
import dev.rookery.plan.Difference;
import dev.rookery.plan.Disruption;
import dev.rookery.plan.FileEdit;
import dev.rookery.plan.Verdict;
import dev.rookery.playbook.Policy;
import dev.rookery.playbook.Wanted;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// What a guest can only be given while it is off, and its power: one change, and one for what its
/// policy does not allow now.
public final class GuestPlan {
    private static final String NAME = "guest";

    private final PlannedGuest guest;
    private final List<GuestKey> differing;
    private final GuestPower power;
    private final Optional<GuestKey> powerKey;
    private final Optional<GuestJob> job;

    /// @param guest as it is and as it is wanted
    public GuestPlan(PlannedGuest guest) {
        this.guest = guest;
        this.differing = guest.differing();
        this.power = guest.power();
        this.powerKey = powerKey();
        this.job = guest.job().ifKnown().flatMap(found -> found);
    }

    /// A saved guest is as stopped as one that is off.
    private Optional<GuestKey> powerKey() {
        return guest.wanted()
                .state()
                .flatMap(
                        stated ->
                                switch (stated.value()) {
                                    case PRESENT, ABSENT -> Optional.empty();
                                    case RUNNING ->
                                            power == GuestPower.RUNNING
                                                    ? Optional.empty()
                                                    : Optional.of(
                                                            key(
                                                                    guest.words().running(),
                                                                    stated.policy()));
                                    case STOPPED ->
                                            power == GuestPower.OFF || power == GuestPower.SAVED
                                                    ? Optional.empty()
                                                    : Optional.of(
                                                            key(
                                                                    guest.words().off(),
                                                                    stated.policy()));
                                });
    }

    private GuestKey key(String after, Policy policy) {
        return new GuestKey(
                new Difference("state", guest.state().ifKnown(), Optional.of(after)),
                policy,
                Map.of());
    }

    /// The changes; none of them can be made while it runs.
    public List<Change> plan() {
        Optional<Verdict.Blocked> refusal =
                guest.refusal().or(() -> guest.unknown().map(this::unknown));
        if (refusal.isPresent()) {
            return List.of(change(refusal.get(), all()));
        }
        if (job.filter(GuestJob::running).isPresent()) {
            return List.of(change(waitsForJob(job.get()), all()));
        }
        if (all().isEmpty() && job.isEmpty()) {
            return List.of(change(new Verdict.AsDesired(evidence()), List.of()));
        }
        Optional<Verdict.Blocked> managed = guest.managed();
        return managed.isPresent() ? List.of(change(managed.get(), all())) : changes();
    }

    private List<Change> changes() {
        return switch (power) {
            case OFF -> parts(differing, powerKey.filter(this::mayStart));
            case RUNNING -> running();
            case SAVED -> saved();
            case MOVING ->
                    List.of(
                            pending(
                                    "it is " + guest.state().ifKnown().orElse(""),
                                    "apply again when it is off or runs",
                                    all()));
            case STUCK ->
                    List.of(
                            change(
                                    new Verdict.Blocked(
                                            "it is in the state "
                                                    + guest.state().ifKnown().orElse(""),
                                            "see to it that it runs or is off, then apply again"),
                                    all()));
            case UNKNOWN ->
                    List.of(change(unknown("its state cannot be told: " + reason()), all()));
        };
    }

    private String reason() {
        return guest.state() instanceof Fact.Unknown<String>(String reason) ? reason : "";
    }

    /// What a job of ours stopped is started again whatever the policy.
    private boolean mayStart(GuestKey key) {
        return key.policy().mode() != Policy.Mode.NEVER
                || job.filter(left -> left.state().equals(guest.words().running())).isPresent();
    }

    private static boolean mayStop(GuestKey key) {
        return key.policy().mode() == Policy.Mode.STOP_GUESTS;
    }

    private List<Change> running() {
        List<GuestKey> allowed = all().stream().filter(GuestPlan::mayStop).toList();
        Optional<String> refuses = guest.refusesShutdown();
        if (!allowed.isEmpty() && refuses.isPresent() && !powerOff(allowed)) {
            return List.of(
                    pending(
                            "it runs, and cannot be shut down: " + refuses.get(),
                            "shut it down, or write power_off: true in the play",
                            all()));
        }
        return parts(
                allowed.stream().filter(key -> differing.contains(key)).toList(),
                powerKey.filter(allowed::contains));
    }

    private List<Change> saved() {
        boolean discards = guest.wanted().discard().contains(Wanted.Discard.SAVED_STATE);
        if (!differing.isEmpty() && !discards) {
            return List.of(
                    change(
                            new Verdict.Blocked(
                                    "it is saved, and a saved guest cannot be changed",
                                    "start it and shut it down, or write discard: [saved_state],"
                                            + " which throws away what it was doing"),
                            all()));
        }
        return parts(differing, powerKey.filter(this::mayStart));
    }

    /// @param allowed the keys that may be changed now
    /// @param allowedPower its power, if that may be changed now
    private List<Change> parts(List<GuestKey> allowed, Optional<GuestKey> allowedPower) {
        List<GuestKey> now = Stream.concat(allowed.stream(), allowedPower.stream()).toList();
        List<GuestKey> later = all().stream().filter(key -> !now.contains(key)).toList();
        List<Change> changes = new ArrayList<>();
        boolean finishes =
                job.isPresent() && (power == GuestPower.OFF || (now.isEmpty() && later.isEmpty()));
        if (!now.isEmpty() || finishes) {
            GuestTask task = new GuestTask(guest, job, allowed, allowedPower);
            changes.add(
                    change(
                            task.verdict(powerOff(now)),
                            Stream.concat(now.stream(), restarted(task, now).stream()).toList(),
                            guest.file(allowed)));
        }
        if (!later.isEmpty()) {
            changes.add(waiting(later));
        }
        return changes;
    }

    /// The power of a guest that is started again as it was before a job that was left.
    private Optional<GuestKey> restarted(GuestTask task, List<GuestKey> now) {
        boolean stated = now.stream().anyMatch(key -> key.difference().key().equals("state"));
        return power == GuestPower.OFF && !stated && task.after().equals(guest.words().running())
                ? Optional.of(key(guest.words().running(), Policy.DEFAULT))
                : Optional.empty();
    }

    private static boolean powerOff(List<GuestKey> keys) {
        return keys.stream().allMatch(key -> key.policy().powerOff());
    }

    private Change waiting(List<GuestKey> later) {
        boolean never = later.stream().allMatch(key -> key.policy().mode() == Policy.Mode.NEVER);
        boolean runs = power == GuestPower.RUNNING;
        return pending(
                runs ? "it runs: " + guest.described() : "the play says disruption: never",
                runs && !never
                        ? "shut it down, or write disruption: stop_guests in the play"
                        : "do it by hand, or write another disruption than never in the play",
                later);
    }

    private static Verdict waitsForJob(GuestJob job) {
        return new Verdict.Pending(
                Disruption.POWER_CYCLE,
                "a job still works on it (" + job.words() + ")",
                "apply again when that has ended");
    }

    private Verdict.Blocked unknown(String what) {
        return new Verdict.Blocked(what, guest.look());
    }

    private List<GuestKey> all() {
        return Stream.concat(differing.stream(), powerKey.stream()).toList();
    }

    private List<String> evidence() {
        List<String> evidence = new ArrayList<>(guest.evidence());
        guest.wanted()
                .state()
                .ifPresent(
                        _ ->
                                evidence.add(
                                        "it is there, "
                                                + guest.state().ifKnown().orElse("state unknown")));
        return evidence;
    }

    private Change pending(String reason, String remedy, List<GuestKey> later) {
        boolean starts = power == GuestPower.OFF || power == GuestPower.SAVED;
        return change(
                new Verdict.Pending(
                        starts ? Disruption.NOTHING : Disruption.POWER_CYCLE, reason, remedy),
                later);
    }

    private Change change(Verdict verdict, List<GuestKey> keys) {
        return change(verdict, keys, Optional.empty());
    }

    private Change change(Verdict verdict, List<GuestKey> keys, Optional<FileEdit> file) {
        List<String> notes = new ArrayList<>(guest.notes());
        if (verdict instanceof Verdict.Update(var task, var _, var _)) {
            if ("yes".equals(task.parameters().get("discard"))) {
                notes.add("its saved state is thrown away");
            }
            if ("true".equals(task.parameters().get("nested"))
                    && guest.words().off().equals(task.parameters().get("after"))) {
                notes.add("nested is not proven until it starts, and nothing starts it for that");
            }
        }
        return new Change(
                NAME, verdict, keys.stream().map(GuestKey::difference).toList(), notes, file);
    }
}
