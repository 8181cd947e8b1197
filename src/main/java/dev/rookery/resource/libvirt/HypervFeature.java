package dev.rookery.resource.libvirt;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A feature of Hyper-V that KVM shows a guest.
///
/// @param name libvirt's
/// @param value that it needs besides its state
record HypervFeature(String name, Optional<Value> value) {
    /// How a playbook names the set below.
    static final String NESTED = "nested";

    /// A timer of `<clock>`, which is a feature of Hyper-V too.
    static final String CLOCK = "hypervclock";

    /// An attribute.
    record Value(String key, String value) {}

    /// What a Windows guest that is a hypervisor itself needs. Source: QEMU's
    /// docs/system/i386/hyperv: each of these but `evmcs` is for every CPU; that one is Intel's
    /// alone, and a start fails with it elsewhere. Those that need others come after them.
    ///
    /// @param amd whether the CPU is AMD's
    static List<HypervFeature> nested(boolean amd) {
        List<HypervFeature> all = new ArrayList<>();
        all.add(plain("relaxed"));
        all.add(plain("vapic"));
        all.add(new HypervFeature("spinlocks", Optional.of(new Value("retries", "8191"))));
        for (String name :
                List.of(
                        "vpindex",
                        "runtime",
                        "synic",
                        "stimer",
                        "frequencies",
                        "tlbflush",
                        "ipi")) {
            all.add(plain(name));
        }
        all.add(plain(CLOCK));
        if (!amd) {
            all.add(plain("evmcs"));
        }
        return all;
    }

    private static HypervFeature plain(String name) {
        return new HypervFeature(name, Optional.empty());
    }

    String xml() {
        return "<"
                + name
                + " state='on'"
                + value.map(each -> " " + each.key() + "='" + each.value() + "'").orElse("")
                + "/>";
    }

    /// Those of them that a domain does not have.
    static List<HypervFeature> missing(DomainXml domain, List<HypervFeature> wanted) {
        return wanted.stream().filter(each -> !each.isIn(domain)).toList();
    }

    private boolean isIn(DomainXml domain) {
        if (name.equals(CLOCK)) {
            return clock(domain).filter(each -> !each.has("present", "no")).isPresent();
        }
        Optional<XmlElement> block = domain.root().find("features", "hyperv");
        return block.filter(each -> each.has("mode", "passthrough")).isPresent()
                || block.flatMap(all -> all.find(name))
                        .filter(found -> !found.has("state", "off"))
                        .isPresent();
    }

    static Optional<XmlElement> clock(DomainXml domain) {
        return domain.root().find("clock").stream()
                .flatMap(clock -> clock.all("timer").stream())
                .filter(timer -> timer.has("name", CLOCK))
                .findFirst();
    }
}
