package dev.rookery.resource.hyperv;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Draws Windows machines at random: four of nine have something in their way, each kind of it in
/// turn, and one of nine has something else besides.
public final class WindowsStates {
    private static final List<String> CLIENTS =
            List.of("CLIENT_10_1607", "CLIENT_10_22H2", "CLIENT_11_21H2", "CLIENT_11_24H2");
    private static final List<String> SERVERS =
            List.of(
                    "SERVER_2016",
                    "SERVER_2019",
                    "HYPER_V_2019",
                    "SERVER_2022",
                    "DOMAIN_2022",
                    "AZURE_2022",
                    "SERVER_2025");
    private static final List<String> WITH_AMD =
            List.of(
                    "CLIENT_11_21H2",
                    "CLIENT_11_24H2",
                    "SERVER_2022",
                    "DOMAIN_2022",
                    "AZURE_2022",
                    "SERVER_2025");

    /// A real machine on which no hypervisor runs.
    private static final String BARE =
            "place=bare|metal; vbs=0|none; foreign=no; firmware=yes; refuses=";

    /// Hyper-V is enabled, and its hypervisor does not run.
    private static final String DOWN =
            BARE + "; feature=Enabled; hypervisor=no; vmms=running; reboot=yes; ";

    /// What is in a machine's way: aspects, and the choices for each.
    private static final List<Map<String, String>> OBSTACLES =
            Stream.of(
                            "windows=HOME_10|HOME_11; unknown=silence|error",
                            "elevated=no",
                            "refuses=dism",
                            "slat=no; " + BARE + "; feature=Disabled|EnablePending",
                            BARE + "; firmware=no; feature=Disabled|EnablePending",
                            "windows=CLIENT_10_1507|SERVER_2012_R2; cpu=GenuineIntel;"
                                    + " nested=true|true|unsaid",
                            "windows=CLIENT_10_22H2|SERVER_2019|SERVER_2016; cpu=AuthenticAMD;"
                                    + " nested=true|true|unsaid",
                            "cpu=CentaurHauls|  Shanghai  |HygonGenuine; nested=true|true|unsaid",
                            "refuses=Win32_Processor; nested=true|true|unsaid",
                            "refuses=Win32_OperatingSystem; nested=true",
                            "options=OFFERNESTEDVIRT=FALSE|SNPENABLE=1 OFFERNESTEDVIRT=FALSE;"
                                    + " nested=true|true|unsaid",
                            "feature=DisablePending; vmms=none|running",
                            "feature=PartiallyInstalled|Superseded",
                            "cluster=Running Automatic|Stopped Automatic|Running Manual;"
                                    + " reboot=yes|yes|no",
                            "feature=Enabled; hypervisor=no; vmms=none; restarted=this-boot",
                            "feature=Enabled; hypervisor=yes; vmms=disabled",
                            "nested=false; installed=no|yes",
                            "reboot=no; mode=IDLE|NEVER|STOP_GUESTS",
                            "reboot=no; mode=IDLE|NEVER; feature=EnablePending",
                            DOWN + "guests=Running/ShutDown|Running/Save|Off/Save,Paused/TurnOff",
                            DOWN + "guests=Saved/Save,Running/Save,Saving/Save|Stopping/ShutDown",
                            DOWN + "module=no",
                            DOWN + "refuses=Get-VM",
                            DOWN + "vmms=stopped",
                            "feature=DisabledWithPayloadRemoved; source=no",
                            "feature=Enabled; hypervisor=yes; vmms=refuses",
                            "feature=Disabled|EnablePending; after=down",
                            "feature=Disabled|EnablePending; launch=Off; " + BARE)
                    .map(WindowsStates::choices)
                    .toList();

    private final long seed;

    /// @param seed the same machines each time
    public WindowsStates(long seed) {
        this.seed = seed;
    }

    /// Of two that name the same aspect the later one counts.
    private static Map<String, String> choices(String text) {
        Map<String, String> choices = new TreeMap<>();
        for (String each : text.split("; ", -1)) {
            String[] pair = each.split("=", 2);
            choices.put(pair[0], pair[1]);
        }
        return choices;
    }

    /// The machines from the first on.
    public List<WindowsState> first(int count) {
        return IntStream.range(0, count).mapToObj(this::state).toList();
    }

    /// One machine.
    public WindowsState state(int number) {
        Random random = new Random(seed * 1_000_003 + number);
        Map<String, String> aspects = usual(random);
        situation(random, aspects);
        if (number % 9 < 4) {
            int turn = number / 9 * 4 + number % 9;
            put(random, aspects, OBSTACLES.get(turn % OBSTACLES.size()));
            if (random.nextInt(4) == 0) {
                put(random, aspects, OBSTACLES.get(random.nextInt(OBSTACLES.size())));
            }
        }
        makeConsistent(aspects);
        return new WindowsState(number, aspects);
    }

