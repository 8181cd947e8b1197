package dev.rookery.resource.libvirt;

import dev.rookery.facts.Fact;
import dev.rookery.playbook.Stated;
import dev.rookery.playbook.Wanted;
import dev.rookery.resource.guest.GuestKey;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// The keys of a domain that count from its next start, compared by what they mean: in its
/// definition and, if it runs, as it runs.
final class DomainKeys {
    static final String NESTED = "nested";
    static final String MEMORY = "memory";
    static final String VCPUS = "vcpus";
    static final String CPU = "libvirt.cpu";
    static final String HYPERV = "libvirt.hyperv";

    private final LibvirtHost host;
    private final List<GuestKey> differing = new ArrayList<>();
    private final List<String> evidence = new ArrayList<>();
    private final List<String> onlyLive = new ArrayList<>();
    private Optional<String> unknown = Optional.empty();

    DomainKeys(Wanted.Guest guest, Domain domain, LibvirtHost host) {
        this.host = host;
        boolean any =
                guest.nested().isPresent()
                        || guest.memoryBytes().isPresent()
                        || guest.vcpus().isPresent()
                        || guest.libvirtCpu().isPresent()
                        || guest.libvirtHyperv().isPresent();
        Optional<DomainXml> live = domain.live().flatMap(Fact::ifKnown);
        Optional<String> unread =
                why(domain.inactive()).or(() -> domain.live().flatMap(DomainKeys::why));
        if (any && unread.isPresent()) {
            unknown = Optional.of("its definition cannot be read: " + unread.get());
        } else if (any) {
            compare(guest, domain.inactive().ifKnown().orElseThrow(), live);
        }
    }

    private static Optional<String> why(Fact<DomainXml> xml) {
        return xml instanceof Fact.Unknown<DomainXml>(String reason)
                ? Optional.of(reason)
                : Optional.empty();
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

    /// The keys whose definition is right already.
    List<String> onlyLive() {
        return List.copyOf(onlyLive);
    }

    private void compare(Wanted.Guest guest, DomainXml inactive, Optional<DomainXml> live) {
        guest.libvirtCpu().ifPresent(stated -> cpu(stated, inactive, live));
        guest.nested().ifPresent(stated -> nested(stated, inactive, live));
        guest.memoryBytes().ifPresent(stated -> memory(stated, inactive, live));
        guest.vcpus().ifPresent(stated -> vcpus(stated, inactive, live));
        guest.libvirtHyperv().ifPresent(stated -> hyperv(stated, inactive, live));
    }

    private void nested(Stated<Boolean> stated, DomainXml inactive, Optional<DomainXml> live) {
        Optional<String> feature = host.kvm().extension().ifKnown();
        if (feature.isEmpty()) {
            unknown =
                    Optional.of("its nested cannot be told: it is not known what its CPU calls it");
            return;
        }
        Exposure next = Exposure.inactive(inactive, feature.get(), host);
        Optional<Exposure> now = live.map(xml -> Exposure.live(xml, feature.get(), host));
        boolean wanted = stated.value();
        key(
                NESTED,
                stated,
                Boolean.toString(wanted),
                next.words(),
                next.is(wanted),
                now.map(Exposure::words),
                now.map(each -> each.is(wanted)));
        if (next.is(wanted) && now.isEmpty() && wanted) {
            evidence.addLast(evidence.removeLast() + "; not proven until it starts");
        }
    }

    private void memory(Stated<Long> stated, DomainXml inactive, Optional<DomainXml> live) {
        long wanted = stated.value();
        Optional<Long> most = inactive.memoryBytes();
        Optional<Long> current = inactive.currentMemoryBytes();
        if (most.isEmpty() || current.isEmpty()) {
            unknown = Optional.of("its memory cannot be told: its definition names none");
            return;
        }
        Optional<Long> now = live.flatMap(DomainXml::memoryBytes);
        String words =
                GuestKey.bytes(most.get())
                        + (current.equals(most)
                                ? ""
                                : ", " + GuestKey.bytes(current.get()) + " by its balloon");
        key(
                MEMORY,
                stated,
                GuestKey.bytes(wanted),
                words,
                most.get() == wanted && current.get() == wanted,
                now.map(GuestKey::bytes),
                now.map(each -> each == wanted));
    }

    private void vcpus(Stated<Integer> stated, DomainXml inactive, Optional<DomainXml> live) {
        Optional<Integer> next = inactive.vcpus();
        if (next.isEmpty()) {
            unknown = Optional.of("its vcpus cannot be told: its definition names no number");
            return;
        }
        Optional<Integer> now = live.flatMap(DomainXml::vcpus);
        Integer wanted = stated.value();
        key(
                VCPUS,
                stated,
                wanted.toString(),
                next.get().toString(),
                next.get().equals(wanted),
                now.map(Object::toString),
                now.map(wanted::equals));
    }

    /// A host-model that runs is written as the model that it came to.
    private void cpu(Stated<String> stated, DomainXml inactive, Optional<DomainXml> live) {
        String wanted = stated.value();
        boolean model = DomainEdit.modeOf(wanted) == DomainXml.Mode.HOST_MODEL;
        Function<DomainXml, Boolean> same =
                xml ->
                        xml.modeWords().equals(wanted)
                                || (model && xml.mode() == DomainXml.Mode.CUSTOM);
        key(
                CPU,
                stated,
                wanted,
                inactive.modeWords(),
                inactive.modeWords().equals(wanted),
                live.map(DomainXml::modeWords),
                live.map(same));
    }

    private void hyperv(Stated<String> stated, DomainXml inactive, Optional<DomainXml> live) {
        List<HypervFeature> all = HypervFeature.nested(isAmd(host));
        List<HypervFeature> next = HypervFeature.missing(inactive, all);
        Optional<List<HypervFeature>> now = live.map(xml -> HypervFeature.missing(xml, all));
        key(
                HYPERV,
                stated,
                stated.value(),
                "without " + names(next),
                next.isEmpty(),
                now.map(each -> "without " + names(each)),
                now.map(List::isEmpty));
    }

    private static String names(List<HypervFeature> features) {
        return String.join(", ", features.stream().map(HypervFeature::name).toList());
    }

    static boolean isAmd(LibvirtHost host) {
        return host.kvm().extension().ifKnown().filter("svm"::equals).isPresent();
    }

    /// @param next what its definition says
    /// @param now what it runs with, if it runs and shows it
    private void key(
            String name,
            Stated<?> stated,
            String wanted,
            String next,
            boolean nextIsSo,
            Optional<String> now,
            Optional<Boolean> nowIsSo) {
        if (nextIsSo && nowIsSo.orElse(true)) {
            evidence.add(name + " is " + wanted);
            return;
        }
        if (nextIsSo) {
            onlyLive.add(name);
        }
        differing.add(
                GuestKey.of(
                        name,
                        nextIsSo ? now.orElse("") + " (as it runs)" : next,
                        wanted,
                        stated.policy(),
                        Map.of()));
    }
}
