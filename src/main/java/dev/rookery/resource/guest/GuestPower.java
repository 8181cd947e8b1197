package dev.rookery.resource.guest;

/// What a guest's state lets be done with it.
public enum GuestPower {
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
    /// Nothing is known of it.
    UNKNOWN
}
