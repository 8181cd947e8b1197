package dev.rookery.resource.hyperv;

import static dev.rookery.resource.hyperv.WindowsHost.isTrue;

import dev.rookery.facts.Fact;
import dev.rookery.plan.Change;
import dev.rookery.plan.Difference;
import dev.rookery.plan.Disruption;
import dev.rookery.plan.Task;
import dev.rookery.plan.Verdict;
import dev.rookery.playbook.Stated;
import dev.rookery.playbook.Wanted;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a guest can be given while it runs. That Hyper-V takes these two then is from memory of its
/// manager, which offers them; a machine that does not take them says so, and the task fails.
record GuestSettings(Wanted.Guest guest, VirtualMachine machine, WindowsHost host) {
    private static final String AUTOSTART = "guest autostart";
    private static final String SPOOFING = "guest MAC address spoofing";

    Optional<Change> autostart() {
        return guest.autostart().map(this::autostart);
    }

    private Change autostart(Stated<Boolean> stated) {
        String wanted = stated.value() ? "Start" : "Nothing";
        return switch (machine.automaticStart()) {
            case Fact.Known<String>(String now) ->
                    now.equals(wanted)
                            ? Change.of(
                                    AUTOSTART,
                                    new Verdict.AsDesired(
                                            List.of("its automatic start action is " + now)))
                            : change(
                                    AUTOSTART,
                                    new Task(
                                            "resource/hyperv/guest/autostart.ps1",
                                            Map.of("id", machine.id(), "action", wanted)),
                                    "its automatic start action differs",
                                    List.of(difference("autostart", now, wanted)));
            case Fact.Unknown<String>(String reason) -> unknown(AUTOSTART, reason);
        };
    }

    Optional<Change> spoofing() {
        return guest.macAddressSpoofing().map(this::spoofing);
    }

    private Change spoofing(Stated<Boolean> stated) {
        return switch (machine.adapters()) {
            case Fact.Known<List<VirtualMachine.Adapter>>(List<VirtualMachine.Adapter> all) ->
                    spoofing(stated.value(), all);
            case Fact.Unknown<List<VirtualMachine.Adapter>>(String reason) ->
                    unknown(SPOOFING, reason);
        };
    }

    private Change spoofing(boolean wanted, List<VirtualMachine.Adapter> all) {
        List<Difference> differences =
                all.stream()
                        .filter(each -> isTrue(each.spoofing()) != wanted || isUnknown(each))
                        .map(
                                each ->
                                        new Difference(
                                                "mac_address_spoofing of " + each.name(),
                                                each.spoofing().ifKnown().map(GuestSettings::onOff),
                                                Optional.of(onOff(wanted))))
                        .toList();
        if (differences.isEmpty()) {
            return Change.of(
                    SPOOFING,
                    new Verdict.AsDesired(
                            List.of(
                                    all.isEmpty()
                                            ? "it has no network adapter"
                                            : "it is "
                                                    + onOff(wanted)
                                                    + " on each of its network adapters ("
                                                    + all.size()
                                                    + ")")));
        }
        return change(
                SPOOFING,
                new Task(
                        "resource/hyperv/guest/spoofing.ps1",
                        Map.of("id", machine.id(), "spoofing", wanted ? "On" : "Off")),
                "it differs on " + differences.size() + " of " + all.size() + " network adapters",
                differences);
    }

    private static boolean isUnknown(VirtualMachine.Adapter adapter) {
        return adapter.spoofing().ifKnown().isEmpty();
    }

    private static String onOff(boolean on) {
        return on ? "on" : "off";
    }

    private static Difference difference(String key, String before, String after) {
        return new Difference(key, Optional.of(before), Optional.of(after));
    }

    private Change change(String name, Task task, String reason, List<Difference> differences) {
        Verdict verdict =
                new GuestManagers(machine, host)
                        .refusal()
                        .<Verdict>map(blocked -> blocked)
                        .orElseGet(() -> new Verdict.Update(task, Disruption.NOTHING, reason));
        return new Change(name, verdict, differences, List.of(), Optional.empty());
    }

    private static Change unknown(String name, String reason) {
        return Change.of(
                name,
                new Verdict.Blocked(
                        "it cannot be told what it is: " + reason,
                        "see what `Get-VM` says of it on its parent"));
    }
}
