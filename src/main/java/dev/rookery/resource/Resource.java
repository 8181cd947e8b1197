package dev.rookery.resource;

import dev.rookery.facts.Observations;
import dev.rookery.facts.OsFamily;
import dev.rookery.plan.Change;
import dev.rookery.plan.Check;
import dev.rookery.playbook.Wanted;

import java.util.List;
import java.util.Optional;

/// A kind of thing that can be made so on a machine.
public interface Resource {
    /// The kind of machine that has such things.
    OsFamily os();

    /// The script that observes it and changes nothing, such as `resource/kvm/module/probe.sh`. Its
    /// lines are those of [Observations].
    String probe();

    /// The script that proves that it does what it is for, where that takes more than to look. It
    /// leaves nothing behind, and [#plan(Wanted, Observations)] finds its lines where proof was
    /// asked for.
    default Optional<String> proof() {
        return Optional.empty();
    }

    /// Compares what is wanted with what was observed. A pure function: it connects to nothing and
    /// answers the same for the same arguments.
    ///
    /// @return a change for each thing that is stated, also where it is as desired; in the order in
    ///   which their tasks must run
    List<Change> plan(Wanted wanted, Observations observed);

    /// What stands in the way of nested guests, and what does not; asked for by nobody's playbook.
    List<Check> checks(Observations observed);
}
