package dev.rookery.resource.kvm;

import dev.rookery.plan.Change;
import dev.rookery.plan.Difference;
import dev.rookery.plan.Disruption;
import dev.rookery.plan.FileEdit;
import dev.rookery.plan.Task;
import dev.rookery.plan.Verdict;
import dev.rookery.resource.kvm.ModprobeConfiguration.Option;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What the modules will be given when they are loaded next.
final class Persisted {
    private static final String NAME = "module parameters, persisted";
    private static final String SCRIPT = "resource/kvm/module/persist.sh";
    private static final String HEADER = "# Written by Rookery; it is rewritten from the playbook.";

    private final KvmHost host;

    Persisted(KvmHost host) {
        this.host = host;
    }

    /// Why a value of ours would not count: what overrides it.
    Optional<Change> overridden(Target target) {
        return host.modprobe()
                .winsOverUs(target.module(), target.parameter())
                .filter(option -> !ParameterValue.same(option.value(), target.value()))
                .map(
                        option ->
                                blocked(
                                        target,
                                        option.origin()
                                                + " says "
                                                + target.parameter()
                                                + "="
                                                + option.value()
                                                + " and wins over every file of ours",
                                        "remove it there; Rookery does not edit what is not its"
                                                + " own"));
    }

    private Change blocked(Target target, String reason, String remedy) {
        return new Change(
                target.key() + ", persisted",
                new Verdict.Blocked(reason, remedy),
                List.of(difference(target)),
                List.of(),
                Optional.empty());
    }

    /// One change for all of them, since they are in one file.
    Change plan(List<Target> targets) {
        List<Target> missing = targets.stream().filter(target -> !isPersisted(target)).toList();
        List<String> notes =
                targets.stream().flatMap(target -> disagreements(target).stream()).toList();
        if (missing.isEmpty()) {
            List<String> evidence = targets.stream().map(this::evidence).toList();
            return new Change(
                    NAME, new Verdict.AsDesired(evidence), List.of(), notes, Optional.empty());
        }
        FileEdit edit = edit(missing);
        return new Change(
                NAME,
                new Verdict.Update(
                        task(edit), Disruption.NOTHING, "so that it is so after the next boot"),
                missing.stream().map(this::difference).toList(),
                notes,
                Optional.of(edit));
    }

    private boolean isPersisted(Target target) {
        return host.modprobe()
                .decides(target.module(), target.parameter())
                .filter(option -> ParameterValue.same(option.value(), target.value()))
                .isPresent();
    }

    private String evidence(Target target) {
        return target.key()
                + " will be loaded as "
                + target.value()
                + " ("
                + host.modprobe()
                        .decides(target.module(), target.parameter())
                        .map(Option::origin)
                        .orElse("the kernel's default")
                + ")";
    }

    private Difference difference(Target target) {
        String before =
                host.modprobe()
                        .decides(target.module(), target.parameter())
                        .map(Option::value)
                        .orElse("(kernel's default)");
        return new Difference(target.key(), Optional.of(before), Optional.of(target.value()));
    }

    /// Lines of other people's files that say something else.
    private List<String> disagreements(Target target) {
        return host.modprobe().options().stream()
                .filter(option -> target.is(option.module(), option.parameter()))
                .filter(option -> !option.origin().startsWith(ModprobeConfiguration.DROP_IN))
                .filter(option -> !ParameterValue.same(option.value(), target.value()))
                .map(
                        option ->
                                option.origin()
                                        + " says "
                                        + target.key()
                                        + "="
                                        + option.value()
                                        + "; ours is read later and wins")
                .toList();
    }

    private FileEdit edit(List<Target> missing) {
        List<String> before = host.modprobe().dropIn().orElse(List.of());
        Map<String, Map<String, String>> options = new TreeMap<>();
        host.modprobe().options().stream()
                .filter(option -> option.origin().startsWith(ModprobeConfiguration.DROP_IN + ":"))
                .forEach(
                        option ->
                                put(options, option.module(), option.parameter(), option.value()));
        missing.forEach(
                target -> put(options, target.module(), target.parameter(), target.value()));
        List<String> after = new ArrayList<>();
        after.add(HEADER);
        options.forEach(
                (module, values) -> {
                    StringBuilder line = new StringBuilder("options ").append(module);
                    values.forEach(
                            (name, value) ->
                                    line.append(' ').append(name).append('=').append(value));
                    after.add(line.toString());
                });
        return new FileEdit(ModprobeConfiguration.DROP_IN, before, after);
    }

    private static void put(
            Map<String, Map<String, String>> options,
            String module,
            String parameter,
            String value) {
        options.computeIfAbsent(module, _ -> new TreeMap<>()).put(parameter, value);
    }

    private Task task(FileEdit edit) {
        return new Task(
                SCRIPT,
                Map.of(
                        "path", edit.path(),
                        "existed", host.modprobe().dropIn().isPresent() ? "yes" : "no",
                        "before", text(edit.before()),
                        "content", text(edit.after())));
    }

    private static String text(List<String> lines) {
        return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
    }
}