    /// Nothing is in the way of this one.
    private static Map<String, String> usual(Random random) {
        Map<String, String> aspects = new TreeMap<>();
        boolean amd = random.nextInt(3) == 0;
        List<String> releases = new ArrayList<>(random.nextBoolean() ? CLIENTS : SERVERS);
        if (amd) {
            releases.retainAll(WITH_AMD);
        }
        aspects.put("windows", releases.get(random.nextInt(releases.size())));
        aspects.put("cpu", amd ? "AuthenticAMD" : "GenuineIntel");
        draw(random, aspects, "place", "bare|bare|bare|bare|metal|hyper-v|kvm|vmware");
        boolean real = List.of("bare", "metal").contains(aspects.get("place"));
        draw(random, aspects, "firmware", real ? "yes" : "yes|yes|no");
        draw(random, aspects, "vbs", "0|0|1|2|none");
        draw(random, aspects, "foreign", "no|no|no|no|no|yes");
        draw(random, aspects, "memory", "3758096383|3758096384|17179869184|137438953472");
        draw(random, aspects, "launch", "Auto|Auto|none");
        draw(random, aspects, "options", "none|none|OFFERNESTEDVIRT=TRUE|SNPENABLE=1");
        draw(random, aspects, "role", "willing|willing|refuses");
        draw(random, aspects, "says", "restart|restart|nothing|at-once");
        draw(random, aspects, "after", "settled|settled|settled|slow|twice");
        draw(random, aspects, "cluster", "none|none|Stopped Disabled|Stopped Manual");
        draw(random, aspects, "waits", "no|no|no|yes");
        draw(
                random,
                aspects,
                "refuses",
                "|||||||Win32_BIOS|Win32_DeviceGuard|Win32_ComputerSystem");
        draw(random, aspects, "nested", "true|true|true|unsaid");
        draw(random, aspects, "installed", "no|yes");
        draw(random, aspects, "parameter", "no|no|no|yes");
        draw(random, aspects, "mode", "IDLE|IDLE|STOP_GUESTS");
        draw(random, aspects, "restarted", "never|never|never|earlier");
        return aspects;
    }

    /// How far Hyper-V has come there.
    private static void situation(Random random, Map<String, String> aspects) {
        String guests = "||Off/ShutDown|Saved/Save,Off/TurnOff|FastSaved/Save|Hibernated/ShutDown";
        switch (random.nextInt(20)) {
            case 0, 1, 2 -> aspects.put("feature", "EnablePending");
            case 3 -> aspects.put("feature", "DisabledWithPayloadRemoved");
            case 4, 5 -> {
                aspects.put("feature", "Enabled");
                draw(random, aspects, "vmms", "none|none|running");
                draw(random, aspects, "guests", guests);
            }
            case 6, 7 -> {
                aspects.putAll(Map.of("feature", "Enabled", "hypervisor", "yes"));
                aspects.put("vmms", "stopped");
                draw(random, aspects, "guests", guests + "|Running/Save");
                draw(random, aspects, "module", "yes|no");
                draw(random, aspects, "reboot", "yes|no");
            }
            case 8 -> {
                aspects.putAll(Map.of("feature", "Enabled", "hypervisor", "yes"));
                aspects.put("vmms", "running");
                draw(random, aspects, "guests", guests + "|Running/ShutDown|Paused/Save");
                draw(random, aspects, "module", "yes|yes|no");
                draw(random, aspects, "reboot", "yes|no");
            }
            default -> aspects.put("feature", "Disabled");
        }
    }

    private static void draw(
            Random random, Map<String, String> aspects, String aspect, String choices) {
        String[] all = choices.split("\\|", -1);
        aspects.put(aspect, all[random.nextInt(all.length)]);
    }

    private static void put(
            Random random, Map<String, String> aspects, Map<String, String> obstacle) {
        obstacle.forEach((aspect, choices) -> draw(random, aspects, aspect, choices));
    }

    /// What cannot be at the same time is not.
    private static void makeConsistent(Map<String, String> aspects) {
        if (aspects.getOrDefault("windows", "").startsWith("HOME")) {
            aspects.put("feature", "none");
        }
        if (!List.of("Enabled", "DisablePending").contains(aspects.get("feature"))) {
            aspects.putAll(Map.of("vmms", "none", "hypervisor", "no"));
        }
        if (aspects.getOrDefault("vmms", "none").equals("none")) {
            aspects.put("guests", "");
        }
        boolean hypervisor =
                "yes".equals(aspects.get("hypervisor"))
                        || "yes".equals(aspects.get("foreign"))
                        || "2".equals(aspects.get("vbs"));
        if (hypervisor) {
            aspects.put("slat", "yes");
            if (List.of("bare", "metal").contains(aspects.get("place"))) {
                aspects.put("firmware", "yes");
            }
            if ("Off".equals(aspects.get("launch"))) {
                aspects.put("launch", "Auto");
            }
        }
        if ("Win32_OperatingSystem".equals(aspects.get("refuses"))) {
            aspects.put("nested", "true");
        }
        if ("unsaid".equals(aspects.get("nested"))) {
            aspects.put("installed", "yes");
        }
        if ("NEVER".equals(aspects.get("mode"))) {
            aspects.put("reboot", "no");
        }
    }
}
