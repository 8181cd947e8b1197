package dev.rookery.plan;

/// What a task disturbs, from least to most.
public enum Disruption {
    NOTHING("nothing"),
    MODULE_RELOAD("module reload"),
    GUESTS_STOPPED("guests stopped"),
    POWER_CYCLE("power cycle"),
    REBOOT("reboot");

    private final String words;

    Disruption(String words) {
        this.words = words;
    }

    /// The words for people: `module reload`.
    public String words() {
        return words;
    }
}
