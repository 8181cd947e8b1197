package dev.rookery.resource.hyperv;

import dev.rookery.facts.Fact;
import dev.rookery.facts.Observations;

import java.util.Set;

/// A virtual machine on a Hyper-V host.
///
/// @param id its GUID; names are not unique
/// @param state such as `Running`, as `VMState` names it
/// @param automaticStop what happens to it when its host shuts down: `TurnOff`, `Save`, `ShutDown`
record VirtualMachine(String id, String name, Fact<String> state, Fact<String> automaticStop) {
    /// In these nothing runs, and a restart of the host takes nothing away.
    private static final Set<String> AT_REST = Set.of("Off", "Saved", "FastSaved", "Hibernated");

    static VirtualMachine of(String id, Observations observed) {
        String prefix = "vm." + id + ".";
        return new VirtualMachine(
                id,
                observed.one(prefix + "name").ifKnown().orElse(id),
                observed.one(prefix + "state"),
                observed.one(prefix + "automatic-stop"));
    }

    /// Whether a restart of the host would disturb it. An unknown state counts as running.
    boolean runs() {
        return state.ifKnown().filter(AT_REST::contains).isEmpty();
    }

    /// `web (Running, would be saved)`
    String words() {
        String what = state.ifKnown().orElse("in an unknown state");
        boolean saved = automaticStop.ifKnown().filter("Save"::equals).isPresent();
        return name + " (" + what + (saved ? ", would be saved)" : ")");
    }
}
