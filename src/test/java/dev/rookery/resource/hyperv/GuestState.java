package dev.rookery.resource.hyperv;

import dev.rookery.playbook.Policy;
import dev.rookery.playbook.Wanted;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/// A random Hyper-V host with a guest `web`, and what a play wants of that.
///
/// @param values by their names: those of the host, of the guest and of the play
/// @param spoofing of each network adapter
record GuestState(
        int number, Map<String, Object> values, List<Boolean> spoofing, GuestWishes wishes) {
    private static final String[] VERSIONS = {"5.0", "8.0", "9.0", "9.2", "9.3", "10.0"};

    static GuestState draw(long seed, int number) {
        Random random = new Random(seed * 1_000_003 + number);
        for (int i = 0; i < 8; i++) {
            random.nextInt();
        }
        Map<String, Object> values = new LinkedHashMap<>();
        boolean amd = chance(random, 40);
        values.put("amd", amd);
        values.put("build", chance(random, 95) ? 20_348 : one(random, 17_763, 14_393, 10_586));
        values.put("denied", chance(random, 1));
        values.put("oldModule", chance(random, 1));
        values.put("needsOptOut", chance(random, 10));
        values.put("dynamicReverts", chance(random, 30));
        values.put("there", most(random, 97, "one", "none", "two"));
        values.put(
                "state",
                chance(random, 91)
                        ? one(random, "Off", "Running")
                        : one(random, "Saved", "Saved", "Paused", "Starting", "OffCritical"));
        values.put(
                "version", chance(random, 86) ? "10.0" : VERSIONS[random.nextInt(VERSIONS.length)]);
        values.put("memory", one(random, 2, 4, 8));
        values.put("dynamic", chance(random, 30));
        values.put("vcpus", one(random, 1, 2, 4));
        values.put("nested", chance(random, 15));
        values.put("checkpoints", chance(random, 10) ? 1 : 0);
        values.put("clustered", chance(random, 2));
        values.put("replicated", chance(random, 2));
        values.put("shutdownService", chance(random, 94));
        values.put("stops", most(random, 85, "quickly", "never", "refuses"));
        values.put("startRefuses", chance(random, 5));
        values.put("startReverts", chance(random, 7));
        values.put("automaticStart", one(random, "Nothing", "StartIfRunning", "Start"));
        List<Boolean> spoofing =
                IntStream.range(0, random.nextInt(3)).mapToObj(_ -> random.nextBoolean()).toList();
        return new GuestState(number, values, spoofing, wishes(random));
    }

    private static GuestWishes wishes(Random random) {
        Map<String, String> wishes = new LinkedHashMap<>();
        state(random, wishes, "state", 65, "PRESENT", "RUNNING", "RUNNING", "STOPPED");
        state(random, wishes, "nested", 85, "true", "true", "true", "true", "false");
        state(
                random,
                wishes,
                "memory",
                45,
                "2",
                "4",
                "8",
                "8",
                "8",
                chance(random, 5) ? "64" : "8");
        state(random, wishes, "vcpus", 50, "1", "2", "4", "4", chance(random, 10) ? "65" : "4");
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

    boolean is(String name) {
        return Boolean.TRUE.equals(values.get(name));
    }

    boolean is(String name, String value) {
        return value.equals(values.get(name));
    }

    int number(String name) {
        return values.get(name) instanceof Integer number ? number : 0;
    }

    String text(String name) {
        return String.valueOf(values.get(name));
    }

    SimulatedWindows host(Path folder) {
        SimulatedWindows host =
                SimulatedWindows.server(folder)
                        .windows("Windows Server", "" + number("build"))
                        .enabled()
                        .set("hyperV/jobsInside", true)
                        .set("hyperV/needsOptOut", is("needsOptOut"))
                        .set("hyperV/dynamicMemoryReverts", is("dynamicReverts"))
                        .set("hyperV/moduleVersion", is("oldModule") ? 1 : 2);
        if (is("amd")) {
            host.amd();
        }
        if (is("denied")) {
            host.set("bootConfiguration/hypervisorLoadOptions", "OFFERNESTEDVIRT=FALSE");
        }
        host.guest(is("there", "none") ? web().with("name", "we?") : web());
        host.guest(SimulatedGuest.of(2, is("there", "two") ? "web" : "WEB").running());
        return host.guest(SimulatedGuest.of(3, "w*").with("state", "Saved"));
    }

    private SimulatedGuest web() {
        List<Map<String, Object>> adapters = new ArrayList<>();
        spoofing.forEach(on -> adapters.add(SimulatedGuest.adapter("NIC", on ? "On" : "Off")));
        return SimulatedGuest.of(1, "web")
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
