package dev.rookery.resource.hyperv;

import dev.rookery.resource.hyperv.Due.Kind;
import dev.rookery.resource.hyperv.Due.Why;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/// Which outcome is due for a machine whose state is known, by what Microsoft documents and
/// `docs/playbook.md` promises. Knows nothing of the code under test, and nothing of probes.
public record WindowsRules(WindowsState state) {
    /// In these nothing runs.
    private static final Set<String> AT_REST = Set.of("Off", "Saved", "FastSaved", "Hibernated");

    private static final String ROLE = "Install-WindowsFeature -IncludeManagementTools:True";
    private static final String FEATURE =
            "Enable-WindowsOptionalFeature -All:True -FeatureName Microsoft-Hyper-V"
                    + " -NoRestart:True";
    private static final String TOOLS =
            "Enable-WindowsOptionalFeature -All:True -FeatureName"
                    + " Microsoft-Hyper-V-Management-PowerShell -NoRestart:True";

    /// What restarts the machine.
    public static final String RESTART = "shutdown.exe /r";

    private static final String START = "Start-Service -Name vmms";

    /// Whether `nested: false` is stated, which is blocked whatever the machine is like.
    public boolean isForbidden() {
        return state.is("nested", "false");
    }

    /// Whether anything is stated that makes Hyper-V itself wanted.
    public boolean isWanted() {
        return nesting() || state.is("installed");
    }

    private boolean nesting() {
        return state.is("nested", "true");
    }

    /// Whether a note about too little memory is due: below 3.5 GiB, where it can be read.
    public boolean isShortOfMemory() {
        return !state.refuses("Win32_ComputerSystem")
                && Long.parseLong(state.text("memory")) < 3_758_096_384L;
    }

    /// The names of all guests.
    public List<String> guests() {
        return IntStream.rangeClosed(1, state.list("guests").size())
                .mapToObj(number -> "guest-" + number)
                .toList();
    }

    /// The names of those that a restart would disturb.
    public List<String> runningGuests() {
        List<String> states = state.list("guests");
        return IntStream.range(0, states.size())
                .filter(at -> !AT_REST.contains(states.get(at).split("/", -1)[0]))
                .mapToObj(guests()::get)
                .toList();
    }

    /// Whether the machine will have to be restarted, if anything is to be done.
    public boolean needsRestart() {
        return !(enabled() && serviceIsAllThatLacks());
    }

    /// What is due for Hyper-V itself, or for `nested: false` alone.
    public Due due() {
        if (!isWanted()) {
            return new Due(Kind.BLOCKED, Set.of(Why.NESTED_FALSE), List.of());
        }
        if (blocks().isEmpty() && runs(shownHypervisor())) {
            return new Due(Kind.AS_DESIRED, Set.of(Why.IT_RUNS), List.of());
        }
        if (!blocks().isEmpty()) {
            return new Due(Kind.BLOCKED, blocks(), List.of());
        }
        if (needsRestart() && !pendings().isEmpty()) {
            return new Due(Kind.PENDING, pendings(), List.of());
        }
        return needsRestart() ? changed() : started();
    }

    // What is in the way, and no permission helps.

    private Set<Why> blocks() {
        Set<Why> all = EnumSet.noneOf(Why.class);
        if (nesting()) {
            nestingBlock().ifPresent(all::add);
            if (state.is("elevated") && deniesNesting()) {
                all.add(Why.NESTING_DENIED);
            }
        }
        featureBlock().ifPresent(all::add);
        all.addAll(hardwareBlocks());
        if (all.isEmpty() && !runs(shownHypervisor())) {
            changeBlock().ifPresent(all::add);
        }
        return all;
    }

    /// Source: Microsoft, "Enable nested virtualization"; Windows 11 is 22000.
    private Optional<Why> nestingBlock() {
        if (state.refuses("Win32_Processor")) {
            return Optional.of(Why.CPU_UNKNOWN);
        }
        boolean intel = state.is("cpu", "GenuineIntel");
        if (!intel && !state.is("cpu", "AuthenticAMD")) {
            return Optional.of(Why.OTHER_CPU);
        }
        if (state.refuses("Win32_OperatingSystem")) {
            return Optional.of(Why.BUILD_UNKNOWN);
        }
        int build = state.release().build;
        if (intel) {
            return build < 14_393 ? Optional.of(Why.INTEL_BUILD) : Optional.empty();
        }
        return build < 20_348 ? Optional.of(Why.AMD_BUILD) : Optional.empty();
    }

    private boolean deniesNesting() {
        return List.of(state.text("options").split(" ", -1)).contains("OFFERNESTEDVIRT=FALSE");
    }

    private Optional<Why> featureBlock() {
        if (!state.is("elevated")) {
            return Optional.of(Why.RIGHTS);
        }
        if (state.refuses("dism")) {
            return Optional.of(Why.FEATURE_UNKNOWN);
        }
        return switch (state.text("feature")) {
            case "none" -> Optional.of(Why.EDITION);
            case "DisablePending" -> Optional.of(Why.BEING_DISABLED);
            case "Enabled", "EnablePending", "Disabled", "DisabledWithPayloadRemoved" ->
                    Optional.empty();
            default -> Optional.of(Why.ODD_STATE);
        };
    }

