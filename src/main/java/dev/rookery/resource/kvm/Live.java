package dev.rookery.resource.kvm;

import dev.rookery.plan.Change;
import dev.rookery.plan.Difference;
import dev.rookery.plan.Disruption;
import dev.rookery.plan.Task;
import dev.rookery.plan.Verdict;
import dev.rookery.playbook.Policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What the modules run with now.
final class Live {
    private static final String NAME = "module parameters, live";
    private static final String RELOAD = "resource/kvm/module/reload.sh";
    private static final String WRITE = "resource/kvm/module/write.sh";

    /// As long as a guest's own change gives it.
    private static final String SHUTDOWN_SECONDS = "300";

    private static final String LINGER_SECONDS = "1800";

    private final KvmHost host;
    private final String vendorModule;

    Live(KvmHost host, String vendorModule) {
        this.host = host;
        this.vendorModule = vendorModule;
    }

    /// One change for what can be written at once, one for what a reload makes so, one for what
    /// must wait.
    List<Change> plan(List<Target> targets) {
        if (!host.module(vendorModule).is(KernelModule.State.LOADED)) {
            return notLoaded(targets);
        }
        List<Target> wrong = targets.stream().filter(target -> !isLive(target, targets)).toList();
        if (wrong.isEmpty()) {
            return List.of(change(new Verdict.AsDesired(evidence(targets)), List.of(), List.of()));
        }
        List<Target> writable = wrong.stream().filter(this::isWritable).toList();
        List<Target> fixed = wrong.stream().filter(target -> !isWritable(target)).toList();
        List<Change> changes = new ArrayList<>();
        if (!writable.isEmpty()) {
            changes.add(
                    change(
                            new Verdict.Update(
                                    new Task(WRITE, Map.of("values", values(writable))),
                                    Disruption.NOTHING,
                                    "it can be written while the module is loaded"),
                            differences(writable),
                            List.of()));
        }
        if (!fixed.isEmpty()) {
            changes.addAll(reload(fixed, targets));
        }
        return changes;
    }

    private List<Change> notLoaded(List<Target> targets) {
        boolean wantsIt = Target.nests(targets);
        List<Target> differing = wantsIt ? targets : List.of();
        Verdict verdict =
                wantsIt
                        ? new Verdict.Update(
                                task("", targets, Map.of()),
                                Disruption.NOTHING,
                                vendorModule + " is not loaded")
                        : new Verdict.AsDesired(List.of(vendorModule + " is not loaded"));
        List<String> notes =
                wantsIt
                        ? List.of()
                        : List.of(vendorModule + " is not loaded; the values count when it is");
        return List.of(change(verdict, differences(differing), notes));
    }

    private List<String> evidence(List<Target> targets) {
        return targets.stream()
                .filter(target -> !isMeaningless(target, targets))
                .map(target -> target.key() + " reads " + target.value() + " in the running kernel")
                .toList();
    }

    private boolean isLive(Target target, List<Target> all) {
        return isMeaningless(target, all)
                || host.module(target.module())
                        .live(target.parameter())
                        .ifKnown()
                        .filter(live -> ParameterValue.same(live, target.value()))
                        .isPresent();
    }

    /// Shadowing is decided only where nesting is on; without it the value says nothing
    /// (`nested.c`).
    private boolean isMeaningless(Target target, List<Target> all) {
        return target.is("kvm_intel", "enable_shadow_vmcs") && !nestedWillBeOn(all);
    }

    private boolean nestedWillBeOn(List<Target> all) {
        return all.stream()
                .filter(target -> target.is("kvm_intel", "nested"))
                .findFirst()
                .map(Target::value)
                .or(() -> host.module("kvm_intel").live("nested").ifKnown())
                .filter(ParameterValue::isOn)
                .isPresent();
    }

    private boolean isWritable(Target target) {
        KernelModule.Parameter shown =
                host.module(target.module()).parameters().get(target.parameter());
        return shown != null && shown.writable();
    }

    private List<Change> reload(List<Target> wrong, List<Target> all) {
        List<Target> forbidden =
                wrong.stream()
                        .filter(target -> target.stated().policy().mode() == Policy.Mode.NEVER)
                        .toList();
        List<Target> allowed =
                wrong.stream().filter(target -> !forbidden.contains(target)).toList();
        List<Change> changes = new ArrayList<>();
        if (!allowed.isEmpty()) {
            changes.add(allowedReload(allowed, all));
        }
        if (!forbidden.isEmpty()) {
            changes.add(
                    change(
                            new Verdict.Pending(
                                    Disruption.MODULE_RELOAD,
                                    "the play says disruption: never",
                                    "state disruption: idle, or reboot the machine yourself"),
                            differences(forbidden),
                            List.of()));
        }
        return changes;
    }

