package dev.rookery.resource.libvirt;

import dev.rookery.facts.Fact;
import dev.rookery.facts.Observations;
import dev.rookery.resource.kvm.KvmParent;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// A KVM host with libvirt on it.
///
/// @param domains of all connections that could be asked
/// @param complete how many there are of all connections; unknown if one could not be asked
/// @param cpus the CPUs of `virsh domcapabilities`
/// @param onShutdown what libvirt-guests does with guests when the host goes down; nothing if it is
///   not enabled
record LibvirtHost(
        KvmParent kvm,
        List<Domain> domains,
        Fact<Boolean> complete,
        Fact<Integer> processors,
        Fact<XmlElement> cpus,
        Optional<String> onShutdown) {
    LibvirtHost {
        domains = List.copyOf(domains);
    }

    static LibvirtHost of(Observations observed) {
        return new LibvirtHost(
                KvmParent.of(observed),
                IntStream.iterate(0, n -> n + 1)
                        .takeWhile(
                                n -> observed.facts().containsKey("libvirt.domain." + n + ".uuid"))
                        .mapToObj(n -> Domain.of(n, observed))
                        .toList(),
                observed.all("libvirt.domains").map(lines -> !lines.isEmpty()),
                processors(observed.one("cpu.count")),
                cpus(observed.all("libvirt.cpu")),
                observed.one("libvirt.guests.on-shutdown").ifKnown());
    }

    private static Fact<Integer> processors(Fact<String> words) {
        return switch (words) {
            case Fact.Known<String>(String digits) when digits.matches("[0-9]{1,5}") ->
                    Fact.known(Integer.parseInt(digits));
            case Fact.Known<String>(String other) -> Fact.unknown("not a number: " + other);
            case Fact.Unknown<String>(String reason) -> Fact.unknown(reason);
        };
    }

    private static Fact<XmlElement> cpus(Fact<List<String>> lines) {
        return switch (lines) {
            case Fact.Known<List<String>>(List<String> all) -> {
                try {
                    yield Fact.known(XmlDocument.parse(String.join("\n", all)).root());
                } catch (XmlDocument.NotXmlException wrong) {
                    yield Fact.unknown("domcapabilities: " + wrong.getMessage());
                }
            }
            case Fact.Unknown<List<String>>(String reason) -> Fact.unknown(reason);
        };
    }

    private Optional<XmlElement> mode(String name) {
        return cpus.ifKnown().stream()
                .flatMap(all -> all.all("mode").stream())
                .filter(mode -> mode.has("name", name))
                .findFirst();
    }

    /// Whether libvirt is known not to have a mode or model for KVM guests.
    boolean lacksCpu(String word) {
        return switch (DomainEdit.modeOf(word)) {
            case HOST, HOST_MODEL ->
                    mode(word).filter(mode -> mode.has("supported", "no")).isPresent();
            case CUSTOM, DEFAULT ->
                    mode("custom")
                            .filter(
                                    mode ->
                                            mode.all("model").stream()
                                                    .noneMatch(
                                                            model ->
                                                                    model.words()
                                                                                    .strip()
                                                                                    .equals(word)
                                                                            && !model.has(
                                                                                    "usable",
                                                                                    "no")))
                            .isPresent();
        };
    }

    /// Whether host-model shows a guest this feature; unknown where libvirt does not say.
    Fact<Boolean> hostModelHas(String feature) {
        Optional<XmlElement> model = mode("host-model");
        if (model.isEmpty()) {
            return Fact.unknown("libvirt's domain capabilities do not name host-model");
        }
        return Fact.known(
                model.get().all("feature").stream()
                        .anyMatch(
                                each ->
                                        each.has("name", feature)
                                                && each.has("policy", "require")));
    }
}
