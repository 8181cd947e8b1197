package dev.rookery.resource;

import dev.rookery.diagnostic.Location;
import dev.rookery.playbook.Policy;
import dev.rookery.playbook.Stated;
import dev.rookery.playbook.Wanted;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// What a play states of a guest, under its policy.
///
/// @param values by their keys in a playbook
public record GuestWishes(Policy policy, Map<String, String> values, Set<Wanted.Discard> discard) {
    private static final Location AT = new Location("lab.yml", 1, 1, 1, "");
    public static final Policy STOPS = new Policy(Policy.Mode.STOP_GUESTS, false, false);
    public static final Policy TURNS_OFF = new Policy(Policy.Mode.STOP_GUESTS, false, true);
    public static final Policy NEVER = new Policy(Policy.Mode.NEVER, false, false);

    public GuestWishes {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        discard = Set.copyOf(discard);
    }

    /// Those that a text names.
    ///
    /// @param values such as `nested=true memory=8`, in GiB
    public static GuestWishes of(Policy policy, String values) {
        Map<String, String> read = new LinkedHashMap<>();
        for (String each : values.split(" ", -1)) {
            if (!each.isEmpty()) {
                read.put(
                        each.substring(0, each.indexOf('=')),
                        each.substring(each.indexOf('=') + 1));
            }
        }
        return new GuestWishes(policy, read, Set.of());
    }

    public GuestWishes discarding(Wanted.Discard what) {
        return new GuestWishes(policy, values, Set.of(what));
    }

    public boolean states(String key) {
        return values.containsKey(key);
    }

    public boolean states(String key, String value) {
        return value.equals(values.get(key));
    }

    private <T> Optional<Stated<T>> stated(String key, Function<String, T> read) {
        return Optional.ofNullable(values.get(key))
                .map(text -> new Stated<>(read.apply(text), AT, policy));
    }

    /// As a play has it.
    public Wanted wanted() {
        return new Wanted(
                new Wanted.Hypervisor(
                        Optional.empty(), Optional.empty(), Collections.emptySortedMap()),
                Optional.of(
                        new Wanted.Guest(
                                AT,
                                stated("state", Wanted.State::valueOf),
                                stated("nested", Boolean::valueOf),
                                stated("memory", text -> Long.parseLong(text) << 30),
                                stated("vcpus", Integer::valueOf),
                                stated("autostart", Boolean::valueOf),
                                Optional.empty(),
                                discard,
                                stated("cpu", text -> text),
                                stated("hyperv", text -> text),
                                stated("upgrade", Boolean::valueOf),
                                stated("spoofing", Boolean::valueOf))));
    }
}
