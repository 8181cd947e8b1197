package dev.rookery.resource.hyperv;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// A Windows machine and what a playbook wants of it, by a few words for each aspect. Its text has
/// those that differ from the usual machine's, so that it can be made again.
///
/// | aspect | what it may be |
/// |---|---|
/// | `windows` | a name of [Release] |
/// | `cpu` | the vendor |
/// | `slat`, `firmware` | whether the CPU has it, whether it is switched on or handed down |
/// | `place` | `bare`, `metal` (a cloud's), `hyper-v`, `kvm` or `vmware`: a virtual machine there |
/// | `vbs` | `0`, `1`, `2` (it runs), `none` |
/// | `foreign` | a hypervisor of something else runs, as with WSL 2 |
/// | `memory` | bytes |
/// | `elevated` | |
/// | `launch`, `options` | hypervisorlaunchtype, hypervisorloadoptions; `none` |
/// | `feature` | its state; `none` on an edition that lacks it |
/// | `unknown` | how Windows answers then: `silence` or `error` |
/// | `source` | whether a removed payload can be had |
/// | `role` | `willing`, or `refuses` where DISM does not |
/// | `says` | what enabling says: `restart`, `nothing`, or `at-once` (Enabled, without a word) |
/// | `vmms` | `none`, `running`, `stopped`, `disabled`, `refuses` (to be started) |
/// | `hypervisor` | whether that of Hyper-V runs |
/// | `module` | whether the module for PowerShell is there |
/// | `after` | the boot after the change: `settled`, `slow` services, `twice`, `down`: without vmms |
/// | `guests` | `state/stop action`, by commas |
/// | `cluster` | state and start type of the cluster's service; `none` |
/// | `restarted` | when Rookery restarted it: `never`, `this-boot`, `earlier` |
/// | `waits` | whether Windows waits for a restart for something else |
/// | `refuses` | what else answers with errors, by commas |
/// | `nested` | what is wanted: `true`, `false`, `unsaid` |
/// | `installed` | whether it is stated |
/// | `parameter` | whether a module's parameter is |
/// | `mode`, `reboot` | the play's policy |
public record WindowsState(int number, Map<String, String> aspects) {
    private static final Map<String, String> USUAL =
            Map.ofEntries(
                    Map.entry("windows", "SERVER_2022"),
                    Map.entry("cpu", "GenuineIntel"),
                    Map.entry("slat", "yes"),
                    Map.entry("firmware", "yes"),
                    Map.entry("place", "bare"),
                    Map.entry("vbs", "0"),
                    Map.entry("foreign", "no"),
                    Map.entry("memory", "34359738368"),
                    Map.entry("elevated", "yes"),
                    Map.entry("launch", "Auto"),
                    Map.entry("options", "none"),
                    Map.entry("feature", "Disabled"),
                    Map.entry("unknown", "silence"),
                    Map.entry("source", "yes"),
                    Map.entry("role", "willing"),
                    Map.entry("says", "restart"),
                    Map.entry("vmms", "none"),
                    Map.entry("hypervisor", "no"),
                    Map.entry("module", "yes"),
                    Map.entry("after", "settled"),
                    Map.entry("guests", ""),
                    Map.entry("cluster", "none"),
                    Map.entry("restarted", "never"),
                    Map.entry("waits", "no"),
                    Map.entry("refuses", ""),
                    Map.entry("nested", "true"),
                    Map.entry("installed", "no"),
                    Map.entry("parameter", "no"),
                    Map.entry("mode", "IDLE"),
                    Map.entry("reboot", "yes"));

    private static final Instant BOOT = Instant.parse("2026-01-02T03:04:05Z");

