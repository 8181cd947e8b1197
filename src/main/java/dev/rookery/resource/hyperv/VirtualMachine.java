package dev.rookery.resource.hyperv;

import dev.rookery.facts.Fact;
import dev.rookery.facts.Observations;
import dev.rookery.resource.guest.GuestJob;
import dev.rookery.resource.guest.GuestPower;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/// A virtual machine on a Hyper-V host.
///
/// @param id its GUID; names are not unique
/// @param called its name
/// @param state such as `Running`, as `VMState` names it
/// @param version of its configuration
/// @param memoryBytes what it starts with
/// @param nested whether it sees the extensions that a hypervisor needs
/// @param adapters its network adapters
/// @param checkpoints how many it has
/// @param automaticStart whether it starts with its host: `Nothing`, `StartIfRunning`, `Start`
/// @param automaticStop what happens to it when its host shuts down: `TurnOff`, `Save`, `ShutDown`
/// @param clustered whether a failover cluster manages it
/// @param replication the state of its replication; `Disabled` without one
/// @param shutdownService whether the integration services can shut it down
/// @param job of Rookery that is not done with it
record VirtualMachine(
        String id,
        Fact<String> called,
        Fact<String> state,
        Fact<ConfigurationVersion> version,
        Fact<Long> memoryBytes,
        Fact<Boolean> dynamicMemory,
        Fact<Long> processors,
        Fact<Boolean> nested,
        Fact<List<Adapter>> adapters,
        Fact<Long> checkpoints,
        Fact<String> automaticStart,
        Fact<String> automaticStop,
        Fact<Boolean> clustered,
        Fact<String> replication,
        Fact<Boolean> shutdownService,
        Fact<Optional<GuestJob>> job) {
    /// In these nothing runs, and a restart of the host takes nothing away.
    private static final Set<String> AT_REST = Set.of("Off", "Saved", "FastSaved", "Hibernated");

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

    /// A network adapter.
    ///
    /// @param spoofing whether it may send with other MAC addresses than its own
    /// @param addresses that the integration services tell of
    record Adapter(String name, Fact<Boolean> spoofing, Fact<List<String>> addresses) {}

    static VirtualMachine of(String id, Observations observed) {
        String prefix = "vm." + id + ".";
        return new VirtualMachine(
                id,
                observed.one(prefix + "name"),
                observed.one(prefix + "state"),
                ConfigurationVersion.read(observed.one(prefix + "version")),
                WindowsHost.number(observed.one(prefix + "memory.startup")),
                WindowsHost.yes(observed, prefix + "memory.dynamic"),
                WindowsHost.number(observed.one(prefix + "processors")),
                WindowsHost.yes(observed, prefix + "nested"),
                adapters(prefix + "adapter", observed),
                WindowsHost.number(observed.one(prefix + "checkpoints")),
                observed.one(prefix + "automatic-start"),
                observed.one(prefix + "automatic-stop"),
                WindowsHost.yes(observed, prefix + "clustered"),
                observed.one(prefix + "replication"),
                WindowsHost.yes(observed, prefix + "shutdown-service"),
                GuestJob.read(prefix + "job", observed));
    }

    /// An adapter is there where it has a name; without one the key itself says why.
    private static Fact<List<Adapter>> adapters(String key, Observations observed) {
        List<Adapter> seen =
                IntStream.iterate(0, n -> n + 1)
                        .mapToObj(n -> key + "." + n + ".")
                        .takeWhile(each -> observed.facts().containsKey(each + "name"))
                        .map(
                                each ->
                                        new Adapter(
                                                observed.one(each + "name").ifKnown().orElse(""),
                                                observed.one(each + "spoofing").map("on"::equals),
                                                observed.all(each + "address")))
                        .toList();
        return seen.isEmpty() ? observed.all(key).map(_ -> List.of()) : Fact.known(seen);
    }

    /// Its name, or its id where that is not known.
    String name() {
        return called.ifKnown().orElse(id);
    }

    boolean is(String wanted) {
        return state.ifKnown().filter(wanted::equals).isPresent();
    }

    /// What its state lets be done with it.
    GuestPower power() {
        return state.ifKnown()
                .map(
                        word ->
                                switch (word) {
                                    case "Off" -> GuestPower.OFF;
                                    case "Running" -> GuestPower.RUNNING;
                                    case "Saved" -> GuestPower.SAVED;
                                    default ->
                                            ON_THEIR_WAY.contains(word)
                                                    ? GuestPower.MOVING
                                                    : GuestPower.STUCK;
                                })
                .orElse(GuestPower.UNKNOWN);
    }

    /// Whether a restart of the host would disturb it. An unknown state counts as running.
    boolean runs() {
        return state.ifKnown().filter(AT_REST::contains).isEmpty();
    }

    /// `web (Running, would be saved)`
    String words() {
        String what = state.ifKnown().orElse("in an unknown state");
        boolean saved = automaticStop.ifKnown().filter("Save"::equals).isPresent();
        return name() + " (" + what + (saved ? ", would be saved)" : ")");
    }
}
