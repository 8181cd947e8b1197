package dev.rookery.resource.hyperv;

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
        Wanted.Guest guest,
        VirtualMachine machine,
        Optional<GuestJob> job,
        List<GuestKey> keys,
        Optional<GuestKey> power) {
    private static final String SCRIPT = "resource/hyperv/guest/configure.ps1";
    private static final String RUNNING = "Running";
    private static final String OFF = "Off";

    /// As long as Hyper-V itself gives a guest for saving its data.
    private static final String SHUTDOWN_SECONDS = "300";

    private static final String LINGER_SECONDS = "1800";

    GuestTask {
        keys = List.copyOf(keys);
    }

    Verdict verdict(boolean powerOff) {
        Map<String, String> parameters = new TreeMap<>();
        for (String each : List.of("nested", "memory", "vcpus")) {
            parameters.put(each, "");
        }
        parameters.put("upgrade", "no");
        keys.forEach(key -> parameters.putAll(key.parameters()));
        stated(parameters);
        parameters.put("id", machine.id());
        parameters.put("expected", now());
        parameters.put("after", after());
        parameters.put("stop", yesNo(stops()));
        parameters.put("power_off", yesNo(stops() && powerOff));
        parameters.put("discard", yesNo(now().equals("Saved") && !keys.isEmpty()));
        parameters.put("limit", SHUTDOWN_SECONDS);
        parameters.put("linger", LINGER_SECONDS);
        return new Verdict.Update(new Task(SCRIPT, parameters), disruption(), reason());
    }

    /// What a job that was left in the middle has made so already is not put back if it is stated.
    private void stated(Map<String, String> parameters) {
        if (job.isEmpty()) {
            return;
        }
        guest.nested().ifPresent(each -> parameters.put("nested", each.value().toString()));
        guest.memoryBytes().ifPresent(each -> parameters.put("memory", each.value().toString()));
        guest.vcpus().ifPresent(each -> parameters.put("vcpus", each.value().toString()));
    }

    private String now() {
        return machine.state().ifKnown().orElse("");
    }

    private boolean stops() {
        return now().equals(RUNNING) && (!keys.isEmpty() || power.isPresent());
    }

    /// The state in which the guest is left.
    String after() {
        return power.flatMap(key -> key.difference().after())
                .or(() -> staysOff() ? Optional.of(OFF) : Optional.empty())
                .or(() -> job.filter(_ -> !now().equals(RUNNING)).map(GuestJob::state))
                .filter(state -> state.equals(RUNNING) || state.equals(OFF))
                .orElseGet(() -> now().equals(RUNNING) ? RUNNING : OFF);
    }

    private boolean staysOff() {
        return !now().equals(RUNNING)
                && guest.state()
                        .filter(stated -> stated.value() == Wanted.State.STOPPED)
                        .isPresent();
    }

    private Disruption disruption() {
        if (!stops()) {
            return Disruption.NOTHING;
        }
        return after().equals(RUNNING) ? Disruption.POWER_CYCLE : Disruption.GUESTS_STOPPED;
    }

    private String reason() {
        if (job.isPresent()) {
            return "a job was left in the middle (%s); it is finished%s"
                    .formatted(
                            job.get().words(),
                            after().equals(RUNNING) && !now().equals(RUNNING)
                                    ? ", and the guest started again"
                                    : "");
        }
        if (keys.isEmpty()) {
            return "it is " + now();
        }
        return stops()
                ? "it can only be changed while it is off"
                : "it does not run, so that it can be changed";
    }

    private static String yesNo(boolean yes) {
        return yes ? "yes" : "no";
    }
}
