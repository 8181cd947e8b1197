package dev.rookery.facts;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What was observed of a Linux machine, apart from any resource on it.
///
/// @param os its name for people, such as `Debian GNU/Linux 12 (bookworm)`
/// @param kernel its release, such as `6.1.0-18-amd64`
/// @param cpuVendor such as `GenuineIntel` or `AuthenticAMD`
/// @param cpuFlags of `/proc/cpuinfo`; without `vmx` or `svm` the CPU lacks it, or the firmware or
///   the hypervisor above hides it
/// @param vmxFlags of the `vmx flags` line, which kernels before 5.6 do not print
/// @param guest whether the machine runs under a hypervisor
/// @param container what made the container that the machine is; nothing if it is none
/// @param memoryBytes what the kernel can use
/// @param bootId changes with every boot
/// @param userId whom the probe ran as; 0 is root
/// @param managers what else runs guests here, such as `vdsmd`
public record MachineFacts(
        Fact<String> os,
        Fact<String> kernel,
        Fact<String> cpuVendor,
        Fact<String> cpuModel,
        Fact<Set<String>> cpuFlags,
        Fact<Set<String>> vmxFlags,
        Fact<Boolean> guest,
        Optional<String> container,
        Fact<Long> memoryBytes,
        Fact<String> bootId,
        Fact<Long> userId,
        Fact<List<String>> managers) {

    /// Reads what `facts/probe.sh` printed.
    public static MachineFacts of(Observations seen) {
        return new MachineFacts(
                seen.one("os.name"),
                seen.one("kernel.release"),
                seen.one("cpu.vendor"),
                seen.one("cpu.model"),
                seen.one("cpu.flags").map(MachineFacts::words),
                seen.one("cpu.vmx-flags").map(MachineFacts::words),
                seen.one("virt.guest").map("yes"::equals),
                seen.one("virt.container").ifKnown(),
                number(seen.one("memory.bytes")),
                seen.one("boot.id"),
                number(seen.one("user.id")),
                seen.all("manager"));
    }

    private static Set<String> words(String line) {
        return Stream.of(line.split("\\s+"))
                .filter(word -> !word.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Fact<Long> number(Fact<String> text) {
        return switch (text) {
            case Fact.Known<String>(String digits) when digits.matches("[0-9]{1,18}") ->
                    Fact.known(Long.parseLong(digits));
            case Fact.Known<String>(String other) -> Fact.unknown("not a number: " + other);
            case Fact.Unknown<String>(String reason) -> Fact.unknown(reason);
        };
    }
}
