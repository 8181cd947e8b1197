package dev.rookery.resource.kvm;

import dev.rookery.facts.Observations;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The guests of libvirt that use KVM, where nobody else does: they can be shut down for a reload,
/// and started again after it.
///
/// @param guests in the order in which they were started
record GuestsInUse(List<Guest> guests) {
    /// One of them.
    ///
    /// @param uri the connection by which libvirt is asked for it
    record Guest(String uri, String uuid, String name, String state) {
        boolean runs() {
            return state.equals("running") || state.equals("idle");
        }
    }

    GuestsInUse {
        guests = List.copyOf(guests);
    }

    /// Those of a host.
    ///
    /// @return nothing if someone uses the modules that is no guest of libvirt's
    static Optional<GuestsInUse> of(KvmHost host) {
        List<Guest> known = known(host.observed());
        List<Guest> found = new ArrayList<>();
        for (String user : host.users().ifKnown().orElse(List.of())) {
            String[] words = user.split(" ", 3);
            Optional<Guest> guest =
                    words.length < 3
                            ? Optional.empty()
                            : known.stream().filter(one -> one.name().equals(words[2])).findFirst();
            if (guest.isEmpty()) {
                return Optional.empty();
            }
            known.remove(guest.get());
            found.add(guest.get());
        }
        return found.isEmpty() ? Optional.empty() : Optional.of(new GuestsInUse(found));
    }

    /// A name may be that of one guest of the system and of one of each user.
    private static List<Guest> known(Observations observed) {
        List<Guest> known = new ArrayList<>();
        for (String key : observed.below("libvirt.domain.")) {
            if (key.endsWith(".uuid") && key.indexOf('.') == key.lastIndexOf('.')) {
                String of = "libvirt.domain." + key.substring(0, key.indexOf('.')) + ".";
                String state = value(observed, of + "state").replaceFirst(" \\(.*", "");
                if (!state.equals("shut off")) {
                    known.add(
                            new Guest(
                                    value(observed, of + "connection"),
                                    value(observed, of + "uuid"),
                                    value(observed, of + "name"),
                                    state));
                }
            }
        }
        return known;
    }

    private static String value(Observations observed, String key) {
        return observed.one(key).ifKnown().orElse("");
    }

    /// One that cannot be shut down as it is, such as one that is paused.
    Optional<Guest> stuck() {
        return guests.stream().filter(one -> !one.runs()).findFirst();
    }

    String names() {
        return String.join(", ", guests.stream().map(Guest::name).toList());
    }

    /// Lines `UUID URI`, as `resource/kvm/module/guests.sh` takes them.
    String lines() {
        return String.join("\n", guests.stream().map(one -> one.uuid() + " " + one.uri()).toList());
    }
}
