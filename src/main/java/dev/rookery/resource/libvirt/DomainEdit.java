package dev.rookery.resource.libvirt;

import dev.rookery.resource.libvirt.DomainXml.FeaturePolicy;
import dev.rookery.resource.libvirt.DomainXml.Mode;

import java.util.List;
import java.util.Optional;

/// Changes a domain's definition where a playbook speaks of it.
final class DomainEdit {
    private static final String MODE = "mode";
    private static final String POLICY = "policy";

    private final DomainXml domain;
    private final XmlEdit edit;

    DomainEdit(DomainXml domain) {
        this.domain = domain;
        this.edit = new XmlEdit(domain.document());
    }

    Hunk hunk() {
        return Hunk.between(domain.document().text(), edit.text());
    }

    String text() {
        return edit.text();
    }

    /// All that it has, and nothing that the balloon takes away.
    void memory(long bytes) {
        domain.root().find("memory").ifPresent(each -> size(each, bytes));
        domain.root().find("currentMemory").ifPresent(each -> size(each, bytes));
    }

    private void size(XmlElement element, long bytes) {
        if (DomainXml.bytes(element).filter(now -> now == bytes).isEmpty()) {
            edit.set(element, "unit", "KiB");
            edit.words(element, Long.toString(bytes >> 10));
        }
    }

    /// Where a topology names more, or fewer are only plugged in now, the most stay as they are.
    void vcpus(int count) {
        Optional<XmlElement> vcpu = domain.root().find("vcpu");
        if (vcpu.isEmpty()) {
            edit.after(anchor(), "<vcpu>" + count + "</vcpu>");
            return;
        }
        int most = domain.mostVcpus().orElse(count);
        boolean partly =
                vcpu.get().attribute("current").isPresent()
                        || domain.topology().isPresent()
                        || domain.hasNuma();
        if (!partly || count >= most) {
            edit.unset(vcpu.get(), "current");
        } else {
            edit.set(vcpu.get(), "current", Integer.toString(count));
        }
        if (count != most && !(partly && count < most)) {
            edit.words(vcpu.get(), Integer.toString(count));
        }
    }

    /// What may be said in front of, by any order that libvirt prints.
    private XmlElement anchor() {
        for (String name : List.of("features", "os", "vcpu", "memory", "name")) {
            Optional<XmlElement> found = domain.root().find(name);
            if (found.isPresent()) {
                return found.get();
            }
        }
        throw new IllegalStateException("a domain without a name");
    }

    /// Shows the guest a feature of the CPU, or hides it.
    ///
    /// @param cpu what it is given besides, if a play says so
    void cpu(Optional<String> cpu, String feature, Optional<Boolean> shown) {
        Mode mode = cpu.map(DomainEdit::modeOf).orElseGet(domain::mode);
        Optional<XmlElement> now = domain.cpu();
        if (now.isEmpty()) {
            newCpu(cpu, feature, shown);
            return;
        }
        if (mode == Mode.DEFAULT && shown.orElse(false)) {
            mode = Mode.HOST;
            choose(now.get(), "host-passthrough");
        } else {
            cpu.ifPresent(word -> choose(now.get(), word));
        }
        if (shown.isPresent()) {
            feature(now.get(), mode, feature, shown.get());
        }
    }

    static Mode modeOf(String word) {
        return switch (word) {
            case "host-passthrough", "maximum" -> Mode.HOST;
            case "host-model" -> Mode.HOST_MODEL;
            default -> Mode.CUSTOM;
        };
    }

    private void newCpu(Optional<String> cpu, String feature, Optional<Boolean> shown) {
        if (cpu.isEmpty() && !shown.orElse(false)) {
            return;
        }
        String word = cpu.orElse("host-passthrough");
        Mode mode = modeOf(word);
        boolean custom = mode == Mode.CUSTOM;
        StringBuilder inside = new StringBuilder();
        if (custom) {
            inside.append("\n    <model fallback='forbid'>").append(word).append("</model>");
        }
        if (shown.filter(yes -> !yes || mode != Mode.HOST).isPresent()) {
            inside.append("\n    ").append(featureXml(feature, shown.get()));
        }
        String start = "<cpu mode='" + (custom ? "custom' match='exact" : word) + "'";
        edit.after(anchor(), start + (inside.isEmpty() ? "/>" : ">" + inside + "\n  </cpu>"));
    }

