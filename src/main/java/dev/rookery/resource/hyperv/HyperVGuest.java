package dev.rookery.resource.hyperv;

import static dev.rookery.resource.hyperv.WindowsHost.isFalse;

import dev.rookery.facts.Fact;
import dev.rookery.plan.FileEdit;
import dev.rookery.plan.Verdict.Blocked;
import dev.rookery.playbook.Wanted;
import dev.rookery.resource.guest.GuestJob;
import dev.rookery.resource.guest.GuestKey;
import dev.rookery.resource.guest.GuestPower;
import dev.rookery.resource.guest.PlannedGuest;
import dev.rookery.resource.guest.PowerWords;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A virtual machine of a Hyper-V host and what is wanted of it.
record HyperVGuest(Wanted.Guest wanted, VirtualMachine machine, WindowsHost host, GuestKeys keys)
        implements PlannedGuest {
    static final PowerWords WORDS = new PowerWords("Running", "Off", "Saved");

    HyperVGuest(Wanted.Guest wanted, VirtualMachine machine, WindowsHost host) {
        this(wanted, machine, host, new GuestKeys(wanted, machine, host));
    }

    @Override
    public PowerWords words() {
        return WORDS;
    }

    @Override
    public Fact<String> state() {
        return machine.state();
    }

    @Override
    public GuestPower power() {
        return machine.power();
    }

    @Override
    public String described() {
        return machine.words();
    }

    @Override
    public Fact<Optional<GuestJob>> job() {
        return machine.job();
    }

    @Override
    public List<GuestKey> differing() {
        return keys.differing();
    }

    @Override
    public List<String> evidence() {
        return keys.evidence();
    }

    @Override
    public Optional<String> unknown() {
        return keys.unknown();
    }

    @Override
    public Optional<Blocked> refusal() {
        return new GuestRequirements(wanted, machine, host).refusal();
    }

    @Override
    public Optional<Blocked> managed() {
        return new GuestManagers(machine, host).refusal();
    }

    @Override
    public Optional<String> refusesShutdown() {
        return isFalse(machine.shutdownService())
                ? Optional.of("its integration service for that is switched off")
                : Optional.empty();
    }

    @Override
    public List<String> notes() {
        return new GuestRequirements(wanted, machine, host).notes();
    }

    @Override
    public String look() {
        return "see what `Get-VM` says of it on its parent";
    }

    @Override
    public String script() {
        return "resource/hyperv/guest/configure.ps1";
    }

    /// What a job that was left in the middle has made so already is not put back if it is stated.
    @Override
    public Map<String, String> parameters(List<GuestKey> now, boolean left) {
        Map<String, String> parameters = new TreeMap<>();
        for (String each : List.of("nested", "memory", "vcpus")) {
            parameters.put(each, "");
        }
        parameters.put("upgrade", "no");
        now.forEach(key -> parameters.putAll(key.parameters()));
        if (left) {
            wanted.nested().ifPresent(each -> parameters.put("nested", each.value().toString()));
            wanted.memoryBytes()
                    .ifPresent(each -> parameters.put("memory", each.value().toString()));
            wanted.vcpus().ifPresent(each -> parameters.put("vcpus", each.value().toString()));
        }
        parameters.put("id", machine.id());
        return parameters;
    }

    @Override
    public Optional<FileEdit> file(List<GuestKey> now) {
        return Optional.empty();
    }
}
