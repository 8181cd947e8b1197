package dev.rookery.playbook;

import dev.rookery.diagnostic.Location;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What plays state of one guest, made into values.
///
/// @param stated each statement by its key, such as `guest.memory`
record GuestStatements(Map<String, Stated<Statement>> stated) {
    Wanted.Guest guest(Location at) {
        return new Wanted.Guest(
                at,
                value("state", text -> Wanted.State.valueOf(text.toUpperCase(Locale.ROOT))),
                truth("nested"),
                value("memory", text -> new Size(text).bytes()),
                value("vcpus", Integer::valueOf),
                truth("autostart"),
                value("image", text -> text),
                value("discard", GuestStatements::discarded).map(Stated::value).orElse(Set.of()),
                value("libvirt.cpu", text -> text),
                value("libvirt.hyperv", text -> text),
                truth("hyperv.upgrade_version"),
                truth("hyperv.mac_address_spoofing"));
    }

    private Optional<Stated<Boolean>> truth(String name) {
        return value(name, Boolean::valueOf);
    }

    private <T> Optional<Stated<T>> value(String name, Function<String, T> read) {
        return Optional.ofNullable(stated.get(GuestReader.BLOCK + "." + name))
                .map(one -> new Stated<>(read.apply(one.value().value()), one.at(), one.policy()));
    }

    /// The words of `[checkpoints, disks]`.
    private static Set<Wanted.Discard> discarded(String list) {
        return Arrays.stream(list.split("[\\[\\], ]+", -1))
                .filter(word -> !word.isEmpty())
                .map(word -> Wanted.Discard.valueOf(word.toUpperCase(Locale.ROOT)))
                .collect(Collectors.toSet());
    }
}
