package dev.rookery.resource.hyperv;

import java.nio.file.Path;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/// The golden cases' machines, by the name of the case's folder. A case that stands for a failure
/// that others met has its number, such as W14, in its source.
final class WindowsCases {
    private static final String DOC = "Microsoft, 'Enable nested virtualization': ";
    private static final String FLAGS =
            "claude-code 25034: the processor's flags read False under a hypervisor";

    /// @param source where what was made up comes from
    record Case(String source, boolean server, UnaryOperator<SimulatedWindows> build) {
        SimulatedWindows in(Path folder) {
            SimulatedWindows fresh =
                    server ? SimulatedWindows.server(folder) : SimulatedWindows.client(folder);
            return build.apply(fresh.withoutTime());
        }
    }

    private final SequencedMap<String, Case> cases = new TreeMap<>();

    private WindowsCases() {
        clients();
        refusals();
        servers();
        insideVirtualMachines();
        requirements();
        configurations();
        guests();
    }

    static SequencedMap<String, Case> all() {
        return new WindowsCases().cases;
    }

    private void client(String name, String source, UnaryOperator<SimulatedWindows> build) {
        cases.put(name, new Case(source, false, build));
    }

    private void server(String name, String source, UnaryOperator<SimulatedWindows> build) {
        cases.put(name, new Case(source, true, build));
    }

    private void clients() {
        client("client-off-intel", DOC + "Windows 10 1607 and later on Intel", m -> m);
        client(
                "client-off-amd",
                DOC + "Windows 11 on AMD",
                m -> m.amd().set("cpu/name", "AMD Ryzen 9 7950X 16-Core Processor"));
        client(
                "client-home-edition",
                "W12: Virtualization-Documentation 1431: Home has no feature of this name",
                m ->
                        m.windows("Microsoft Windows 11 Home", "22631")
                                .edition("Core")
                                .set("hyperV/feature", null));
        client(
                "client-home-edition-with-an-error",
                "W12: the same where the cmdlet answers with an error",
                m ->
                        m.windows("Microsoft Windows 11 Home", "22631")
                                .edition("Core")
                                .set("hyperV/unknownIsAnError", true)
                                .set("hyperV/feature", null));
        client("client-enabled", FLAGS, SimulatedWindows::enabled);
        client(
                "client-enable-pending",
                "W15: eryph 301: enabled, and not there before a restart",
                SimulatedWindows::pending);
        client(
                "client-enabled-not-booted",
                "W14: multipass 3090: enabled, no restart was said to be needed, none was made",
                m -> m.set("hyperV/feature", "Enabled").set("hyperV/module", true));
        client(
                "vbs-only",
                "W8: virtualization-based security sets HypervisorPresent as well",
                m -> m.set("vbs", 2));
    }

    private void refusals() {
        client(
                "payload-removed",
                "server_core blog: Disabled with Payload Removed",
                m -> m.set("hyperV/feature", "DisabledWithPayloadRemoved"));
        client(
                "not-elevated",
                "MicrosoftDocs/WSL 393: the cmdlets of DISM need elevation",
                m -> m.set("system/elevated", false));
        client(
                "dism-broken",
                "FFU 265: Class not registered",
                m -> m.set("refuses", List.of("dism")));
        client(
                "unknown-hypervisor",
                "a hypervisor is present and nothing says whose, as with WSL 2 alone",
                m -> m.set("hyperV/running", true));
    }

    private void servers() {
        server("server-off", DOC + "Windows Server 2016 and later on Intel", m -> m);
        server("server-role-installed", FLAGS, SimulatedWindows::enabled);
        server(
                "server-role-pending",
                "W15: InstallPending until a restart",
                SimulatedWindows::pending);
        server(
                "services-not-settled",
                "W17: win_reboot: a service comes up some time after the boot",
                m ->
                        m.enabled()
                                .set("services/2/settleReads", 1000)
                                .guest(SimulatedGuest.of(1, "web")));
        server(
                "clustered",
                "a node of a failover cluster",
                m ->
                        m.enabled()
                                .service("ClusSvc", "Running", "Automatic")
                                .guest(SimulatedGuest.of(1, "web").with("clustered", true)));
        server(
                "no-hyperv-module",
                "Virtualization-Documentation 695: the role without its management tools",
                m -> m.enabled().set("hyperV/module", false).guest(SimulatedGuest.of(1, "web")));
        server(
                "get-vm-fails",
                "WAC ideas 240: Get-VM says that an object was not found",
                m -> m.enabled().set("refuses", List.of("Get-VM")));
    }

