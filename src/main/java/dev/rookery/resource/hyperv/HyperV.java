package dev.rookery.resource.hyperv;

import static dev.rookery.resource.hyperv.WindowsHost.isFalse;

import dev.rookery.facts.Observations;
import dev.rookery.facts.OsFamily;
import dev.rookery.plan.Change;
import dev.rookery.plan.Check;
import dev.rookery.plan.Difference;
import dev.rookery.plan.Disruption;
import dev.rookery.plan.Task;
import dev.rookery.plan.Verdict;
import dev.rookery.playbook.Policy;
import dev.rookery.playbook.Stated;
import dev.rookery.playbook.Wanted;
import dev.rookery.resource.Resource;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Hyper-V itself on a Windows machine: installed, booted into, and able to let its guests nest.
///
/// The state of the optional feature is the truth on clients and servers alike: the server's role
/// is the same feature with its tools.
public final class HyperV implements Resource {
    private static final String NAME = "Hyper-V";
    private static final String ENABLE = "resource/hyperv/feature/enable.ps1";
    private static final String START = "resource/hyperv/feature/start.ps1";

    @Override
    public OsFamily os() {
        return OsFamily.WINDOWS;
    }

    @Override
    public String probe() {
        return "resource/hyperv/feature/probe.ps1";
    }

    @Override
    public List<Change> plan(Wanted wanted, Observations observed) {
        WindowsHost host = WindowsHost.of(observed);
        Wanted.Hypervisor hypervisor = wanted.hypervisor();
        boolean nested = hypervisor.nested().filter(Stated::value).isPresent();
        List<Change> changes = new ArrayList<>();
        if (nested || hypervisor.installed().isPresent()) {
            changes.add(plan(hypervisor, nested, host));
        }
        if (!nested && hypervisor.nested().isPresent()) {
            changes.add(cannotForbid());
        }
        hypervisor
                .parameters()
                .forEach(
                        (parameter, _) ->
                                changes.add(
                                        Change.of(
                                                parameter.toString(),
                                                new Verdict.NotApplicable(
                                                        "Windows has no module "
                                                                + parameter.module()))));
        return changes;
    }

    @Override
    public List<Check> checks(Observations observed) {
        WindowsHost host = WindowsHost.of(observed);
        Requirements requirements = new Requirements(host);
        Policy restartable = new Policy(Policy.Mode.IDLE, true, false);
        return new HyperVChecks(host, requirements)
                .all(verdict(host, requirements, restartable, true));
    }

    private static Change plan(Wanted.Hypervisor hypervisor, boolean nested, WindowsHost host) {
        Policy policy =
                hypervisor.installed().or(hypervisor::nested).map(Stated::policy).orElseThrow();
        Requirements requirements = new Requirements(host);
        Verdict verdict = verdict(host, requirements, policy, nested);
        return new Change(
                NAME,
                verdict,
                differences(host, verdict),
                notes(requirements, verdict, policy),
                Optional.empty());
    }

    private static Verdict verdict(
            WindowsHost host, Requirements requirements, Policy policy, boolean nested) {
        return (nested ? requirements.nesting() : Optional.<Verdict.Blocked>empty())
                .map(Verdict.class::cast)
                .orElseGet(() -> installed(host, requirements, policy, nested));
    }

    private static List<String> notes(Requirements requirements, Verdict verdict, Policy policy) {
        List<String> notes = new ArrayList<>(requirements.memoryNote().stream().toList());
        boolean restarts =
                verdict instanceof Verdict.Pending
                        || (verdict instanceof Verdict.Update update
                                && update.disruption() == Disruption.REBOOT);
        if (restarts && policy.mode() == Policy.Mode.STOP_GUESTS) {
            notes.add("disruption: stop_guests is not supported yet and is taken as idle");
        }
        return notes;
    }

    private static Verdict installed(
            WindowsHost host, Requirements requirements, Policy policy, boolean nested) {
        if (host.featureIs("Enabled")) {
            return enabled(host, requirements, policy, nested);
        }
        Optional<Verdict.Blocked> missing = requirements.installation();
        if (missing.isPresent()) {
            return missing.get();
        }
        String state = host.feature().ifKnown().flatMap(known -> known).orElse("");
        return switch (state) {
            case "Disabled", "DisabledWithPayloadRemoved" ->
                    restart(host, policy, "Hyper-V is not enabled");
            case "EnablePending" ->
                    restart(host, policy, "Hyper-V is enabled and waits for a restart");
            case "DisablePending" ->
                    new Verdict.Blocked(
                            "Hyper-V was disabled and waits for a restart",
                            "restart the machine, then apply again");
            default ->
                    new Verdict.Blocked(
                            "the feature Microsoft-Hyper-V is in the state " + state,
                            "repair it with DISM, then apply again");
        };
    }

    private static Verdict enabled(
            WindowsHost host, Requirements requirements, Policy policy, boolean nested) {
        if (host.vmmsRuns() && !isFalse(host.hypervisorPresent())) {
            List<String> evidence = new ArrayList<>(List.of("Hyper-V is enabled, and vmms runs"));
            if (isFalse(host.guest())) {
                evidence.add("a hypervisor is present");
            }
            if (nested && isFalse(host.nestingDenied())) {
                evidence.add("the boot configuration does not deny nesting");
            }
            return new Verdict.AsDesired(evidence);
        }
        Optional<Verdict.Blocked> missing = requirements.installation();
        if (missing.isPresent()) {
            return missing.get();
        }
        boolean hypervisor = !isFalse(host.hypervisorPresent());
        boolean service = host.vmms().ifKnown().flatMap(known -> known).isPresent();
        if (hypervisor && service) {
            return start(host);
        }
        return host.restarted()
                ? new Verdict.Blocked(
                        "Hyper-V is enabled and the machine was restarted for it, but the"
                                + " hypervisor does not run",
                        "see `bcdedit /enum` for hypervisorlaunchtype, and the event log"
                                + " Microsoft-Windows-Hyper-V-Hypervisor")
                : restart(host, policy, "Hyper-V is enabled, but its hypervisor does not run yet");
    }

    private static Verdict start(WindowsHost host) {
        return host.vmmsStart().ifKnown().filter("Disabled"::equals).isPresent()
                ? new Verdict.Blocked(
                        "the service vmms is disabled",
                        "Set-Service -Name vmms -StartupType Automatic, then apply again")
                : new Verdict.Update(
                        new Task(START, Map.of()),
                        Disruption.NOTHING,
                        "the service vmms does not run");
    }

    private static Verdict restart(WindowsHost host, Policy policy, String reason) {
        return new RestartPermission(host, policy)
                .refusal()
                .orElseGet(
                        () ->
                                new Verdict.Update(
                                        new Task(ENABLE, Map.of()), Disruption.REBOOT, reason));
    }

    /// Where all of it runs, what is in the way is said by the verdict alone.
    private static List<Difference> differences(WindowsHost host, Verdict verdict) {
        if (verdict instanceof Verdict.AsDesired || host.vmmsRuns()) {
            return List.of();
        }
        return List.of(
                host.featureIs("Enabled")
                        ? new Difference(
                                "hypervisor", Optional.of("not running"), Optional.of("running"))
                        : new Difference(
                                "feature",
                                host.feature().ifKnown().flatMap(known -> known),
                                Optional.of("Enabled")));
    }

    private static Change cannotForbid() {
        return Change.of(
                "nested",
                new Verdict.Blocked(
                        "Hyper-V has no switch that forbids nesting on a whole host",
                        "write guest: { nested: false } for its guests"));
    }
}
