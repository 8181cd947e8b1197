package dev.rookery.resource.hyperv;

import dev.rookery.facts.Fact;

import java.util.Comparator;

/// The version of a virtual machine's configuration, such as 9.3; 10.0 is more than 9.3.
record ConfigurationVersion(int major, int minor) implements Comparable<ConfigurationVersion> {
    static Fact<ConfigurationVersion> read(Fact<String> text) {
        return switch (text) {
            case Fact.Known<String>(String known) when known.matches("[0-9]{1,4}\\.[0-9]{1,4}") -> {
                int dot = known.indexOf('.');
                yield Fact.known(
                        new ConfigurationVersion(
                                Integer.parseInt(known.substring(0, dot)),
                                Integer.parseInt(known.substring(dot + 1))));
            }
            case Fact.Known<String>(String other) -> Fact.unknown("not a version: " + other);
            case Fact.Unknown<String>(String reason) -> Fact.unknown(reason);
        };
    }

    @Override
    public int compareTo(ConfigurationVersion other) {
        return Comparator.comparingInt(ConfigurationVersion::major)
                .thenComparingInt(ConfigurationVersion::minor)
                .compare(this, other);
    }

    boolean isBelow(ConfigurationVersion other) {
        return compareTo(other) < 0;
    }

    /// `9.3`
    @Override
    public String toString() {
        return major + "." + minor;
    }
}
