package dev.rookery.resource.hyperv;

import java.util.Set;

/// What a guest's state lets be done with it.
enum GuestPower {
    /// It can be changed.
    OFF,
    /// It can be shut down.
    RUNNING,
    /// It can be started, or its saved state thrown away.
    SAVED,
    /// It is on its way into another state.
    MOVING,
    /// Somebody must look at it, such as one that is paused or whose disk is gone.
    STUCK,
    UNKNOWN;

    private static final Set<String> ON_THEIR_WAY =
            Set.of(
                    "Starting",
                    "Stopping",
                    "Saving",
                    "FastSaving",
                    "Pausing",
                    "Resuming",
                    "Reset",
                    "ForceShutdown",
                    "ForceReboot",
                    "ComponentServicing");

    static GuestPower of(VirtualMachine machine) {
        return machine.state()
                .ifKnown()
                .map(
                        state ->
                                switch (state) {
                                    case "Off" -> OFF;
                                    case "Running" -> RUNNING;
                                    case "Saved" -> SAVED;
                                    default -> ON_THEIR_WAY.contains(state) ? MOVING : STUCK;
                                })
                .orElse(UNKNOWN);
    }
}
