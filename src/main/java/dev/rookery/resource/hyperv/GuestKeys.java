package dev.rookery.resource.hyperv;

import static dev.rookery.resource.hyperv.WindowsHost.isFalse;
import static dev.rookery.resource.hyperv.WindowsHost.isTrue;

import dev.rookery.facts.Fact;
import dev.rookery.playbook.Stated;
import dev.rookery.playbook.Wanted;
import dev.rookery.resource.guest.GuestKey;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The keys that take effect only while a guest is off, compared with what it has.
final class GuestKeys {
    private final VirtualMachine machine;
    private final WindowsHost host;
    private final List<GuestKey> differing = new ArrayList<>();
    private final List<String> evidence = new ArrayList<>();
    private Optional<String> unknown = Optional.empty();

    GuestKeys(Wanted.Guest guest, VirtualMachine machine, WindowsHost host) {
        this.machine = machine;
        this.host = host;
        new NestingVersion(guest, machine, host).upgrade().ifPresent(differing::add);
        guest.nested().ifPresent(this::nested);
        guest.memoryBytes().ifPresent(this::memory);
        guest.vcpus().ifPresent(this::vcpus);
    }

    List<GuestKey> differing() {
        return List.copyOf(differing);
    }

    List<String> evidence() {
        return List.copyOf(evidence);
    }

    /// What cannot be compared, and why.
    Optional<String> unknown() {
        return unknown;
    }

    private void nested(Stated<Boolean> stated) {
        boolean wanted = stated.value();
        if (!wanted && isFalse(host.module())) {
            evidence.add("this version of Hyper-V lets no guest nest");
            return;
        }
        switch (machine.nested()) {
            case Fact.Known<Boolean>(Boolean now) when now == wanted ->
                    evidence.add(
                            "nested is "
                                    + now
                                    + (now && !machine.is("Running")
                                            ? "; not proven until it starts"
                                            : ""));
            case Fact.Known<Boolean>(Boolean now) ->
                    differs("nested", "" + now, "" + wanted, stated, Map.of("nested", "" + wanted));
            case Fact.Unknown<Boolean>(String reason) -> cannotTell("nested", reason);
        }
    }

    /// What is stated is all of it: static, whether or not it starts with as much.
    private void memory(Stated<Long> stated) {
        Optional<Long> now = machine.memoryBytes().ifKnown();
        Optional<Boolean> dynamic = machine.dynamicMemory().ifKnown();
        if (now.isEmpty() || dynamic.isEmpty()) {
            cannotTell("memory", reason(machine.memoryBytes(), machine.dynamicMemory()));
            return;
        }
        String wanted = GuestKey.bytes(stated.value());
        if (now.get().equals(stated.value()) && isFalse(machine.dynamicMemory())) {
            evidence.add("memory is " + wanted);
        } else {
            differs(
                    "memory",
                    GuestKey.bytes(now.get())
                            + (isTrue(machine.dynamicMemory()) ? ", dynamic" : ""),
                    wanted,
                    stated,
                    Map.of("memory", stated.value().toString()));
        }
    }

    private void vcpus(Stated<Integer> stated) {
        switch (machine.processors()) {
            case Fact.Known<Long>(Long now) when now.intValue() == stated.value() ->
                    evidence.add("vcpus is " + now);
            case Fact.Known<Long>(Long now) -> {
                String wanted = stated.value().toString();
                differs("vcpus", now.toString(), wanted, stated, Map.of("vcpus", wanted));
            }
            case Fact.Unknown<Long>(String reason) -> cannotTell("vcpus", reason);
        }
    }

    private void differs(
            String key,
            String before,
            String after,
            Stated<?> stated,
            Map<String, String> parameters) {
        differing.add(GuestKey.of(key, before, after, stated.policy(), parameters));
    }

    private void cannotTell(String key, String reason) {
        unknown = unknown.or(() -> Optional.of("its " + key + " cannot be told: " + reason));
    }

    private static String reason(Fact<?> one, Fact<?> other) {
        return one instanceof Fact.Unknown<?>(String reason)
                ? reason
                : other instanceof Fact.Unknown<?>(String reason) ? reason : "";
    }
}
