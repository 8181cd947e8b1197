package dev.rookery.resource.kvm;

import dev.rookery.facts.Fact;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Who uses the modules. Unknown counts as used.
///
/// Every virtual machine, virtual CPU and open `/dev/kvm` counts as a reference of the vendor's
/// module.
record ModuleUse(KvmHost host, String vendorModule) {
    /// Who would be disturbed by a reload; nothing if it is known that nobody is.
    ///
    /// @param core whether `kvm` itself is to be reloaded too
    Optional<String> byWhom(boolean core) {
        List<String> users = host.users().ifKnown().orElse(List.of());
        KernelModule module = host.module(vendorModule);
        if (!users.isEmpty()) {
            return Optional.of(
                    "in use by "
                            + users.stream()
                                    .map(ModuleUse::user)
                                    .collect(Collectors.joining(", ")));
        }
        return Optional.<String>empty()
                .or(() -> heldBy(module, vendorModule))
                .or(() -> core ? heldBy(host.module("kvm"), vendorModule) : Optional.empty())
                .or(() -> counted(module));
    }

    /// What a person can do about it.
    String remedy() {
        List<String> guests =
                host.users().ifKnown().orElse(List.of()).stream()
                        .map(observed -> observed.split(" ", 3))
                        .filter(words -> words.length > 2)
                        .map(words -> words[2])
                        .toList();
        return (guests.isEmpty() ? "end what uses it" : "shut down " + String.join(", ", guests))
                + ", then apply again; or reboot";
    }

    private static Optional<String> heldBy(KernelModule module, String except) {
        List<String> holders =
                module.holders().ifKnown().orElse(List.of()).stream()
                        .filter(holder -> !holder.equals(except))
                        .toList();
        return holders.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        module.name() + " is in use by the module " + String.join(", ", holders));
    }

    private static Optional<String> counted(KernelModule module) {
        return switch (module.refcount()) {
            case Fact.Known<Integer>(Integer count) ->
                    count == 0
                            ? Optional.empty()
                            : Optional.of(
                                    module.name()
                                            + " is in use ("
                                            + count
                                            + (count == 1 ? " reference" : " references")
                                            + "), by whom cannot be seen");
            case Fact.Unknown<Integer>(String reason) ->
                    Optional.of(
                            "it cannot be told whether " + module.name() + " is in use: " + reason);
        };
    }

    /// `PID NAME [DOMAIN]` in words.
    private static String user(String observed) {
        String[] words = observed.split(" ", 3);
        String process = words.length > 1 ? words[1] + " (pid " + words[0] + ")" : observed;
        return words.length > 2 ? process + " of domain " + words[2] : process;
    }
}