    private Change allowedReload(List<Target> wrong, List<Target> all) {
        boolean stopGuests =
                wrong.stream()
                        .anyMatch(
                                target ->
                                        target.stated().policy().mode() == Policy.Mode.STOP_GUESTS);
        ModuleUse use = new ModuleUse(host, vendorModule);
        boolean core = wrong.stream().anyMatch(target -> target.module().equals("kvm"));
        Verdict verdict =
                use.byWhom(core)
                        .map(
                                users ->
                                        stopGuests
                                                ? underGuests(users, wrong, all, core)
                                                : waiting(use, users))
                        .orElseGet(
                                () ->
                                        new Verdict.Update(
                                                task(unload(core), all, Map.of()),
                                                Disruption.MODULE_RELOAD,
                                                "it cannot be changed while the module is loaded;"
                                                        + " nothing uses it now"));
        return change(verdict, differences(wrong), List.of());
    }

    private String unload(boolean core) {
        return vendorModule + (core ? " kvm" : "");
    }

    /// A reload for which the guests are shut down, if they are all that is in its way.
    private Verdict underGuests(String users, List<Target> wrong, List<Target> all, boolean core) {
        if (!host.managers().isEmpty()) {
            return managed(users);
        }
        Optional<GuestsInUse> guests = GuestsInUse.of(host);
        if (guests.isEmpty()) {
            return new Verdict.Pending(
                    Disruption.MODULE_RELOAD,
                    users + "; only guests of libvirt's are shut down",
                    "end what else uses it, then apply again; or reboot");
        }
        Optional<GuestsInUse.Guest> stuck = guests.get().stuck();
        if (stuck.isPresent()) {
            return new Verdict.Pending(
                    Disruption.MODULE_RELOAD,
                    "%s is %s, and cannot be shut down so"
                            .formatted(stuck.get().name(), stuck.get().state()),
                    "resume it or power it off, then apply again");
        }
        boolean powerOff = wrong.stream().allMatch(target -> target.stated().policy().powerOff());
        return new Verdict.Update(
                task(
                        unload(core),
                        all,
                        Map.of(
                                "guests",
                                guests.get().lines(),
                                "power_off",
                                powerOff ? "yes" : "no",
                                "limit",
                                SHUTDOWN_SECONDS,
                                "linger",
                                LINGER_SECONDS)),
                Disruption.GUESTS_STOPPED,
                "it cannot be changed while the module is loaded, and %s: shut down for it, started again after it"
                        .formatted(users));
    }

    private Verdict waiting(ModuleUse use, String users) {
        return new Verdict.Pending(Disruption.MODULE_RELOAD, users, use.remedy());
    }

    private Verdict managed(String users) {
        return new Verdict.Blocked(
                users
                        + ", and "
                        + String.join(" and ", host.managers())
                        + " manages this machine's guests",
                "move the guests away with " + host.managers().getFirst() + ", then apply again");
    }

    private Task task(String unload, List<Target> targets, Map<String, String> guests) {
        Map<String, String> parameters = new TreeMap<>(guests);
        parameters.put("unload", unload);
        parameters.put("load", vendorModule);
        parameters.put("values", values(targets));
        parameters.put("drop_in", ModprobeConfiguration.DROP_IN);
        return new Task(RELOAD, parameters);
    }

    /// `MODULE PARAMETER VALUE`, a line for each; what is read back.
    private String values(List<Target> targets) {
        return targets.stream()
                .filter(target -> !isMeaningless(target, targets))
                .map(target -> target.module() + " " + target.parameter() + " " + target.value())
                .collect(Collectors.joining("\n"));
    }

    private List<Difference> differences(List<Target> targets) {
        return targets.stream()
                .map(
                        target ->
                                new Difference(
                                        target.key(),
                                        host.module(target.module())
                                                .live(target.parameter())
                                                .ifKnown()
                                                .map(ParameterValue::normalised),
                                        Optional.of(target.value())))
                .toList();
    }

    private static Change change(
            Verdict verdict, List<Difference> differences, List<String> notes) {
        return new Change(NAME, verdict, differences, notes, Optional.empty());
    }
}
