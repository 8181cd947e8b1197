package dev.rookery.resource.guest;

import dev.rookery.facts.Fact;
import dev.rookery.plan.FileEdit;
import dev.rookery.plan.Verdict.Blocked;
import dev.rookery.playbook.Wanted;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A guest of some hypervisor, compared with what is wanted of it.
public interface PlannedGuest {
    /// What a play states of it.
    Wanted.Guest wanted();

    /// How its hypervisor names states.
    PowerWords words();

    /// Its state, in those words where it rests in one of them.
    Fact<String> state();

    /// What that state lets be done.
    GuestPower power();

    /// `web (Running)`
    String described();

    /// A job of Rookery that is not done with it.
    Fact<Optional<GuestJob>> job();

    /// The keys that are not as stated and can only be made so while it is off.
    List<GuestKey> differing();

    /// What shows that the others are as stated.
    List<String> evidence();

    /// What cannot be compared, and why.
    Optional<String> unknown();

    /// Why it cannot be as stated, whoever may be disturbed for it.
    Optional<Blocked> refusal();

    /// Who else manages it, so that nothing is changed.
    Optional<Blocked> managed();

    /// Why it cannot be shut down, where that is known before.
    Optional<String> refusesShutdown();

    /// What a person should know besides.
    List<String> notes();

    /// What a person can look at: `see what Get-VM says of it on its parent`.
    String look();

    /// The script that changes it.
    String script();

    /// What the script is given for the keys, besides what every such script is given.
    ///
    /// @param keys those that are changed now
    /// @param left whether a job was left in the middle
    Map<String, String> parameters(List<GuestKey> keys, boolean left);

    /// The definition that is written for the keys, where there is one.
    Optional<FileEdit> file(List<GuestKey> keys);
}
