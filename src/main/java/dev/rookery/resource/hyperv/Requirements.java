package dev.rookery.resource.hyperv;

import static dev.rookery.resource.hyperv.WindowsHost.isFalse;
import static dev.rookery.resource.hyperv.WindowsHost.isTrue;

import dev.rookery.facts.Fact;
import dev.rookery.plan.Verdict.Blocked;

import java.util.Optional;

/// What must be so before Hyper-V can be there, and before its guests can nest. An unknown fact
/// misses nothing, except where nothing can be done without it.
record Requirements(WindowsHost host) {
    /// Windows Server 2016 and Windows 10 1607. Source of both: Microsoft, "Enable nested
    /// virtualization".
    private static final long FIRST_FOR_INTEL = 14_393;

    /// Windows Server 2022; Windows 11 is 22000.
    private static final long FIRST_FOR_AMD = 20_348;

    private static final long LITTLE_MEMORY = 3_758_096_384L;

    /// What stands in the way of Hyper-V itself, where it is not there yet.
    Optional<Blocked> installation() {
        return feature().or(this::administrator).or(this::processor).or(this::firmware);
    }

    /// What stands in the way of nested guests.
    Optional<Blocked> nesting() {
        return build().or(this::bootConfiguration);
    }

    /// What a person should know though nothing is in the way.
    Optional<String> memoryNote() {
        return host.memoryBytes()
                .ifKnown()
                .filter(bytes -> bytes < LITTLE_MEMORY)
                .map(
                        bytes ->
                                "it has %.1f GiB of memory; Hyper-V wants 4 GB"
                                        .formatted(bytes / (double) (1 << 30)));
    }

    private Optional<Blocked> feature() {
        return switch (host.feature()) {
            case Fact.Known<Optional<String>>(Optional<String> state) when state.isEmpty() ->
                    blocked(
                            "this edition of Windows has no Hyper-V"
                                    + host.edition()
                                            .ifKnown()
                                            .map(edition -> ": " + edition)
                                            .orElse(""),
                            "use Windows Pro, Enterprise, Education or Server");
            case Fact.Known<Optional<String>> _ -> Optional.empty();
            case Fact.Unknown<Optional<String>>(String reason) ->
                    administrator()
                            .or(
                                    () ->
                                            blocked(
                                                    "it cannot be told whether Hyper-V is"
                                                            + " installed: "
                                                            + reason,
                                                    "see what `Get-WindowsOptionalFeature -Online"
                                                        + " -FeatureName Microsoft-Hyper-V` says on"
                                                        + " the machine"));
        };
    }

    Optional<Blocked> administrator() {
        return isFalse(host.administrator())
                ? blocked(
                        "only an administrator may do this, and the scripts do not run elevated",
                        "log in as a local administrator; a local account other than Administrator"
                                + " is not elevated over the network unless"
                                + " LocalAccountTokenFilterPolicy is 1")
                : Optional.empty();
    }

    private Optional<Blocked> processor() {
        return isFalse(host.slat())
                ? blocked(
                        "the CPU has no second level address translation (SLAT), which Hyper-V"
                                + " needs",
                        "take the machine out of the play")
                : Optional.empty();
    }

    private Optional<Blocked> firmware() {
        return isFalse(host.firmware())
                ? blocked(
                        "virtualization is switched off in the firmware",
                        "switch on VT-x or SVM (AMD-V) in the firmware's setup")
                : Optional.empty();
    }

    private Optional<Blocked> build() {
        return switch (host.cpuVendor()) {
            case Fact.Known<String>(String vendor) ->
                    switch (vendor.strip()) {
                        case "GenuineIntel" ->
                                build(FIRST_FOR_INTEL, "Intel", "Windows Server 2016 or 10 (1607)");
                        case "AuthenticAMD" ->
                                build(FIRST_FOR_AMD, "AMD", "Windows Server 2022 or 11");
                        default ->
                                blocked(
                                        "Hyper-V cannot nest on a CPU by " + vendor,
                                        "take the machine out of the play");
                    };
            case Fact.Unknown<String>(String reason) ->
                    blocked(
                            "it cannot be told who made the CPU: " + reason,
                            "take the machine out of the play");
        };
    }

    private Optional<Blocked> build(long first, String vendor, String systems) {
        return switch (host.build()) {
            case Fact.Known<Long>(Long build) ->
                    build >= first
                            ? Optional.empty()
                            : blocked(
                                    "Hyper-V nests on %s from build %d on, and this is build %d%s"
                                            .formatted(
                                                    vendor,
                                                    first,
                                                    build,
                                                    host.os()
                                                            .ifKnown()
                                                            .map(name -> " (" + name + ")")
                                                            .orElse("")),
                                    "use " + systems + " or later");
            case Fact.Unknown<Long>(String reason) ->
                    blocked(
                            "it cannot be told which build of Windows it is: " + reason,
                            "take the machine out of the play");
        };
    }

    private Optional<Blocked> bootConfiguration() {
        return isTrue(host.nestingDenied())
                ? blocked(
                        "the boot configuration denies nesting: hypervisorloadoptions has"
                                + " OFFERNESTEDVIRT=FALSE",
                        "bcdedit /deletevalue hypervisorloadoptions, or set it without that word;"
                                + " then restart")
                : Optional.empty();
    }

    private static Optional<Blocked> blocked(String reason, String remedy) {
        return Optional.of(new Blocked(reason, remedy));
    }
}