    /// Which Windows; the numbers are those of facts about builds and editions.
    enum Release {
        CLIENT_10_1507("Microsoft Windows 10 Pro", 10_240, "Professional", 1),
        CLIENT_10_1607("Microsoft Windows 10 Enterprise", 14_393, "Enterprise", 1),
        CLIENT_10_22H2("Microsoft Windows 10 Education", 19_045, "Education", 1),
        CLIENT_11_21H2("Microsoft Windows 11 Pro", 22_000, "Professional", 1),
        CLIENT_11_24H2("Microsoft Windows 11 Enterprise", 26_100, "Enterprise", 1),
        HOME_10("Microsoft Windows 10 Home", 19_045, "CoreSingleLanguage", 1),
        HOME_11("Microsoft Windows 11 Home", 22_631, "Core", 1),
        SERVER_2012_R2("Microsoft Windows Server 2012 R2 Standard", 9_600, "ServerStandard", 3),
        SERVER_2016("Microsoft Windows Server 2016 Datacenter", 14_393, "ServerDatacenter", 3),
        SERVER_2019("Microsoft Windows Server 2019 Standard", 17_763, "ServerStandard", 3),
        HYPER_V_2019("Microsoft Hyper-V Server", 17_763, "ServerHyperCore", 3),
        SERVER_2022("Microsoft Windows Server 2022 Standard", 20_348, "ServerStandard", 3),
        DOMAIN_2022("Microsoft Windows Server 2022 Datacenter", 20_348, "ServerDatacenter", 2),
        AZURE_2022(
                "Microsoft Windows Server 2022 Datacenter Azure Edition",
                20_348,
                "ServerTurbine",
                3),
        SERVER_2025("Microsoft Windows Server 2025 Datacenter", 26_100, "ServerDatacenter", 3);

        final String caption;
        final int build;
        final String edition;
        final int productType;

        Release(String caption, int build, String edition, int productType) {
            this.caption = caption;
            this.build = build;
            this.edition = edition;
            this.productType = productType;
        }

        boolean isClient() {
            return productType == 1;
        }

        boolean isHome() {
            return edition.startsWith("Core");
        }
    }

    public WindowsState {
        Map<String, String> all = new TreeMap<>(USUAL);
        aspects.forEach(
                (name, value) -> {
                    if (all.put(name, value) == null) {
                        throw new IllegalArgumentException("no aspect: " + name);
                    }
                });
        aspects = Map.copyOf(all);
    }

    /// What an aspect is.
    public String text(String aspect) {
        String value = aspects.get(aspect);
        if (value == null) {
            throw new IllegalArgumentException("no aspect: " + aspect);
        }
        return value;
    }

    /// Whether an aspect is so.
    public boolean is(String aspect, String value) {
        return text(aspect).equals(value);
    }

    /// Whether an aspect is `yes`.
    public boolean is(String aspect) {
        return is(aspect, "yes");
    }

    boolean refuses(String what) {
        return list("refuses").contains(what);
    }

    List<String> list(String aspect) {
        return Arrays.stream(text(aspect).split(",", -1)).filter(word -> !word.isEmpty()).toList();
    }

    Release release() {
        return Release.valueOf(text("windows"));
    }

    boolean isVirtualMachine() {
        return !is("place", "bare") && !is("place", "metal");
    }

    /// Makes the machine in a folder.
    public SimulatedWindows in(Path folder) throws IOException, InterruptedException {
        Release release = release();
        SimulatedWindows machine =
                release.isClient()
                        ? SimulatedWindows.client(folder)
                        : SimulatedWindows.server(folder);
        machine.windows(release.caption, String.valueOf(release.build))
                .edition(release.edition)
                .set("system/productType", release.productType)
                .set("system/memory", Long.parseLong(text("memory")))
                .set("system/elevated", is("elevated"))
                .set("cpu/vendor", text("cpu"))
                .set("cpu/slat", is("slat"))
                .set("cpu/virtualization", is("firmware"))
                .set("cpu/vmMonitor", is("firmware") || !isVirtualMachine())
                .set("vbs", is("vbs", "none") ? null : Integer.valueOf(text("vbs")))
                .set("bootConfiguration/hypervisorLaunchType", orNull("launch"))
                .set("bootConfiguration/hypervisorLoadOptions", orNull("options"))
                .set("boot/restartDelay", 0);
        place(machine);
        hyperV(machine);
        around(machine);
        machine.write();
        if (!is("restarted", "never")) {
            Path state = machine.stateFolder();
            Instant asked = BOOT.minusSeconds(is("restarted", "this-boot") ? 90 : 86_400);
            Files.writeString(state.resolve("restarted"), asked.toString());
        }
        return machine;
    }

