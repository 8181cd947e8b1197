package dev.rookery.resource.libvirt;

import dev.rookery.facts.Fact;

import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The definition of a domain: the parts of it that a playbook may speak of, and what stands in
/// their way.
record DomainXml(XmlDocument document) {
    /// The units of libvirt's "Domain XML format"; without one it is KiB.
    private static final Map<String, Long> UNITS =
            Map.ofEntries(
                    Map.entry("b", 1L),
                    Map.entry("bytes", 1L),
                    Map.entry("kb", 1_000L),
                    Map.entry("k", 1L << 10),
                    Map.entry("kib", 1L << 10),
                    Map.entry("mb", 1_000_000L),
                    Map.entry("m", 1L << 20),
                    Map.entry("mib", 1L << 20),
                    Map.entry("gb", 1_000_000_000L),
                    Map.entry("g", 1L << 30),
                    Map.entry("gib", 1L << 30),
                    Map.entry("tb", 1_000_000_000_000L),
                    Map.entry("t", 1L << 40),
                    Map.entry("tib", 1L << 40),
                    Map.entry("pib", 1L << 50),
                    Map.entry("eib", 1L << 60));

    /// How the guest's CPU is chosen.
    enum Mode {
        /// The hypervisor's own choice.
        DEFAULT,
        CUSTOM,
        HOST_MODEL,
        /// All that the host has, or that the hypervisor can do.
        HOST
    }

    /// What is said of a CPU feature.
    enum FeaturePolicy {
        NOTHING,
        /// `require` or `force`.
        ON,
        OPTIONAL,
        /// `disable` or `forbid`.
        OFF
    }

    /// Of a domain as `virsh dumpxml` prints it; unknown if it is no such text.
    static Fact<DomainXml> read(List<String> lines) {
        try {
            XmlDocument document = XmlDocument.parse(String.join("\n", lines) + "\n");
            return document.root().name().equals("domain")
                    ? Fact.known(new DomainXml(document))
                    : Fact.unknown("it is no <domain> but a <" + document.root().name() + ">");
        } catch (XmlDocument.NotXmlException wrong) {
            return Fact.unknown(
                    Optional.ofNullable(wrong.getMessage()).orElse("its XML cannot be read"));
        }
    }

    XmlElement root() {
        return document.root();
    }

    /// `kvm`, or `qemu` for one whose CPU is emulated.
    String type() {
        return root().attribute("type").orElse("");
    }

    /// Such as `x86_64`.
    String architecture() {
        return root().find("os", "type").flatMap(type -> type.attribute("arch")).orElse("");
    }

    Optional<Long> memoryBytes() {
        return root().find("memory").flatMap(DomainXml::bytes);
    }

    /// What the balloon leaves it; all its memory if nothing is said.
    Optional<Long> currentMemoryBytes() {
        return root().find("currentMemory").flatMap(DomainXml::bytes).or(this::memoryBytes);
    }

    static Optional<Long> bytes(XmlElement element) {
        String digits = element.words().strip();
        Long unit =
                UNITS.get(element.attribute("unit").orElse("KiB").strip().toLowerCase(Locale.ROOT));
        if (unit == null || !digits.matches("[0-9]{1,18}")) {
            return Optional.empty();
        }
        BigInteger bytes = new BigInteger(digits).multiply(BigInteger.valueOf(unit));
        return bytes.bitLength() < Long.SIZE
                ? Optional.of(bytes.longValueExact())
                : Optional.empty();
    }

    /// How many virtual CPUs it can have at most; one if nothing is said.
    Optional<Integer> mostVcpus() {
        Optional<XmlElement> vcpu = root().find("vcpu");
        return vcpu.isEmpty() ? Optional.of(1) : vcpu.flatMap(each -> count(each.words()));
    }

    /// How many it starts with.
    Optional<Integer> vcpus() {
        return root().find("vcpu")
                .flatMap(each -> each.attribute("current"))
                .map(DomainXml::count)
                .orElseGet(this::mostVcpus);
    }

