package dev.rookery.resource.hyperv;

import dev.rookery.playbook.Policy;
import dev.rookery.playbook.Wanted;
import dev.rookery.resource.GuestWishes;

import java.util.List;

/// What is due of a random guest, by rules of their own: from the issue and from how the stand-ins
/// behave, and not from the code that plans.
public final class GuestRules {
    /// How the guest's own change ends.
    public enum End {
        NOT_STATED,
        AS_DESIRED,
        BLOCKED,
        PENDING,
        CHANGED,
        /// Changed, and something else of it waits for another policy.
        CHANGED_AND_PENDING,
        /// The task could not shut it down.
        NOT_SHUT_DOWN,
        /// The task failed and put back what it could.
        PUT_BACK
    }

    private final GuestState state;
    private final GuestWishes wishes;

    /// The guest as it shall be in the end.
    private String power;

    private boolean nested;
    private int memory;
    private boolean dynamic;
    private int vcpus;
    private String version;
    private final End end;

    public GuestRules(GuestState state) {
        this.state = state;
        this.wishes = state.wishes();
        this.power = state.text("state");
        reset();
        this.version = state.text("version");
        this.end = decide();
    }

    private void reset() {
        nested = state.is("nested");
        memory = state.number("memory");
        dynamic = state.is("dynamic");
        vcpus = state.number("vcpus");
    }

    public End end() {
        return end;
    }

    boolean isFound() {
        return state.is("there", "one");
    }

    /// Whether another than ourselves manages it.
    boolean isManaged() {
        return state.is("clustered") || state.is("replicated");
    }

    /// `Running nested memory 8 vcpus 2 version 10.0`
    public String words() {
        return "%s%s memory %d%s vcpus %d version %s"
                .formatted(
                        power,
                        nested ? " nested" : "",
                        memory,
                        dynamic ? " dynamic" : "",
                        vcpus,
                        version);
    }

    public boolean setsAutostart() {
        return wishes.states("autostart")
                && isFound()
                && !isManaged()
                && !state.is(
                        "automaticStart", wishes.states("autostart", "true") ? "Start" : "Nothing");
    }

    public boolean setsSpoofing() {
        return wishes.states("spoofing")
                && isFound()
                && !isManaged()
                && state.spoofing().contains(!wishes.states("spoofing", "true"));
    }

    private static double number(String version) {
        return Double.parseDouble(version);
    }

    private boolean proven() {
        return state.is("state", "Running") && state.is("nested");
    }

    private boolean upgrades() {
        return wishes.states("nested", "true")
                && wishes.states("upgrade", "true")
                && !proven()
                && number(version) < (state.is("amd") ? 10.0 : 8.0);
    }

    private boolean nestingImpossible() {
        if (!wishes.states("nested", "true")) {
            return false;
        }
        boolean old = state.number("build") < (state.is("amd") ? 20_348 : 14_393);
        boolean version =
                upgrades()
                        ? state.number("checkpoints") > 0
                                && !wishes.discard().contains(Wanted.Discard.CHECKPOINTS)
                        : !proven() && number(this.version) < (state.is("amd") ? 9.3 : 8.0);
        return old || state.is("denied") || state.is("oldModule") || version;
    }

    private boolean differs() {
        boolean flag =
                wishes.states("nested")
                        && !state.is("oldModule")
                        && wishes.states("nested", "true") != state.is("nested");
        boolean size =
                (wishes.states("memory") && (dynamic || !wishes.states("memory", "" + memory)))
                        || (wishes.states("vcpus") && !wishes.states("vcpus", "" + vcpus));
        return flag || size || upgrades();
    }

    private boolean powerDiffers() {
        return (wishes.states("state", "RUNNING") && !power.equals("Running"))
                || (wishes.states("state", "STOPPED") && !List.of("Off", "Saved").contains(power));
    }

    private End decide() {
        boolean stated =
                List.of("state", "nested", "memory", "vcpus").stream().anyMatch(wishes::states);
        if (!isFound()) {
            return End.BLOCKED;
        }
        if (!stated) {
            return End.NOT_STATED;
        }
        if (nestingImpossible() || wishes.states("vcpus", "65") || wishes.states("memory", "64")) {
            return End.BLOCKED;
        }
        if (!differs() && !powerDiffers()) {
            return End.AS_DESIRED;
        }
        if (isManaged()) {
            return End.BLOCKED;
        }
        return switch (power) {
            case "Off" -> atRest();
            case "Saved" ->
                    differs() && !wishes.discard().contains(Wanted.Discard.SAVED_STATE)
                            ? End.BLOCKED
                            : atRest();
            case "Running" -> running();
            case "Starting" -> End.PENDING;
            default -> End.BLOCKED;
        };
    }

    private End atRest() {
        boolean starts = wishes.states("state", "RUNNING");
        boolean never = wishes.policy().mode() == Policy.Mode.NEVER;
        if (never && !differs()) {
            return End.PENDING;
        }
        End done = change(starts && !never, power.equals("Saved") && !differs());
        return done == End.CHANGED && starts && never ? End.CHANGED_AND_PENDING : done;
    }

    private boolean shutsDown() {
        return state.is("shutdownService") && state.is("stops", "quickly");
    }

    private End running() {
        if (wishes.policy().mode() != Policy.Mode.STOP_GUESTS
                || (!state.is("shutdownService") && !wishes.policy().powerOff())) {
            return End.PENDING;
        }
        if (!shutsDown() && !wishes.policy().powerOff()) {
            power = state.is("stops", "never") ? "Stopping" : "Running";
            return End.NOT_SHUT_DOWN;
        }
        return change(!wishes.states("state", "STOPPED"), false);
    }

    private End change(boolean starts, boolean resumes) {
        if (resumes) {
            power = starts ? "Running" : "Saved";
            return End.CHANGED;
        }
        boolean upgraded = upgrades();
        if (wishes.states("nested") && !state.is("oldModule")) {
            nested = wishes.states("nested", "true");
        }
        if (wishes.states("memory")) {
            memory = Integer.parseInt(wishes.values().getOrDefault("memory", "0"));
            dynamic = false;
        }
        if (wishes.states("vcpus")) {
            vcpus = Integer.parseInt(wishes.values().getOrDefault("vcpus", "0"));
        }
        if (upgraded) {
            version = "10.0";
        }
        power = starts ? "Running" : "Off";
        if (!starts) {
            return End.CHANGED;
        }
        if (refusesToStart()) {
            reset();
            boolean ran = state.is("state", "Running");
            power = ran && !refusesToStart() ? "Running" : "Off";
            nested &= !(power.equals("Running") && reverts());
            return End.PUT_BACK;
        }
        return reverts() ? revert() : End.CHANGED;
    }

    private boolean refusesToStart() {
        return state.is("startRefuses")
                || (nested && state.is("amd") && state.number("build") < 20_348);
    }

    /// Whether the start takes the flag back.
    private boolean reverts() {
        return nested && (state.is("startReverts") || (dynamic && state.is("dynamicReverts")));
    }

    /// The guest runs, without the flag.
    private End revert() {
        boolean ran = state.is("state", "Running");
        if (!ran && !shutsDown()) {
            nested = false;
            power =
                    state.is("stops", "never") && state.is("shutdownService")
                            ? "Stopping"
                            : "Running";
            return End.PUT_BACK;
        }
        reset();
        power = ran ? "Running" : "Off";
        nested &= !(ran && reverts());
        return End.PUT_BACK;
    }
}
