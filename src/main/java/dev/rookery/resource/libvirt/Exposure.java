package dev.rookery.resource.libvirt;

import dev.rookery.facts.Fact;
import dev.rookery.resource.libvirt.DomainXml.FeaturePolicy;

import java.util.Optional;

/// Whether a guest sees the extension that a hypervisor in it needs.
enum Exposure {
    YES("true"),
    NO("false"),
    /// As it happens: `optional`, or a host-model that is not known to have it.
    PERHAPS("perhaps");

    /// The models whose definition has svm in libvirt's cpu_map, which a running guest's XML leaves
    /// out then. QEMU's own have it too, but not under KVM, so that one that is off has not.
    private static final String MODELS_WITH_SVM = "EPYC.*|Dhyana|Opteron_G[2-5]|phenom|qemu64";

    private final String words;

    Exposure(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }

    boolean is(boolean wanted) {
        return this == (wanted ? YES : NO);
    }

    /// At its next start.
    static Exposure inactive(DomainXml domain, String feature, LibvirtHost host) {
        FeaturePolicy said = domain.feature(feature);
        return switch (domain.mode()) {
            case DEFAULT -> NO;
            case CUSTOM -> of(said, NO);
            case HOST_MODEL ->
                    of(said, host.hostModelHas(feature).ifKnown().orElse(true) ? PERHAPS : NO);
            case HOST -> said == FeaturePolicy.OFF ? NO : YES;
        };
    }

    /// As it runs. libvirt writes down there what the CPU came to, but for one that is the host's:
    /// it has what the host lets nest, which cannot be changed while a guest runs.
    static Exposure live(DomainXml domain, String feature, LibvirtHost host) {
        FeaturePolicy said = domain.feature(feature);
        return switch (domain.mode()) {
            case DEFAULT -> NO;
            case CUSTOM, HOST_MODEL -> of(said, ofModel(domain, feature));
            case HOST ->
                    said == FeaturePolicy.OFF || !host.kvm().nests().ifKnown().orElse(true)
                            ? NO
                            : YES;
        };
    }

    private static Exposure ofModel(DomainXml domain, String feature) {
        boolean whole = domain.cpu().filter(cpu -> cpu.has("check", "full")).isPresent();
        return whole
                        && feature.equals("svm")
                        && domain.model().filter(name -> name.matches(MODELS_WITH_SVM)).isPresent()
                ? YES
                : NO;
    }

    private static Exposure of(FeaturePolicy said, Exposure otherwise) {
        return switch (said) {
            case ON -> YES;
            case OFF -> NO;
            case OPTIONAL -> PERHAPS;
            case NOTHING -> otherwise;
        };
    }

    /// Of a domain now: as it runs, or at its next start if it does not.
    static Fact<Boolean> of(Domain domain, LibvirtHost host) {
        Fact<DomainXml> xml = domain.live().orElse(domain.inactive());
        Optional<String> feature = host.kvm().extension().ifKnown();
        if (feature.isEmpty()) {
            return Fact.unknown("it is not known what a hypervisor needs on such a CPU");
        }
        return switch (xml) {
            case Fact.Known<DomainXml>(DomainXml known) ->
                    switch (domain.live().isPresent()
                            ? live(known, feature.get(), host)
                            : inactive(known, feature.get(), host)) {
                        case YES ->
                                host.kvm().nests().ifKnown().isPresent()
                                        ? host.kvm().nests()
                                        : Fact.known(true);
                        case NO -> Fact.known(false);
                        case PERHAPS -> Fact.unknown("it has it where its parent can");
                    };
            case Fact.Unknown<DomainXml>(String reason) -> Fact.unknown(reason);
        };
    }
}
