package dev.rookery.playbook;

/// What a play allows to be disturbed.
///
/// @param reboot whether a machine may be rebooted
/// @param powerOff whether a guest that does not shut down may be powered off
public record Policy(Mode mode, boolean reboot, boolean powerOff) {
    /// The values of the key `disruption`.
    public enum Mode {
        /// Nothing that runs is disturbed.
        IDLE,
        /// No reload and no power change, not even on an idle machine.
        NEVER,
        /// Running guests are shut down and started again.
        STOP_GUESTS
    }

    /// What a play allows that says nothing of it.
    public static final Policy DEFAULT = new Policy(Mode.IDLE, false, false);
}