    private void insideVirtualMachines() {
        server(
                "server-in-a-vm",
                DOC + "a guest that has the extensions; HypervisorPresent is the parent's",
                SimulatedWindows::inVirtualMachine);
        server(
                "server-in-a-vm-without-extensions",
                "W11: HyperVDsc 184: the role's check refuses without the extensions",
                m ->
                        m.inVirtualMachine()
                                .set("cpu/virtualization", false)
                                .set("cpu/vmMonitor", false));
        server(
                "server-in-kvm",
                "QEMU's own firmware tables",
                m ->
                        m.set("system/guest", true)
                                .set("system/manufacturer", "QEMU")
                                .set("system/model", "Standard PC (Q35 + ICH9, 2009)")
                                .set("system/biosManufacturer", "SeaBIOS"));
        server(
                "server-on-ec2-metal",
                "Amazon EC2's bare metal has the maker of its virtual machines",
                m ->
                        m.set("system/manufacturer", "Amazon EC2")
                                .set("system/model", "m5.metal")
                                .set("system/biosManufacturer", "Amazon EC2"));
    }

    private void requirements() {
        client(
                "firmware-off",
                "seed: Virtualization Enabled In Firmware: No",
                m -> m.set("cpu/virtualization", false));
        client(
                "no-slat",
                "seed: Second Level Address Translation: No",
                m -> m.set("cpu/slat", false));
        server(
                "old-build-2012r2",
                "W10: vagrant 11409: its module has no ExposeVirtualizationExtensions",
                m ->
                        m.windows("Microsoft Windows Server 2012 R2 Standard", "9600")
                                .set("system/version", "6.3.9600")
                                .set("vbs", null)
                                .enabled()
                                .set("hyperV/moduleVersion", 1)
                                .guest(SimulatedGuest.of(1, "web").with("version", "5.0")));
        server(
                "amd-2019",
                "W9: Virtualization-Documentation 1276: AMD nests from Windows Server 2022 on",
                m -> m.windows("Microsoft Windows Server 2019 Standard", "17763").amd());
        server("amd-2022", "W9: " + DOC + "Windows Server 2022 on AMD", SimulatedWindows::amd);
    }

    private void configurations() {
        server(
                "offernestedvirt-denied",
                "W8: Get-NestedVirtStatus.ps1: hypervisorloadoptions",
                m ->
                        m.enabled()
                                .set(
                                        "bootConfiguration/hypervisorLoadOptions",
                                        "OFFERNESTEDVIRT=FALSE"));
        client(
                "low-memory",
                "W5: Enable-NestedVm.ps1 wants 4 GB",
                m -> m.set("system/memory", 3_200_000_000L));
    }

    private void guests() {
        server(
                "running-guests",
                "guests that a restart would shut down, one of them nested",
                m ->
                        m.enabled()
                                .guest(
                                        SimulatedGuest.of(1, "lab")
                                                .running()
                                                .with("nested", true)
                                                .with(
                                                        "adapters",
                                                        List.of(
                                                                SimulatedGuest.adapter("LAN", "On"),
                                                                SimulatedGuest.adapter(
                                                                        "SAN", "Off"))))
                                .guest(SimulatedGuest.of(2, "web").running())
                                .guest(SimulatedGuest.of(3, "spare")));
        server(
                "saved-guest",
                "W2, W3: a saved guest with a checkpoint",
                m ->
                        m.enabled()
                                .guest(
                                        SimulatedGuest.of(1, "web")
                                                .with("state", "Saved")
                                                .with("checkpoints", List.of("before update"))
                                                .with(
                                                        "parentCheckpoint",
                                                        "5b0e4a1c-0000-4000-8000-00000000c001")));
        client(
                "automatic-stop-save",
                "W14 with a guest that a restart would save",
                m ->
                        m.set("hyperV/feature", "Enabled")
                                .set("hyperV/module", true)
                                .service("vmms", "Running", "Automatic")
                                .guest(
                                        SimulatedGuest.of(1, "desk")
                                                .running()
                                                .with("automaticStop", "Save")));
        server(
                "two-vms-same-name",
                "W23: names are not unique",
                m ->
                        m.enabled()
                                .guest(SimulatedGuest.of(1, "web"))
                                .guest(SimulatedGuest.of(2, "web").running()));
    }
}
