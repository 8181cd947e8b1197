package dev.rookery.resource.hyperv;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A virtual machine on a simulated Windows machine, as the state file holds it.
///
/// Beside what its names say: `moveTo` and `moveAt`, the state that it is on its way to and when it
/// is there; `stopSeconds` (less than 0: it never shuts down), `startSeconds`; `shutdownService`;
/// `stopRefuses`, `startRefuses`; `startReverts`: a start clears `nested`; `optOut`: W7.
///
/// @param values by their names in the state file
public record SimulatedGuest(Map<String, Object> values) {
    public SimulatedGuest {
        values = Map.copyOf(values);
    }

    /// One that is off.
    ///
    /// @param number makes its id
    public static SimulatedGuest of(int number, String name) {
        return new SimulatedGuest(
                Map.ofEntries(
                        Map.entry("id", id(number)),
                        Map.entry("name", name),
                        Map.entry("state", "Off"),
                        Map.entry("version", "10.0"),
                        Map.entry("generation", 2),
                        Map.entry("memoryStartup", 4_294_967_296L),
                        Map.entry("memoryMinimum", 536_870_912L),
                        Map.entry("memoryMaximum", 8_589_934_592L),
                        Map.entry("memoryAssigned", 0L),
                        Map.entry("moveTo", ""),
                        Map.entry("moveAt", ""),
                        Map.entry("startSeconds", 0),
                        Map.entry("stopSeconds", 0),
                        Map.entry("shutdownService", true),
                        Map.entry("stopRefuses", false),
                        Map.entry("startRefuses", false),
                        Map.entry("startReverts", false),
                        Map.entry("optOut", false),
                        Map.entry("dynamicMemory", false),
                        Map.entry("processors", 4),
                        Map.entry("nested", false),
                        Map.entry("adapters", List.of(adapter("Network Adapter", "Off"))),
                        Map.entry("checkpoints", List.of()),
                        Map.entry("parentCheckpoint", ""),
                        Map.entry("automaticStop", "ShutDown"),
                        Map.entry("automaticStart", "StartIfRunning"),
                        Map.entry("clustered", false),
                        Map.entry("replication", "Disabled")));
    }

    /// A network adapter of a guest.
    ///
    /// @param addresses that its integration services tell of while it runs
    public static Map<String, Object> adapter(String name, String spoofing, String... addresses) {
        return Map.of(
                "name",
                name,
                "spoofing",
                spoofing,
                "switch",
                "LAN",
                "stuck",
                false,
                "addresses",
                List.of(addresses));
    }

    public static String id(int number) {
        return "9a3c1f50-0000-4000-8000-%012d".formatted(number);
    }

    /// The same with one value changed.
    public SimulatedGuest with(String name, Object value) {
        Map<String, Object> changed = new TreeMap<>(values);
        changed.put(name, value);
        return new SimulatedGuest(changed);
    }

    public SimulatedGuest running() {
        return with("state", "Running").with("memoryAssigned", 4_294_967_296L);
    }
}
