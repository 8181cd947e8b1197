package dev.rookery.resource.hyperv;

import static dev.rookery.resource.hyperv.WindowsHost.isFalse;
import static dev.rookery.resource.hyperv.WindowsHost.isTrue;

import dev.rookery.plan.Verdict.Blocked;
import dev.rookery.playbook.Stated;
import dev.rookery.playbook.Wanted;
import dev.rookery.resource.guest.GuestKey;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What must be so, on its parent and on itself, before a guest can be as stated.
record GuestRequirements(Wanted.Guest guest, VirtualMachine machine, WindowsHost host) {
    /// Microsoft's own helper script wants as much for a guest that shall nest.
    private static final long LITTLE_MEMORY = 4L << 30;

    Optional<Blocked> refusal() {
        return nests() ? parent().or(this::module).or(this::version).or(this::size) : size();
    }

    private boolean nests() {
        return guest.nested().filter(Stated::value).isPresent();
    }

    private Optional<Blocked> parent() {
        return new Requirements(host)
                .nesting()
                .map(
                        why ->
                                new Blocked(
                                        "its parent cannot let it nest: " + why.reason(),
                                        "on its parent: " + why.remedy()));
    }

    private Optional<Blocked> module() {
        return isFalse(host.module())
                ? Optional.of(
                        new Blocked(
                                "its parent cannot let it nest: Set-VMProcessor has no"
                                        + " -ExposeVirtualizationExtensions there",
                                "on its parent: use Windows Server 2016 or 10 (1607) or later"))
                : Optional.empty();
    }

    private Optional<Blocked> version() {
        return new NestingVersion(guest, machine, host).refusal();
    }

    /// That Hyper-V refuses more virtual processors than its host has logical ones is from memory.
    private Optional<Blocked> size() {
        Optional<Blocked> processors =
                guest.vcpus()
                        .filter(
                                stated ->
                                        host.cpus()
                                                .ifKnown()
                                                .filter(most -> stated.value() > most)
                                                .isPresent())
                        .map(
                                stated ->
                                        new Blocked(
                                                "its parent has %d logical processors, and it shall have %d"
                                                        .formatted(
                                                                host.cpus().ifKnown().orElseThrow(),
                                                                stated.value()),
                                                "state fewer vcpus"));
        Optional<Blocked> memory =
                guest.memoryBytes()
                        .filter(
                                stated ->
                                        host.memoryBytes()
                                                .ifKnown()
                                                .filter(most -> stated.value() > most)
                                                .isPresent())
                        .map(
                                stated ->
                                        new Blocked(
                                                "its parent has %.1f GiB of memory, and it shall have %s"
                                                        .formatted(
                                                                host.memoryBytes()
                                                                                .ifKnown()
                                                                                .orElseThrow()
                                                                        / (double) (1 << 30),
                                                                GuestKey.bytes(stated.value())),
                                                "state less memory"));
        return processors.or(() -> memory);
    }

    /// What a person should know though nothing is in the way.
    List<String> notes() {
        if (!nests()) {
            return List.of();
        }
        NestingVersion version = new NestingVersion(guest, machine, host);
        List<String> notes = new ArrayList<>(version.notes());
        if (isTrue(machine.dynamicMemory()) && guest.memoryBytes().isEmpty()) {
            notes.add(
                    "its memory is dynamic: such guests were seen to lose nested when they start;"
                            + " state memory:, which is static");
        }
        guest.memoryBytes()
                .map(Stated::value)
                .or(() -> machine.memoryBytes().ifKnown())
                .filter(bytes -> bytes < LITTLE_MEMORY)
                .ifPresent(
                        bytes ->
                                notes.add(
                                        "it has %s of memory; a guest that nests wants 4GiB"
                                                .formatted(GuestKey.bytes(bytes))));
        spoofing().ifPresent(notes::add);
        machine.checkpoints()
                .ifKnown()
                .filter(count -> count > 0 && !version.removesCheckpoints())
                .ifPresent(
                        count ->
                                notes.add(
                                        "it has checkpoints (%d): going back to one brings back what it had then"
                                                .formatted(count)));
        if (machine.automaticStop().ifKnown().filter("Save"::equals).isPresent()) {
            notes.add(
                    "it is saved when its parent shuts down, which fails while guests of its own"
                            + " run: use the automatic stop action ShutDown");
        }
        return notes;
    }

    /// W6: without it, frames of the guest's own guests are dropped.
    private Optional<String> spoofing() {
        boolean stated = guest.macAddressSpoofing().isPresent();
        boolean statedOff = guest.macAddressSpoofing().filter(each -> !each.value()).isPresent();
        List<String> off =
                machine.adapters().ifKnown().orElse(List.of()).stream()
                        .filter(each -> isFalse(each.spoofing()))
                        .map(VirtualMachine.Adapter::name)
                        .toList();
        return statedOff || (!stated && !off.isEmpty())
                ? Optional.of(
                        "MAC address spoofing is off"
                                + (off.isEmpty() ? "" : " on " + String.join(", ", off))
                                + ": its own guests have no network but by NAT inside it; or"
                                + " write hyperv: { mac_address_spoofing: true }")
                : Optional.empty();
    }
}
