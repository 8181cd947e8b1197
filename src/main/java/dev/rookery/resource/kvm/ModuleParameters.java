package dev.rookery.resource.kvm;

import dev.rookery.diagnostic.Location;
import dev.rookery.facts.Fact;
import dev.rookery.facts.Observations;
import dev.rookery.facts.OsFamily;
import dev.rookery.plan.Change;
import dev.rookery.plan.Check;
import dev.rookery.plan.Difference;
import dev.rookery.plan.Verdict;
import dev.rookery.playbook.Policy;
import dev.rookery.playbook.Stated;
import dev.rookery.playbook.Wanted;
import dev.rookery.resource.Resource;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// The parameters of KVM's kernel modules: those that the modules run with, and those that they
/// will be loaded with next.
public final class ModuleParameters implements Resource {
    /// What a check compares with: nesting on, and nothing to be disturbed for it.
    static final Wanted NESTED =
            new Wanted(
                    new Wanted.Hypervisor(
                            Optional.of(
                                    new Stated<>(
                                            true, new Location("", 1, 1, 1, ""), Policy.DEFAULT)),
                            Optional.empty(),
                            Collections.emptySortedMap()),
                    Optional.empty());

    @Override
    public OsFamily os() {
        return OsFamily.LINUX;
    }

    @Override
    public String probe() {
        return "resource/kvm/module/probe.sh";
    }

    @Override
    public Optional<String> proof() {
        return Optional.of("resource/kvm/proof.sh");
    }

    @Override
    public List<Change> plan(Wanted wanted, Observations observed) {
        KvmHost host = KvmHost.of(observed);
        if (wanted.hypervisor().nested().isEmpty() && wanted.hypervisor().parameters().isEmpty()) {
            return List.of();
        }
        return switch (host.vendorModule()) {
            case Fact.Known<String>(String module) ->
                    plan(Target.of(wanted.hypervisor(), module), host, module);
            case Fact.Unknown<String>(String reason) ->
                    List.of(
                            alone(
                                    "kvm",
                                    List.of(),
                                    new Verdict.Blocked(
                                            "it cannot be told which module drives this CPU: "
                                                    + reason,
                                            "take the machine out of the play")));
        };
    }

    @Override
    public List<Check> checks(Observations observed) {
        return new KvmChecks(KvmHost.of(observed)).all(plan(NESTED, observed));
    }

    private static List<Change> plan(List<Target> targets, KvmHost host, String vendorModule) {
        Feasibility feasibility = new Feasibility(host, vendorModule);
        Persisted persisted = new Persisted(host);
        List<Target> possible = new ArrayList<>();
        List<Change> others = new ArrayList<>();
        for (Target target : targets) {
            feasibility
                    .verdict(target)
                    .map(verdict -> alone(target.key(), difference(target, host, verdict), verdict))
                    .or(() -> persisted.overridden(target))
                    .ifPresentOrElse(others::add, () -> possible.add(target));
        }
        List<Change> changes = new ArrayList<>();
        if (!possible.isEmpty()) {
            changes.add(needsRoot(persisted.plan(possible), host));
            List<Change> live =
                    new Live(host, vendorModule)
                            .plan(possible).stream()
                                    .map(change -> needsRoot(change, host))
                                    .toList();
            changes.addAll(live);
            if (Target.nests(possible) && live.stream().allMatch(ModuleParameters::isAsDesired)) {
                new Proof(host).change().ifPresent(changes::add);
            }
        }
        changes.addAll(others);
        return changes;
    }

    private static boolean isAsDesired(Change change) {
        return change.verdict() instanceof Verdict.AsDesired;
    }

    private static Change alone(String resource, List<Difference> differences, Verdict verdict) {
        return new Change(resource, verdict, differences, List.of(), Optional.empty());
    }

    private static List<Difference> difference(Target target, KvmHost host, Verdict verdict) {
        return verdict instanceof Verdict.Blocked
                ? List.of(
                        new Difference(
                                target.key(),
                                host.module(target.module())
                                        .live(target.parameter())
                                        .ifKnown()
                                        .map(ParameterValue::normalised),
                                Optional.of(target.value())))
                : List.of();
    }

    private static Change needsRoot(Change change, KvmHost host) {
        return change.verdict() instanceof Verdict.Update && !host.isRoot()
                ? new Change(
                        change.resource(),
                        new Verdict.Blocked(
                                "only root may change it, and the scripts do not run as root",
                                "log in as root, or set ansible_become: true (-b)"),
                        change.differences(),
                        change.notes(),
                        change.file())
                : change;
    }
}
