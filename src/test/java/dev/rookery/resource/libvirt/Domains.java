package dev.rookery.resource.libvirt;

import dev.rookery.facts.Observations;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// What a probe says of a KVM host with the domain `web`: an AMD host whose module nests, and a
/// domain that is off.
final class Domains {
    static final String UUID = "5a5a5a5a-0000-4000-8000-000000000001";

    private static final List<String> HOST =
            List.of(
                    "os.family=linux",
                    "user.id=0",
                    "cpu.vendor=AuthenticAMD",
                    "cpu.flags=fpu svm npt",
                    "cpu.count=16",
                    "memory.bytes=68719476736",
                    "manager~",
                    "module.kvm_amd.state=live",
                    "module.kvm_amd.parameter.nested.value=1",
                    "module.kvm_intel.state=loadable",
                    "libvirt.domains=1",
                    "libvirt.cpu=<cpu>",
                    "libvirt.cpu=  <mode name='host-passthrough' supported='yes'/>",
                    "libvirt.cpu=  <mode name='maximum' supported='no'/>",
                    "libvirt.cpu=  <mode name='host-model' supported='yes'>",
                    "libvirt.cpu=    <model fallback='forbid'>EPYC</model>",
                    "libvirt.cpu=    <feature policy='require' name='x2apic'/>",
                    "libvirt.cpu=  </mode>",
                    "libvirt.cpu=  <mode name='custom' supported='yes'>",
                    "libvirt.cpu=    <model usable='yes'>EPYC</model>",
                    "libvirt.cpu=    <model usable='no'>EPYC-Milan</model>",
                    "libvirt.cpu=  </mode>",
                    "libvirt.cpu=</cpu>",
                    "libvirt.guests.on-shutdown~",
                    "libvirt.domain.0.connection=qemu:///system",
                    "libvirt.domain.0.uuid=" + UUID,
                    "libvirt.domain.0.name=web",
                    "libvirt.domain.0.state=shut off (shutdown)",
                    "libvirt.domain.0.persistent=yes",
                    "libvirt.domain.0.autostart=no",
                    "libvirt.domain.0.managed-save=no",
                    "libvirt.domain.0.snapshots=0",
                    "libvirt.domain.0.job~");

    private static final Map<String, String> CPUS =
            Map.of(
                    "none",
                    "",
                    "host",
                    "  <cpu mode='host-passthrough' check='none'/>",
                    "host-svm",
                    "  <cpu mode='host-passthrough'>\n    <feature policy='disable'"
                            + " name='svm'/>\n  </cpu>",
                    "model",
                    "  <cpu mode='host-model' check='partial'/>",
                    "model+svm",
                    "  <cpu mode='host-model'>\n    <feature policy='require'"
                            + " name='svm'/>\n  </cpu>",
                    "epyc",
                    custom("EPYC", ""),
                    "epyc+svm",
                    custom("EPYC", "require"),
                    "epyc?svm",
                    custom("EPYC", "optional"),
                    "epyc-svm",
                    custom("EPYC", "disable"),
                    "topology",
                    "  <cpu>\n    <topology sockets='1' cores='2' threads='2'/>\n  </cpu>");

    private Domains() {}

    private static String custom(String model, String policy) {
        String feature =
                policy.isEmpty() ? "" : "\n    <feature policy='" + policy + "' name='svm'/>";
        return "  <cpu mode='custom' match='exact' check='full'>\n    <model fallback='forbid'>"
                + model
                + "</model>"
                + feature
                + "\n  </cpu>";
    }

    /// A definition.
    ///
    /// @param spec such as `cpu=epyc+svm memory=8 vcpus=2`, in GiB; `type`, `extra` (in its
    ///   devices' place) and `windows` besides
    static List<String> xml(String spec) {
        Map<String, String> parts = parts(spec);
        long memory = Long.parseLong(parts.getOrDefault("memory", "4")) << 20;
        String cpu = parts.getOrDefault("cpu", "epyc");
        String text =
                """
                <domain type='%s'>
                  <name>web</name>
                  <uuid>%s</uuid>
                %s  <memory unit='KiB'>%d</memory>
                  <currentMemory unit='KiB'>%d</currentMemory>
                  <vcpu placement='static'>%s</vcpu>
                  <os>
                    <type arch='x86_64'>hvm</type>
                  </os>
                  <features>
                    <acpi/>
                  </features>
                %s
                  <clock offset='utc'/>
                  %s
                </domain>
                """
                        .formatted(
                                parts.getOrDefault("type", "kvm"),
                                UUID,
                                parts.containsKey("windows") ? WINDOWS : "",
                                memory,
                                Long.parseLong(parts.getOrDefault("balloon", "" + (memory >> 20)))
                                        << 20,
                                parts.getOrDefault("vcpus", "4"),
                                CPUS.getOrDefault(cpu, cpu.replace('~', ' ')),
                                parts.getOrDefault("extra", "<devices/>").replace('~', ' '));
        return text.lines().filter(line -> !line.isBlank()).toList();
    }

    private static final String WINDOWS =
            """
              <metadata>
                <l:os xmlns:l='urn:l'><l:os id='http://microsoft.com/win/11'/></l:os>
              </metadata>
            """;

    private static Map<String, String> parts(String spec) {
        Map<String, String> parts = new LinkedHashMap<>();
        for (String each : spec.split(" ", -1)) {
            int at = each.indexOf('=');
            if (at > 0) {
                parts.put(each.substring(0, at), each.substring(at + 1));
            }
        }
        return parts;
    }

    /// @param inactive of the domain's definition, as [#xml(String)]
    /// @param differing lines in place of those of the same keys, between semicolons; `live:SPEC`
    ///   for a domain that runs, defined so
    static Observations observed(String inactive, String differing) {
        List<String> others =
                Stream.of(differing.split(";", -1)).filter(line -> !line.isEmpty()).toList();
        List<String> keys = others.stream().map(Domains::key).toList();
        List<String> lines =
                new ArrayList<>(HOST.stream().filter(line -> !keys.contains(key(line))).toList());
        xml(inactive).forEach(line -> lines.add("libvirt.domain.0.xml=" + line));
        for (String other : others) {
            if (other.startsWith("live:")) {
                lines.removeIf(line -> key(line).equals("libvirt.domain.0.state"));
                lines.add("libvirt.domain.0.state=running (booted)");
                xml(other.substring(5))
                        .forEach(line -> lines.add("libvirt.domain.0.live.xml=" + line));
            } else {
                lines.add(
                        other.startsWith("d.") ? "libvirt.domain.0." + other.substring(2) : other);
            }
        }
        return Observations.parse(lines);
    }

    private static String key(String line) {
        String key = line.split("[=!~]", 2)[0];
        return key.startsWith("d.") ? "libvirt.domain.0." + key.substring(2) : key;
    }
}
