package dev.rookery.resource.guest;

import dev.rookery.plan.Disruption;
import dev.rookery.plan.Task;
import dev.rookery.plan.Verdict;
import dev.rookery.playbook.Wanted;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The one task that changes a guest and its power.
///
/// @param job that was left in the middle; what it did is finished or put back
/// @param keys that are changed
/// @param power the state that it is given, if a play states one that it does not have
record GuestTask(
        PlannedGuest guest, Optional<GuestJob> job, List<GuestKey> keys, Optional<GuestKey> power) {
    /// As long as Hyper-V and libvirt-guests themselves give a guest for shutting down.
    private static final String SHUTDOWN_SECONDS = "300";

    private static final String LINGER_SECONDS = "1800";

    GuestTask {
        keys = List.copyOf(keys);
    }

    Verdict verdict(boolean powerOff) {
        Map<String, String> parameters = new TreeMap<>(guest.parameters(keys, job.isPresent()));
        parameters.put("expected", now());
        parameters.put("after", after());
        parameters.put("stop", yesNo(stops()));
        parameters.put("power_off", yesNo(stops() && powerOff));
        parameters.put("discard", yesNo(isNow(guest.words().saved()) && !keys.isEmpty()));
        parameters.put("limit", SHUTDOWN_SECONDS);
        parameters.put("linger", LINGER_SECONDS);
        return new Verdict.Update(new Task(guest.script(), parameters), disruption(), reason());
    }

    private String now() {
        return guest.state().ifKnown().orElse("");
    }

    private boolean isNow(String word) {
        return now().equals(word);
    }

    private boolean runs() {
        return guest.power() == GuestPower.RUNNING;
    }

    private boolean stops() {
        return runs() && (!keys.isEmpty() || power.isPresent());
    }

    /// The state in which the guest is left.
    String after() {
        PowerWords words = guest.words();
        return power.flatMap(key -> key.difference().after())
                .or(() -> staysOff() ? Optional.of(words.off()) : Optional.empty())
                .or(() -> job.filter(_ -> !runs()).map(GuestJob::state))
                .filter(state -> state.equals(words.running()) || state.equals(words.off()))
                .orElseGet(() -> runs() ? words.running() : words.off());
    }

    private boolean staysOff() {
        return !runs()
                && guest.wanted()
                        .state()
                        .filter(stated -> stated.value() == Wanted.State.STOPPED)
                        .isPresent();
    }

    private boolean endsRunning() {
        return after().equals(guest.words().running());
    }

    private Disruption disruption() {
        if (!stops()) {
            return Disruption.NOTHING;
        }
        return endsRunning() ? Disruption.POWER_CYCLE : Disruption.GUESTS_STOPPED;
    }

    private String reason() {
        if (job.isPresent()) {
            return "a job was left in the middle (%s); it is finished%s"
                    .formatted(
                            job.get().words(),
                            endsRunning() && !runs() ? ", and the guest started again" : "");
        }
        if (keys.isEmpty()) {
            return "it is " + now();
        }
        if (!stops()) {
            return "it does not run: now it can be changed";
        }
        return "it can only be changed while it is off: it is shut down"
                + (endsRunning() ? ", and started again" : "");
    }

    private static String yesNo(boolean yes) {
        return yes ? "yes" : "no";
    }
}
