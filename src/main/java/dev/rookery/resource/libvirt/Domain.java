package dev.rookery.resource.libvirt;

import dev.rookery.facts.Fact;
import dev.rookery.facts.Observations;
import dev.rookery.resource.guest.GuestJob;
import dev.rookery.resource.guest.GuestPower;
import dev.rookery.resource.guest.PowerWords;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// A domain of libvirt's on a KVM host.
///
/// @param connection the URI by which it is reached there
/// @param uuid what it is told from others by
/// @param stateWords as `virsh domstate --reason` says them, such as `shut off (saved)`
/// @param persistent whether it stays when it is off
/// @param managedSave whether its memory is kept, and restored when it starts
/// @param inactive as it is next started
/// @param live as it runs; nothing if it does not
/// @param addresses by the first source that knows any
/// @param job of Rookery that is not done with it
record Domain(
        String connection,
        String uuid,
        Fact<String> called,
        Fact<String> stateWords,
        Fact<Boolean> persistent,
        Fact<Boolean> autostart,
        Fact<Boolean> managedSave,
        Fact<Long> snapshots,
        Fact<DomainXml> inactive,
        Optional<Fact<DomainXml>> live,
        Fact<List<String>> addresses,
        Fact<Optional<GuestJob>> job) {
    static final PowerWords WORDS = new PowerWords("running", "shut off", "saved");

    /// `idle` and `no state` are a running one's too.
    private static final Set<String> RUNS = Set.of("running", "idle", "blocked", "no state");

    static Domain of(int number, Observations observed) {
        String key = "libvirt.domain." + number + ".";
        return new Domain(
                observed.one(key + "connection").ifKnown().orElse(""),
                observed.one(key + "uuid").ifKnown().orElse(""),
                observed.one(key + "name"),
                observed.one(key + "state"),
                yes(observed, key + "persistent"),
                yes(observed, key + "autostart"),
                yes(observed, key + "managed-save"),
                observed.one(key + "snapshots").map(Domain::count),
                xml(observed, key + "xml"),
                observed.facts().containsKey(key + "live.xml")
                        ? Optional.of(xml(observed, key + "live.xml"))
                        : Optional.empty(),
                addresses(observed, key + "address."),
                GuestJob.read(key + "job", observed));
    }

    private static Fact<Boolean> yes(Observations observed, String key) {
        return observed.one(key).map("yes"::equals);
    }

    private static long count(String words) {
        return words.matches("[0-9]{1,9}") ? Long.parseLong(words) : 1;
    }

    /// Lines that were too long for one value are put together again.
    private static Fact<DomainXml> xml(Observations observed, String key) {
        return switch (observed.all(key)) {
            case Fact.Known<List<String>>(List<String> lines) -> {
                Set<String> continued =
                        Set.copyOf(observed.all(key + ".continued").ifKnown().orElse(List.of()));
                List<String> whole = new ArrayList<>();
                for (int i = 0; i < lines.size(); i++) {
                    if (continued.contains(Integer.toString(i + 1)) && !whole.isEmpty()) {
                        whole.addLast(whole.removeLast() + lines.get(i));
                    } else {
                        whole.add(lines.get(i));
                    }
                }
                yield DomainXml.read(whole);
            }
            case Fact.Unknown<List<String>>(String reason) -> Fact.unknown(reason);
        };
    }

    private static Fact<List<String>> addresses(Observations observed, String key) {
        List<Fact<List<String>>> said =
                Stream.of("lease", "agent", "arp")
                        .filter(source -> observed.facts().containsKey(key + source))
                        .map(source -> observed.all(key + source).map(Domain::farReaching))
                        .toList();
        return said.stream()
                .filter(each -> each.ifKnown().filter(all -> !all.isEmpty()).isPresent())
                .findFirst()
                .or(() -> said.stream().filter(each -> each.ifKnown().isPresent()).findFirst())
                .or(() -> said.stream().findFirst())
                .orElseGet(() -> Fact.unknown("it does not run"));
    }

    /// Not those of itself, nor of RFC 3927, nor of RFC 4291's link-local unicast, fe80::/10.
    private static List<String> farReaching(List<String> addresses) {
        return addresses.stream()
                .filter(
                        each ->
                                !each.startsWith("127.")
                                        && !each.equals("::1")
                                        && !each.startsWith("169.254.")
                                        && !each.matches("(?i)fe[89ab][0-9a-f]:.*"))
                .toList();
    }

    /// Its name, or its UUID where that is not known.
    String name() {
        return called.ifKnown().orElse(uuid);
    }

    private static String withoutReason(String words) {
        return words.replaceFirst(" \\([^()]*\\)$", "").strip();
    }

    /// Without the reason; one that is off with its memory kept is `saved`.
    Fact<String> state() {
        return switch (stateWords.map(Domain::withoutReason)) {
            case Fact.Known<String>(String word) when RUNS.contains(word) ->
                    Fact.known(WORDS.running());
            case Fact.Known<String>(String word) when word.equals(WORDS.off()) ->
                    managedSave.map(saved -> saved ? WORDS.saved() : WORDS.off());
            case Fact.Known<String> other -> other;
            case Fact.Unknown<String> unknown -> unknown;
        };
    }

    GuestPower power() {
        return state().ifKnown()
                .map(
                        word ->
                                switch (word) {
                                    case "running" -> GuestPower.RUNNING;
                                    case "shut off" -> GuestPower.OFF;
                                    case "saved" -> GuestPower.SAVED;
                                    case "in shutdown" -> GuestPower.MOVING;
                                    default -> isOnItsWay() ? GuestPower.MOVING : GuestPower.STUCK;
                                })
                .orElse(GuestPower.UNKNOWN);
    }

    /// Paused by libvirt itself, for a moment.
    private boolean isOnItsWay() {
        return stateWords
                .ifKnown()
                .filter(
                        words ->
                                words.matches(
                                        "paused \\((migrating|saving|dumping|snapshot|starting up|"
                                                + "creating snapshot|shutting down)\\)"))
                .isPresent();
    }

    boolean runs() {
        return power() == GuestPower.RUNNING;
    }

    /// `web (paused (user))`
    String described() {
        return name() + " (" + stateWords.ifKnown().orElse("in an unknown state") + ")";
    }
}
