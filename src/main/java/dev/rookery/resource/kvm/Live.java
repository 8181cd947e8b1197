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
import java.util.stream.Collectors;

/// What the modules run with now.
final class Live {
    private static final String NAME = "module parameters, live";
    private static final String RELOAD = "resource/kvm/module/reload.sh";
    private static final String WRITE = "resource/kvm/module/write.sh";

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
                                task("", targets),
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
        List<String> notes =
                stopGuests
                        ? List.of(
                                "disruption: stop_guests is not supported yet and is taken as idle")
                        : List.of();
        boolean core = wrong.stream().anyMatch(target -> target.module().equals("kvm"));
        Verdict verdict =
                new ModuleUse(host, vendorModule)
                        .byWhom(core)
                        .map(users -> waiting(users, stopGuests))
                        .orElseGet(
                                () ->
                                        new Verdict.Update(
                                                task(vendorModule + (core ? " kvm" : ""), all),
                                                Disruption.MODULE_RELOAD,
                                                "it cannot be changed while the module is loaded"));
        return change(verdict, differences(wrong), notes);
    }

    private Verdict waiting(String users, boolean stopGuests) {
        return stopGuests && !host.managers().isEmpty()
                ? new Verdict.Blocked(
                        users
                                + ", and "
                                + String.join(" and ", host.managers())
                                + " manages this machine's guests",
                        "move the guests away with "
                                + host.managers().getFirst()
                                + ", then apply again")
                : new Verdict.Pending(
                        Disruption.MODULE_RELOAD,
                        users,
                        "end what uses it, then apply again; or reboot");
    }

    private Task task(String unload, List<Target> targets) {
        return new Task(
                RELOAD,
                Map.of(
                        "unload",
                        unload,
                        "load",
                        vendorModule,
                        "values",
                        values(targets),
                        "drop_in",
                        ModprobeConfiguration.DROP_IN));
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
