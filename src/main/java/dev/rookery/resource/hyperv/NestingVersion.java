package dev.rookery.resource.hyperv;

import static dev.rookery.resource.hyperv.WindowsHost.isTrue;

import dev.rookery.facts.Fact;
import dev.rookery.plan.Verdict.Blocked;
import dev.rookery.playbook.Stated;
import dev.rookery.playbook.Wanted;
import dev.rookery.resource.guest.GuestKey;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Whether a guest's configuration version lets it nest. Versions of Microsoft's "Enable nested
/// virtualization" name 9.3 and 10.0 for AMD; upgrading cannot be undone, so that only a playbook
/// that says so gets it.
record NestingVersion(Wanted.Guest guest, VirtualMachine machine, WindowsHost host) {
    private static final ConfigurationVersion INTEL = new ConfigurationVersion(8, 0);
    private static final ConfigurationVersion AMD = new ConfigurationVersion(10, 0);
    private static final ConfigurationVersion PERHAPS_AMD = new ConfigurationVersion(9, 3);

    /// A guest that runs with the extensions has shown that its version is good for them.
    private boolean counts() {
        return guest.nested().filter(Stated::value).isPresent()
                && !(machine.is("Running") && isTrue(machine.nested()));
    }

    private boolean amd() {
        return host.cpuVendor().ifKnown().filter("AuthenticAMD"::equals).isPresent();
    }

    private ConfigurationVersion wanted() {
        return amd() ? AMD : INTEL;
    }

    private boolean isBelow(ConfigurationVersion version) {
        return machine.version().ifKnown().filter(now -> now.isBelow(version)).isPresent();
    }

    /// The upgrade, where it is needed and allowed.
    Optional<GuestKey> upgrade() {
        return guest.upgradeVersion()
                .filter(stated -> stated.value() && counts() && isBelow(wanted()))
                .map(
                        stated ->
                                GuestKey.of(
                                        "configuration version",
                                        machine.version()
                                                .ifKnown()
                                                .map(Object::toString)
                                                .orElse(""),
                                        newest().map(Object::toString).orElse("the newest"),
                                        stated.policy(),
                                        Map.of(
                                                "upgrade",
                                                removesCheckpoints() ? "discarding" : "yes")));
    }

    /// Whether its checkpoints, which are in an upgrade's way, are removed for it.
    boolean removesCheckpoints() {
        return guest.discard().contains(Wanted.Discard.CHECKPOINTS)
                && counts()
                && guest.upgradeVersion().filter(Stated::value).isPresent()
                && isBelow(wanted())
                && checkpoints() > 0;
    }

    private long checkpoints() {
        return machine.checkpoints().ifKnown().orElse(0L);
    }

    private Optional<ConfigurationVersion> newest() {
        return host.versions().ifKnown().filter(all -> !all.isEmpty()).map(Collections::max);
    }

    Optional<Blocked> refusal() {
        if (!counts()) {
            return Optional.empty();
        }
        return switch (machine.version()) {
            case Fact.Unknown<ConfigurationVersion>(String reason) ->
                    blocked(
                            "its configuration version cannot be told: " + reason,
                            "see what `Get-VM` says of it on its parent");
            case Fact.Known<ConfigurationVersion>(ConfigurationVersion now) ->
                    upgrade().isPresent() ? upgradeRefusal() : tooOld(now);
        };
    }

    private Optional<Blocked> tooOld(ConfigurationVersion now) {
        return now.isBelow(amd() ? PERHAPS_AMD : INTEL)
                ? blocked(
                        "its configuration version is %s, and nesting on %s wants %s"
                                .formatted(now, amd() ? "AMD" : "Intel", wanted()),
                        "write hyperv: { upgrade_version: true }, which cannot be undone")
                : Optional.empty();
    }

    /// Microsoft: a virtual machine is upgraded while it is off and has no saved state; checkpoints
    /// that hold one are in the way as well, and whether they do is not looked at.
    private Optional<Blocked> upgradeRefusal() {
        if (newest().filter(most -> most.isBelow(wanted())).isPresent()) {
            return blocked(
                    "its parent knows configuration versions up to %s only, and nesting wants %s"
                            .formatted(newest().orElseThrow(), wanted()),
                    "use a newer Windows on its parent");
        }
        return switch (machine.checkpoints()) {
            case Fact.Known<Long>(Long count) ->
                    count == 0 || removesCheckpoints()
                            ? Optional.empty()
                            : blocked(
                                    "its configuration version cannot be raised while it has"
                                            + " checkpoints ("
                                            + count
                                            + ")",
                                    "remove them with Remove-VMSnapshot, or write discard:"
                                            + " [checkpoints], which throws away what they keep");
            case Fact.Unknown<Long>(String reason) ->
                    blocked(
                            "it cannot be told whether it has checkpoints: " + reason,
                            "see what `Get-VMSnapshot` says of it on its parent");
        };
    }

    /// What should be known of a version that is taken as it is.
    List<String> notes() {
        if (!counts()) {
            return List.of();
        }
        if (upgrade().isPresent()) {
            List<String> notes =
                    List.of("the upgrade of its configuration version cannot be undone");
            return removesCheckpoints()
                    ? List.of(
                            notes.getFirst(),
                            "its checkpoints (%d) are removed".formatted(checkpoints()))
                    : notes;
        }
        return amd() && isBelow(AMD) && !isBelow(PERHAPS_AMD)
                ? List.of(
                        "its configuration version is %s: some of Microsoft's pages want 10.0 for AMD"
                                .formatted(machine.version().ifKnown().orElseThrow()))
                : List.of();
    }

    private static Optional<Blocked> blocked(String reason, String remedy) {
        return Optional.of(new Blocked(reason, remedy));
    }
}