    private static String featureXml(String name, boolean shown) {
        return "<feature policy='" + (shown ? "require" : "disable") + "' name='" + name + "'/>";
    }

    /// Another mode or model; topology, features and all else stay.
    private void choose(XmlElement cpu, String word) {
        boolean custom = modeOf(word) == Mode.CUSTOM;
        edit.set(cpu, MODE, custom ? "custom" : word);
        edit.unset(cpu, "check");
        edit.unset(cpu, "migratable");
        Optional<XmlElement> model = cpu.find("model");
        if (!custom) {
            edit.unset(cpu, "match");
            model.ifPresent(edit::remove);
            cpu.find("vendor").ifPresent(edit::remove);
            return;
        }
        if (cpu.attribute("match").isEmpty()) {
            edit.set(cpu, "match", "exact");
        }
        model.ifPresentOrElse(
                each -> edit.words(each, word),
                () -> edit.append(cpu, "<model fallback='forbid'>" + word + "</model>"));
    }

    /// K20: a feature that is named twice is an error, so the first stays and the others go.
    private void feature(XmlElement cpu, Mode mode, String name, boolean shown) {
        List<XmlElement> said = domain.features(name);
        FeaturePolicy now = domain.feature(name);
        if (said.size() == 1 && now == (shown ? FeaturePolicy.ON : FeaturePolicy.OFF)) {
            return;
        }
        if (mode == Mode.HOST && shown) {
            said.forEach(edit::remove);
        } else if (said.isEmpty()) {
            if (shown || mode == Mode.HOST || mode == Mode.HOST_MODEL) {
                edit.append(cpu, featureXml(name, shown));
            }
        } else {
            edit.set(said.getFirst(), POLICY, shown ? "require" : "disable");
            said.stream().skip(1).forEach(edit::remove);
        }
    }

    /// Switches these of Hyper-V's features on; others stay as they are.
    void hyperv(List<HypervFeature> wanted) {
        List<HypervFeature> missing = HypervFeature.missing(domain, wanted);
        List<HypervFeature> features =
                missing.stream().filter(each -> !each.name().equals(HypervFeature.CLOCK)).toList();
        if (features.size() < missing.size()) {
            clock();
        }
        if (features.isEmpty()) {
            return;
        }
        Optional<XmlElement> hyperv = domain.root().find("features", "hyperv");
        if (hyperv.isPresent()) {
            features.forEach(each -> hyperv(hyperv.get(), each));
            return;
        }
        StringBuilder block = new StringBuilder("<hyperv mode='custom'>");
        features.forEach(each -> block.append("\n      ").append(each.xml()));
        block.append("\n    </hyperv>");
        domain.root()
                .find("features")
                .ifPresentOrElse(
                        all -> edit.append(all, block.toString()),
                        () -> edit.after(anchor(), "<features>\n    " + block + "\n  </features>"));
    }

    private void clock() {
        String timer = "<timer name='" + HypervFeature.CLOCK + "' present='yes'/>";
        Optional<XmlElement> now = HypervFeature.clock(domain);
        if (now.isPresent()) {
            edit.set(now.get(), "present", "yes");
            return;
        }
        domain.root()
                .find("clock")
                .ifPresentOrElse(
                        clock -> edit.append(clock, timer),
                        () ->
                                edit.after(
                                        anchor(),
                                        "<clock offset='utc'>\n    " + timer + "\n  </clock>"));
    }

    private void hyperv(XmlElement block, HypervFeature wanted) {
        Optional<XmlElement> now = block.find(wanted.name());
        if (now.isEmpty()) {
            edit.append(block, wanted.xml());
        } else if (now.get().has("state", "off")) {
            edit.set(now.get(), "state", "on");
            wanted.value().ifPresent(value -> edit.set(now.get(), value.key(), value.value()));
        }
    }
}
