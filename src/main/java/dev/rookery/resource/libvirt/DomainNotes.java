package dev.rookery.resource.libvirt;

import dev.rookery.playbook.Stated;
import dev.rookery.playbook.Wanted;
import dev.rookery.resource.guest.GuestKey;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// What a person should know of a domain though nothing is in the way.
record DomainNotes(Wanted.Guest guest, Domain domain, LibvirtHost host, DomainKeys keys) {
    /// Less is enough to nest, but not for much in it.
    private static final long LITTLE_MEMORY = 1L << 30;

    List<String> all() {
        List<String> notes = new ArrayList<>();
        keys.onlyLive()
                .forEach(
                        key ->
                                notes.add(
                                        key
                                                + " is in its definition already, and takes effect"
                                                + " when it is off and started again; a reboot"
                                                + " inside it is not enough"));
        processors().ifPresent(notes::add);
        if (nests()) {
            domain.inactive().ifKnown().ifPresent(xml -> nested(xml, notes));
        }
        return notes;
    }

    private boolean nests() {
        return guest.nested().filter(Stated::value).isPresent();
    }

    private Optional<String> processors() {
        return guest.vcpus()
                .map(Stated::value)
                .filter(
                        count ->
                                host.processors()
                                        .ifKnown()
                                        .filter(most -> count > most)
                                        .isPresent())
                .map(
                        count ->
                                "its parent has %d logical CPUs, and it shall have %d"
                                        .formatted(
                                                host.processors().ifKnown().orElseThrow(), count));
    }

    private void nested(DomainXml xml, List<String> notes) {
        if (becomesHosts(xml)) {
            notes.add(
                    "it gets the CPU of its parent (host-passthrough): it can only migrate to a"
                            + " host with the same one");
        }
        paging(xml).ifPresent(notes::add);
        guest.memoryBytes()
                .map(Stated::value)
                .or(xml::memoryBytes)
                .filter(bytes -> bytes < LITTLE_MEMORY)
                .ifPresent(
                        bytes ->
                                notes.add(
                                        "it has %s of memory, which is little for guests of its own"
                                                .formatted(GuestKey.bytes(bytes))));
        domain.snapshots()
                .ifKnown()
                .filter(count -> count > 0)
                .ifPresent(
                        count ->
                                notes.add(
                                        "it has snapshots (%d): going back to one brings back the"
                                                        .formatted(count)
                                                + " CPU that it had then"));
        suspended().ifPresent(notes::add);
        windows(xml).ifPresent(notes::add);
    }

    private boolean becomesHosts(DomainXml xml) {
        return xml.mode() != DomainXml.Mode.HOST
                && guest.libvirtCpu()
                        .map(Stated::value)
                        .map(word -> DomainEdit.modeOf(word) == DomainXml.Mode.HOST)
                        .orElse(xml.mode() == DomainXml.Mode.DEFAULT);
    }

    /// Without it guests of its own run, but slowly: seen of libvirt 9.0 and QEMU 7.2, where a
    /// host-model came to an EPYC with npt disabled.
    private Optional<String> paging(DomainXml xml) {
        String cpu = guest.libvirtCpu().map(Stated::value).orElseGet(xml::modeWords);
        boolean plain = cpu.matches("qemu64|kvm64");
        return DomainKeys.isAmd(host)
                        && (plain || cpu.equals("host-model"))
                        && xml.feature("npt") != DomainXml.FeaturePolicy.ON
                ? Optional.of(
                        "its CPU "
                                + cpu
                                + (plain ? " shows" : " may show")
                                + " no nested paging (npt), so that guests of its own are slow; or"
                                + " write libvirt: { cpu: host-passthrough }")
                : Optional.empty();
    }

    /// K23, K24: the kernel's running-nested-guests.rst says that an AMD guest whose own guests run
    /// must not be saved.
    private Optional<String> suspended() {
        return host.onShutdown()
                .filter("suspend"::equals)
                .map(
                        _ ->
                                "libvirt-guests saves it when its parent goes down"
                                        + (DomainKeys.isAmd(host)
                                                ? ", which harms it while guests of its own run"
                                                : "")
                                        + ": set ON_SHUTDOWN=shutdown for libvirt-guests");
    }

    /// K31
    private Optional<String> windows(DomainXml xml) {
        List<HypervFeature> missing =
                HypervFeature.missing(xml, HypervFeature.nested(DomainKeys.isAmd(host)));
        return xml.isWindows() && !missing.isEmpty() && guest.libvirtHyperv().isEmpty()
                ? Optional.of(
                        "it seems to be Windows, which wants these features of Hyper-V to be a"
                                + " hypervisor here: "
                                + missing.stream()
                                        .map(HypervFeature::name)
                                        .collect(Collectors.joining(", "))
                                + "; write libvirt: { hyperv: "
                                + HypervFeature.NESTED
                                + " }")
                : Optional.empty();
    }
}
