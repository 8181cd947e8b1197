package dev.rookery.run;

import dev.rookery.facts.Observations;
import dev.rookery.facts.OsFamily;
import dev.rookery.inventory.Machine;
import dev.rookery.plan.Failure;
import dev.rookery.resource.Resources;
import dev.rookery.shell.Answer;
import dev.rookery.shell.Script;
import dev.rookery.shell.ScriptFile;
import dev.rookery.shell.Shell;
import dev.rookery.shell.ShellException;

import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/// Observes machines: all probes of one travel in one script, in one round trip.
public final class Prober {
    private static final Duration DEADLINE = Duration.ofMinutes(1);

    private final Access access;
    private final Fleet fleet;
    private final Resources resources;
    private final Map<OsFamily, Script> scripts = new EnumMap<>(OsFamily.class);

    public Prober(Access access, Fleet fleet, Resources resources) {
        this(access, fleet, resources, resources::probes);
    }

    private Prober(
            Access access,
            Fleet fleet,
            Resources resources,
            Function<OsFamily, List<String>> files) {
        this.access = access;
        this.fleet = fleet;
        this.resources = resources;
        for (OsFamily os : OsFamily.values()) {
            scripts.put(os, ScriptFile.of(files.apply(os).toArray(String[]::new)));
        }
    }

    /// One that also proves what it observes.
    Prober proving() {
        return new Prober(
                access,
                fleet,
                resources,
                os ->
                        Stream.concat(resources.probes(os).stream(), resources.proofs(os).stream())
                                .toList());
    }

    /// Observes machines, each after its parent, many at once.
    ///
    /// @param all machines of the inventory, by name
    /// @param selected the names of those to observe
    /// @return what each of them gave, in their order
    public List<Probed> probe(
            Map<String, Machine> all, Collection<String> selected, Consumer<Event> events) {
        Map<String, Probed> probed = new ConcurrentHashMap<>();
        walk(Forest.of(all, selected))
                .<Boolean>each(
                        (site, _) -> {
                            if (selected.contains(site.machine().name())) {
                                Probed one = fleet.limited(() -> site.observe(events));
                                probed.put(one.machine(), one);
                            }
                            return true;
                        });
        return selected.stream()
                .map(name -> Objects.requireNonNull(probed.get(name), name))
                .toList();
    }

    Resources resources() {
        return resources;
    }

    Walk walk(Forest forest) {
        return new Walk(forest, fleet, access, this);
    }

    /// Observes a machine over a shell that is already open.
    Probed probe(Machine machine, Shell shell) {
        try {
            Script script = Objects.requireNonNull(scripts.get(machine.os()));
            Answer answer = shell.run(script, DEADLINE);
            return answer.exitCode() == 0
                    ? new Probed.Seen(machine.name(), Observations.parse(answer.lines()))
                    : new Probed.Unseen(machine.name(), brokenProbe(answer));
        } catch (ShellException failed) {
            return new Probed.Unseen(machine.name(), Failures.of(failed));
        }
    }

    private static Failure brokenProbe(Answer answer) {
        return new Failure(
                Failure.Kind.FAILED,
                "the probe ended with exit code "
                        + answer.exitCode()
                        + ": "
                        + answer.errors().strip(),
                "is it the kind of machine that the inventory says? Then please report this");
    }
}
