package dev.rookery.resource.libvirt;

import dev.rookery.facts.Fact;
import dev.rookery.plan.FileEdit;
import dev.rookery.plan.Verdict.Blocked;
import dev.rookery.playbook.Stated;
import dev.rookery.playbook.Wanted;
import dev.rookery.resource.guest.GuestJob;
import dev.rookery.resource.guest.GuestKey;
import dev.rookery.resource.guest.GuestPower;
import dev.rookery.resource.guest.PlannedGuest;
import dev.rookery.resource.guest.PowerWords;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// A domain of a KVM host and what is wanted of it.
record LibvirtGuest(Wanted.Guest wanted, Domain domain, LibvirtHost host, DomainKeys keys)
        implements PlannedGuest {
    LibvirtGuest(Wanted.Guest wanted, Domain domain, LibvirtHost host) {
        this(wanted, domain, host, new DomainKeys(wanted, domain, host));
    }

    @Override
    public PowerWords words() {
        return Domain.WORDS;
    }

    @Override
    public Fact<String> state() {
        return domain.state();
    }

    @Override
    public GuestPower power() {
        return domain.power();
    }

    @Override
    public String described() {
        return domain.described();
    }

    @Override
    public Fact<Optional<GuestJob>> job() {
        return domain.job();
    }

    @Override
    public List<GuestKey> differing() {
        return keys.differing();
    }

    @Override
    public List<String> evidence() {
        return keys.evidence();
    }

    @Override
    public Optional<String> unknown() {
        return keys.unknown();
    }

    @Override
    public Optional<Blocked> refusal() {
        return new DomainRequirements(wanted, domain, host, keys).refusal();
    }

    @Override
    public Optional<Blocked> managed() {
        return DomainRequirements.managed(host, domain);
    }

    @Override
    public Optional<String> refusesShutdown() {
        return Optional.empty();
    }

    @Override
    public List<String> notes() {
        return new DomainNotes(wanted, domain, host, keys).all();
    }

    @Override
    public String look() {
        return "see what `virsh -c " + domain.connection() + " dumpxml` says of it on its parent";
    }

    @Override
    public String script() {
        return "resource/libvirt/configure.sh";
    }

    /// `nested` is what is looked for after the start; the hunk is of the definition.
    @Override
    public Map<String, String> parameters(List<GuestKey> now, boolean left) {
        Map<String, String> parameters = new TreeMap<>();
        parameters.put("uri", domain.connection());
        parameters.put("uuid", domain.uuid());
        boolean looked = left || names(now).contains(DomainKeys.NESTED);
        parameters.put(
                "nested",
                wanted.nested().filter(_ -> looked).map(each -> "" + each.value()).orElse(""));
        parameters.put("feature", host.kvm().extension().ifKnown().orElse(""));
        Optional<Hunk> hunk = edit(now).map(DomainEdit::hunk).filter(each -> !each.isEmpty());
        parameters.put("line", hunk.map(each -> "" + each.first()).orElse(""));
        parameters.put("before", hunk.map(each -> String.join("\n", each.before())).orElse(""));
        parameters.put("after_lines", hunk.map(each -> String.join("\n", each.after())).orElse(""));
        return parameters;
    }

    @Override
    public Optional<FileEdit> file(List<GuestKey> now) {
        return edit(now)
                .filter(edit -> !edit.hunk().isEmpty())
                .map(
                        edit ->
                                new FileEdit(
                                        "libvirt domain " + domain.name(),
                                        domain.inactive()
                                                .ifKnown()
                                                .orElseThrow()
                                                .document()
                                                .text()
                                                .lines()
                                                .toList(),
                                        edit.text().lines().toList()));
    }

    private static Set<String> names(List<GuestKey> now) {
        return now.stream().map(each -> each.difference().key()).collect(Collectors.toSet());
    }

    /// A change of the CPU keeps what else is stated of it.
    private Optional<DomainEdit> edit(List<GuestKey> now) {
        Set<String> names = names(now);
        return domain.inactive()
                .ifKnown()
                .filter(_ -> !names.isEmpty())
                .map(
                        xml -> {
                            DomainEdit edit = new DomainEdit(xml);
                            boolean cpu = names.contains(DomainKeys.CPU);
                            if (cpu || names.contains(DomainKeys.NESTED)) {
                                edit.cpu(
                                        wanted.libvirtCpu().map(Stated::value).filter(_ -> cpu),
                                        host.kvm().extension().ifKnown().orElse(""),
                                        wanted.nested().map(Stated::value));
                            }
                            if (names.contains(DomainKeys.MEMORY)) {
                                wanted.memoryBytes().map(Stated::value).ifPresent(edit::memory);
                            }
                            if (names.contains(DomainKeys.VCPUS)) {
                                wanted.vcpus().map(Stated::value).ifPresent(edit::vcpus);
                            }
                            if (names.contains(DomainKeys.HYPERV)) {
                                edit.hyperv(HypervFeature.nested(DomainKeys.isAmd(host)));
                            }
                            return edit;
                        });
    }
}