    /// Windows shows neither in a virtual machine nor under a hypervisor: what is not known is no
    /// miss.
    private Set<Why> hardwareBlocks() {
        Set<Why> misses = EnumSet.noneOf(Why.class);
        if (shownHypervisor().orElse(true) || state.refuses("Win32_Processor")) {
            return misses;
        }
        if (!state.is("slat")) {
            misses.add(Why.SLAT);
        }
        if (!state.is("firmware")) {
            misses.add(Why.FIRMWARE);
        }
        return misses;
    }

    private Optional<Why> changeBlock() {
        if (!needsRestart()) {
            return state.is("vmms", "disabled")
                    ? Optional.of(Why.SERVICE_DISABLED)
                    : Optional.empty();
        }
        if (enabled() && state.is("restarted", "this-boot")) {
            return Optional.of(Why.RESTARTED_BEFORE);
        }
        // The cluster's service is on every machine with the feature, disabled until it joins.
        String cluster = state.text("cluster");
        return cluster.startsWith("Running") || cluster.endsWith("Automatic")
                ? Optional.of(Why.CLUSTER)
                : Optional.empty();
    }

    // What can be done, but not now.

    private Set<Why> pendings() {
        Set<Why> all = EnumSet.noneOf(Why.class);
        if (!state.is("reboot")) {
            all.add(Why.NO_REBOOT);
        }
        if (!state.is("vmms", "none")) {
            boolean readable =
                    state.is("module") && state.is("vmms", "running") && !state.refuses("Get-VM");
            if (!readable) {
                all.add(Why.GUESTS_UNKNOWN);
            } else if (!runningGuests().isEmpty()) {
                all.add(Why.GUESTS_RUN);
            }
        }
        return all;
    }

    // What runs.

    private boolean enabled() {
        return state.is("feature", "Enabled");
    }

    /// HypervisorPresent, which is true in every virtual machine and where VBS runs; nothing where
    /// it cannot be read.
    private Optional<Boolean> shownHypervisor() {
        return shown(state.is("hypervisor") || state.is("foreign"));
    }

    private Optional<Boolean> shown(boolean own) {
        return state.refuses("Win32_ComputerSystem")
                ? Optional.empty()
                : Optional.of(own || state.isVirtualMachine() || state.is("vbs", "2"));
    }

    /// The service, and the hypervisor as far as Windows shows it.
    private boolean runs(Optional<Boolean> shown) {
        return enabled() && state.is("vmms", "running") && shown.orElse(true);
    }

    private boolean serviceIsAllThatLacks() {
        return !state.is("vmms", "none") && shownHypervisor().orElse(true);
    }

    // What is done.

    private Due started() {
        List<String> calls = List.of(START);
        return state.is("vmms", "refuses")
                ? new Due(Kind.REFUSED, Set.of(Why.SERVICE_REFUSES), calls)
                : new Due(Kind.CONVERGED, Set.of(Why.SERVICE_STOPPED), calls);
    }

    private Due changed() {
        List<String> calls = new ArrayList<>();
        Why how = enable(calls);
        if (state.is("feature", "DisabledWithPayloadRemoved") && !state.is("source")) {
            calls.remove(TOOLS);
            return new Due(Kind.REFUSED, Set.of(Why.NO_SOURCE), calls);
        }
        calls.add(RESTART);
        boolean starts = state.is("slat") && state.is("firmware") && !state.is("launch", "Off");
        if (!shown(starts).orElse(true)) {
            boolean visible = !state.refuses("Win32_Processor");
            Set<Why> whys = EnumSet.of(Why.NO_HYPERVISOR_AFTER);
            if (visible && !state.is("slat")) {
                whys.add(Why.SLAT);
            }
            if (visible && !state.is("firmware")) {
                whys.add(Why.FIRMWARE);
            }
            return new Due(Kind.IN_VAIN, whys, calls);
        }
        return state.is("after", "down")
                ? new Due(Kind.IN_VAIN, Set.of(Why.NO_SERVICE_AFTER), calls)
                : new Due(Kind.CONVERGED, Set.of(how), calls);
    }

    private Why enable(List<String> calls) {
        if (enabled()) {
            return Why.W14_ENABLED_NOT_BOOTED_INTO;
        }
        if (state.is("feature", "EnablePending")) {
            return Why.W15_ONLY_THE_RESTART;
        }
        if (state.release().isClient()) {
            calls.add(FEATURE);
            return Why.CLIENT_FEATURE;
        }
        calls.add(ROLE);
        boolean removed = state.is("feature", "DisabledWithPayloadRemoved") && !state.is("source");
        if (!removed && state.is("role", "willing") && state.is("slat") && state.is("firmware")) {
            return Why.SERVER_ROLE;
        }
        calls.addAll(List.of(FEATURE, TOOLS));
        return Why.W11_DISM_INSTEAD_OF_THE_ROLE;
    }
}