    private @Nullable String orNull(String aspect) {
        return is(aspect, "none") ? null : text(aspect);
    }

    private void place(SimulatedWindows machine) {
        switch (text("place")) {
            case "hyper-v" -> machine.inVirtualMachine();
            case "kvm" -> made(machine, "QEMU", "Standard PC (Q35 + ICH9, 2009)", "SeaBIOS");
            case "vmware" -> made(machine, "VMware, Inc.", "VMware7,1", "VMware, Inc.");
            case "metal" -> made(machine, "Amazon EC2", "m5.metal", "Amazon EC2");
            default -> {}
        }
        machine.set("system/guest", isVirtualMachine());
    }

    private static void made(SimulatedWindows machine, String maker, String model, String bios) {
        machine.set("system/manufacturer", maker)
                .set("system/model", model)
                .set("system/biosManufacturer", bios);
    }

    private void hyperV(SimulatedWindows machine) {
        String feature = text("feature");
        if (feature.endsWith("Pending") || is("waits")) {
            machine.pending();
        }
        String role =
                switch (feature) {
                    case "Enabled" -> "Installed";
                    case "EnablePending" -> "InstallPending";
                    case "DisablePending" -> "UninstallPending";
                    case "DisabledWithPayloadRemoved" -> "Removed";
                    default -> "Available";
                };
        machine.set("hyperV/feature", orNull("feature"))
                .set("hyperV/role", release().isClient() ? null : role)
                .set("hyperV/unknownIsAnError", is("unknown", "error"))
                .set("hyperV/source", is("source"))
                .set("hyperV/roleRefuses", is("role", "refuses"))
                .set("hyperV/saysRestartNeeded", is("says", "restart"))
                .set("hyperV/enabledAtOnce", is("says", "at-once"))
                .set("hyperV/running", is("hypervisor") || is("foreign"))
                .set("hyperV/module", !is("vmms", "none") && is("module"))
                .set("hyperV/moduleVersion", release() == Release.SERVER_2012_R2 ? 1 : 2)
                .set("hyperV/vmmsStarts", !is("after", "down"))
                .set("hyperV/settleReads", is("after", "slow") ? 1 + number % 5 : 0)
                .set("boot/more", is("after", "twice") ? List.of(1) : List.of());
        if (!is("vmms", "none")) {
            machine.service(
                    "vmms",
                    is("vmms", "running") ? "Running" : "Stopped",
                    is("vmms", "disabled") ? "Disabled" : "Automatic");
        }
    }

    private void around(SimulatedWindows machine) {
        List<String> refused = new ArrayList<>(list("refuses"));
        if (is("vmms", "refuses")) {
            refused.add("start vmms");
        }
        machine.set("refuses", refused);
        if (!is("cluster", "none")) {
            String[] service = text("cluster").split(" ", -1);
            machine.service("ClusSvc", service[0], service[1]);
        }
        int number = 0;
        for (String guest : list("guests")) {
            number++;
            String[] words = guest.split("/", -1);
            machine.guest(
                    SimulatedGuest.of(number, "guest-" + number)
                            .with("state", words[0])
                            .with("automaticStop", words[1]));
        }
    }

    @Override
    public String toString() {
        return "state "
                + number
                + ": "
                + new TreeMap<>(aspects)
                        .entrySet().stream()
                                .filter(each -> !each.getValue().equals(USUAL.get(each.getKey())))
                                .map(each -> each.getKey() + "=" + each.getValue())
                                .collect(Collectors.joining("; "));
    }
}