    private static Optional<Integer> count(String words) {
        String digits = words.strip();
        return digits.matches("[1-9][0-9]{0,4}")
                ? Optional.of(Integer.parseInt(digits))
                : Optional.empty();
    }

    Optional<XmlElement> cpu() {
        return root().find("cpu");
    }

    Optional<String> model() {
        return root().find("cpu", "model")
                .map(model -> model.words().strip())
                .filter(name -> !name.isEmpty());
    }

    /// A `<cpu>` that only has a topology leaves the choice to the hypervisor.
    Mode mode() {
        String word = cpu().flatMap(cpu -> cpu.attribute("mode")).orElse("");
        return switch (word) {
            case "host-passthrough", "maximum" -> Mode.HOST;
            case "host-model" -> Mode.HOST_MODEL;
            default -> model().isPresent() ? Mode.CUSTOM : Mode.DEFAULT;
        };
    }

    /// `host-passthrough`, `EPYC`, or `the default CPU`.
    String modeWords() {
        return switch (mode()) {
            case DEFAULT -> "the default CPU";
            case CUSTOM -> model().orElseThrow();
            case HOST, HOST_MODEL -> cpu().flatMap(cpu -> cpu.attribute("mode")).orElseThrow();
        };
    }

    List<XmlElement> features(String name) {
        return cpu().map(cpu -> cpu.all("feature")).orElse(List.of()).stream()
                .filter(feature -> feature.has("name", name))
                .toList();
    }

    /// What is said last counts. Without a policy it is required.
    FeaturePolicy feature(String name) {
        List<XmlElement> said = features(name);
        return said.isEmpty()
                ? FeaturePolicy.NOTHING
                : switch (said.getLast().attribute("policy").orElse("require")) {
                    case "require", "force" -> FeaturePolicy.ON;
                    case "optional" -> FeaturePolicy.OPTIONAL;
                    default -> FeaturePolicy.OFF;
                };
    }

    /// Sockets times dies, clusters, cores and threads, where that is said.
    Optional<Integer> topology() {
        return root().find("cpu", "topology")
                .map(
                        topology ->
                                List.of("sockets", "dies", "clusters", "cores", "threads").stream()
                                        .map(topology::attribute)
                                        .flatMap(Optional::stream)
                                        .flatMap(words -> count(words).stream())
                                        .reduce(1, (one, other) -> one * other));
    }

    boolean hasNuma() {
        return root().find("cpu", "numa").isPresent();
    }

    /// Memory that is plugged in besides, and is part of the whole.
    boolean hasMemoryDevices() {
        return root().find("devices", "memory").isPresent();
    }

    /// Whether each virtual CPU is listed by itself.
    boolean listsVcpus() {
        return root().find("vcpus").isPresent();
    }

    /// Whether memory of the guest is encrypted, which no KVM inside of it can do with.
    boolean isConfidential() {
        return root().find("launchSecurity")
                .filter(each -> each.attribute("type").orElse("").matches("sev.*|tdx"))
                .isPresent();
    }

    /// Whether QEMU is given a CPU past libvirt.
    boolean overridesCpu() {
        return root().children().stream()
                .filter(each -> each.name().equals("commandline") && !each.namespace().isEmpty())
                .flatMap(each -> each.children().stream())
                .anyMatch(each -> each.has("value", "-cpu"));
    }

    /// Whether Windows is in it, as virt-manager's libosinfo says or Hyper-V's features let guess.
    boolean isWindows() {
        boolean named =
                root().find("metadata").stream()
                        .flatMap(each -> each.children().stream())
                        .flatMap(each -> each.children().stream())
                        .anyMatch(
                                each ->
                                        each.attribute("id")
                                                .filter(id -> id.contains("microsoft.com/win"))
                                                .isPresent());
        return named || root().find("features", "hyperv").isPresent();
    }

    /// Whether libvirt says that the guest's agent is there.
    boolean hasAgent() {
        return root().find("devices").stream()
                .flatMap(devices -> devices.all("channel").stream())
                .flatMap(channel -> channel.all("target").stream())
                .anyMatch(
                        target ->
                                target.has("name", "org.qemu.guest_agent.0")
                                        && target.has("state", "connected"));
    }
}
