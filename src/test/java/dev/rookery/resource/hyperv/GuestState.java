package dev.rookery.resource.hyperv;

import dev.rookery.playbook.Policy;
import dev.rookery.playbook.Wanted;
import dev.rookery.resource.GuestWishes;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/// A random guest of a random Hyper-V host, and what a play wants of it. Guests whose numbers are
/// in one block of [#OF_A_HOST] are on the same host.
///
/// @param values by their names: those of the host, of the guest and of the play
/// @param spoofing of each network adapter
public record GuestState(
        int number, Map<String, Object> values, List<Boolean> spoofing, GuestWishes wishes) {
    /// How many guests a host has, apart from those that no play speaks of.
    public static final int OF_A_HOST = 5;

    private static final String[] VERSIONS = {"5.0", "8.0", "9.0", "9.2", "9.3", "10.0"};

    /// The guest of this number.
    public static GuestState draw(long seed, int number) {
        Map<String, Object> values = host(random(seed, -1 - number / OF_A_HOST));
        Random random = random(seed, number);
        values.put("there", most(random, 98, "one", "none", "two"));
        values.put(
                "state",
                chance(random, 94)
                        ? one(random, "Off", "Running")
                        : one(random, "Saved", "Saved", "Paused", "Starting", "OffCritical"));
        values.put(
                "version", chance(random, 91) ? "10.0" : VERSIONS[random.nextInt(VERSIONS.length)]);
        values.put("memory", one(random, 2, 4, 8));
        values.put("dynamic", chance(random, 30));
        values.put("vcpus", one(random, 1, 2, 4));
        values.put("nested", chance(random, 10));
        values.put("checkpoints", chance(random, 8) ? 1 : 0);
        values.put("clustered", chance(random, 2));
        values.put("replicated", chance(random, 2));
        values.put("shutdownService", chance(random, 94));
        values.put("stops", most(random, 88, "quickly", "never", "refuses"));
        values.put("startRefuses", chance(random, 5));
        values.put("startReverts", chance(random, 7));
        values.put("automaticStart", one(random, "Nothing", "StartIfRunning", "Start"));
        List<Boolean> spoofing =
                IntStream.range(0, random.nextInt(3)).mapToObj(_ -> random.nextBoolean()).toList();
        return new GuestState(number, values, spoofing, wishes(random));
    }

    private static Random random(long seed, int number) {
        Random random = new Random(seed * 1_000_003 + number);
        for (int i = 0; i < 8; i++) {
            random.nextInt();
        }
        return random;
    }

    private static Map<String, Object> host(Random random) {
        Map<String, Object> values = new LinkedHashMap<>();
        boolean amd = chance(random, 40);
        values.put("amd", amd);
        values.put("build", chance(random, 97) ? 20_348 : one(random, 17_763, 14_393, 10_586));
        values.put("denied", chance(random, 1));
        values.put("oldModule", chance(random, 1));
        values.put("needsOptOut", chance(random, 10));
        values.put("dynamicReverts", chance(random, 30));
        return values;
    }

    private static GuestWishes wishes(Random random) {
        Map<String, String> wishes = new LinkedHashMap<>();
        state(random, wishes, "state", 65, "PRESENT", "RUNNING", "RUNNING", "STOPPED");
        state(random, wishes, "nested", 88, "true", "true", "true", "true", "true", "false");
        state(
                random,
                wishes,
                "memory",
                60,
                "2",
                "4",
                "8",
                "8",
                "8",
                chance(random, 5) ? "64" : "8");
        state(random, wishes, "vcpus", 60, "1", "2", "4", "4", chance(random, 10) ? "65" : "4");
        state(random, wishes, "autostart", 25, "true", "false");
        state(random, wishes, "spoofing", 25, "true", "true", "false");
        state(random, wishes, "upgrade", 40, "true", "false");
        Policy policy =
                one(
                        random,
                        Policy.DEFAULT,
                        Policy.DEFAULT,
                        GuestWishes.STOPS,
                        GuestWishes.STOPS,
                        GuestWishes.STOPS,
                        GuestWishes.STOPS,
                        GuestWishes.STOPS,
                        GuestWishes.TURNS_OFF,
                        GuestWishes.TURNS_OFF,
                        GuestWishes.TURNS_OFF,
                        GuestWishes.TURNS_OFF,
                        GuestWishes.NEVER);
        return new GuestWishes(
                policy,
                wishes,
                chance(random, 40)
                        ? Set.of(Wanted.Discard.SAVED_STATE, Wanted.Discard.CHECKPOINTS)
                        : Set.of());
    }

    private static void state(
            Random random, Map<String, String> wishes, String key, int percent, String... texts) {
        String text = one(random, texts);
        if (chance(random, percent)) {
            wishes.put(key, text);
        }
    }

    private static boolean chance(Random random, int percent) {
        return random.nextInt(100) < percent;
    }

    @SafeVarargs
    private static <T> T one(Random random, T... all) {
        return all[random.nextInt(all.length)];
    }

    /// The first in so many percent.
    private static String most(Random random, int percent, String first, String... others) {
        return chance(random, percent) ? first : one(random, others);
    }

    public boolean is(String name) {
        return Boolean.TRUE.equals(values.get(name));
    }

    /// Whether a value is this.
    public boolean is(String name, String value) {
        return value.equals(values.get(name));
    }

    int number(String name) {
        return values.get(name) instanceof Integer number ? number : 0;
    }

    String text(String name) {
        return String.valueOf(values.get(name));
    }

    /// What the guest is called in a play, and by its host unless that does not know it.
    public String name() {
        return "web" + number % OF_A_HOST;
    }

    /// The host of these guests, which come first there. Others have names that are nearly theirs.
    public static SimulatedWindows host(Path folder, List<GuestState> guests) {
        GuestState any = guests.getFirst();
        SimulatedWindows host =
                SimulatedWindows.server(folder)
                        .windows("Windows Server", "" + any.number("build"))
                        .enabled()
                        .set("hyperV/jobsInside", true)
                        .set("hyperV/needsOptOut", any.is("needsOptOut"))
                        .set("hyperV/dynamicMemoryReverts", any.is("dynamicReverts"))
                        .set("hyperV/moduleVersion", any.is("oldModule") ? 1 : 2);
        if (any.is("amd")) {
            host.amd();
        }
        if (any.is("denied")) {
            host.set("bootConfiguration/hypervisorLoadOptions", "OFFERNESTEDVIRT=FALSE");
        }
        int number = 1;
        for (GuestState guest : guests) {
            host.guest(guest.machine(number++));
        }
        host.guest(SimulatedGuest.of(number++, any.name().toUpperCase(Locale.ROOT)).running());
        for (GuestState guest : guests) {
            if (guest.is("there", "two")) {
                host.guest(SimulatedGuest.of(number++, guest.name()).running());
            }
        }
        return host.guest(SimulatedGuest.of(number, "w*").with("state", "Saved"));
    }

    private SimulatedGuest machine(int at) {
        List<Map<String, Object>> adapters = new ArrayList<>();
        spoofing.forEach(on -> adapters.add(SimulatedGuest.adapter("NIC", on ? "On" : "Off")));
        return SimulatedGuest.of(at, is("there", "none") ? name().replace('b', '?') : name())
                .with("state", text("state"))
                .with("version", text("version"))
                .with("memoryStartup", (long) number("memory") << 30)
                .with("dynamicMemory", is("dynamic"))
                .with("processors", number("vcpus"))
                .with("nested", is("nested"))
                .with("adapters", adapters)
                .with("checkpoints", number("checkpoints") > 0 ? List.of("before") : List.of())
                .with("clustered", is("clustered"))
                .with("replication", is("replicated") ? "Replicating" : "Disabled")
                .with("shutdownService", is("shutdownService"))
                .with("stopSeconds", is("stops", "never") ? -1 : 0)
                .with("stopRefuses", is("stops", "refuses"))
                .with("startRefuses", is("startRefuses"))
                .with("startReverts", is("startReverts"))
                .with("automaticStart", text("automaticStart"));
    }
}
