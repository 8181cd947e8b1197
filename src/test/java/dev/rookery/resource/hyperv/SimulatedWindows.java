package dev.rookery.resource.hyperv;

import dev.rookery.demo.StandInMachine;
import dev.rookery.demo.StandIns;
import dev.rookery.demo.winrm.Runner;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// A Windows machine that the stand-ins under `demo/windows` show: a folder with its state, its
/// registry and its ProgramData. What a script changes is in the files, and in the log.
///
/// The state, by path:
/// - `system/`: `caption`, `version`, `build`, `productType`, `sku`, `manufacturer`, `model`,
///   `biosManufacturer`, `guest` (it is a virtual machine), `memory`, `elevated`
/// - `cpu/`: `vendor`, `name`, `sockets`, `logical`, `slat`, `virtualization` (switched on in the
///   firmware, or handed down by the parent), `vmMonitor`; shown only where no hypervisor runs
/// - `vbs`: 0 off, 1 configured, 2 running, null: this Windows does not know it
/// - `bootConfiguration/`: `hypervisorLaunchType`, `hypervisorLoadOptions`
/// - `boot/`: `time`, `now` (null: the real clock), `count`, `restartDelay` (seconds for whatever
///   shutdown.exe is asked; null: as asked), `more` (each the reads of the boot time after which it
///   boots once more, W16)
/// - `hyperV/`: `feature` (null: this edition lacks it), `role`, `running`, `module`,
///   `moduleVersion` (1: that of 2012 R2), `source` (a removed payload can be had),
///   `saysRestartNeeded` and `enabledAtOnce` (W14), `unknownIsAnError`, `roleRefuses` (W11),
///   `vmmsStarts`, `settleReads` (after a boot vmms runs from that read of the boot time on, W17),
///   `versions` (of guests' configurations), `needsOptOut` (W7), `dynamicMemoryReverts` (W4),
///   `jobsInside` (what Win32_Process starts runs in the same process, to its end)
/// - `services`, `vms`: see [#service] and [SimulatedGuest]
/// - `refuses`: words of what fails: a CIM class, `dism`, `Get-VM`, `start NAME`
public final class SimulatedWindows {
    /// What the demo's machines are made of as well.
    static final Path STAND_INS = Path.of("src/main/resources/dev/rookery/demo/windows");

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String VERSION =
            "HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion";
    private static final String PENDING =
            "HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion"
                    + "\\Component Based Servicing\\RebootPending";

    private final Path folder;
    private final StandInMachine machine;
    private final ObjectNode state;
    private final ObjectNode registry;
    private final Map<String, String> kept = new TreeMap<>();

    private SimulatedWindows(Path folder, String kind) {
        this.folder = folder;
        this.machine = new StandInMachine(new StandIns(STAND_INS), folder);
        this.state = read(STAND_INS.resolve(kind).resolve("state.json"));
        this.registry = read(STAND_INS.resolve(kind).resolve("registry.json"));
    }

    /// Windows 11 Pro on an Intel machine without Hyper-V.
    public static SimulatedWindows client(Path folder) {
        return new SimulatedWindows(folder, "client");
    }

    /// Windows Server 2022 on an Intel machine without Hyper-V.
    public static SimulatedWindows server(Path folder) {
        return new SimulatedWindows(folder, "server");
    }

    /// Sets a value of the state, such as `cpu/slat`.
    public SimulatedWindows set(String path, @Nullable Object value) {
        int cut = path.lastIndexOf('/');
        ObjectNode parent =
                cut < 0 ? state : (ObjectNode) state.requiredAt("/" + path.substring(0, cut));
        parent.set(path.substring(cut + 1), JSON.valueToTree(value));
        return this;
    }

    SimulatedWindows edition(String edition) {
        ((ObjectNode) registry.required(VERSION)).put("EditionID", edition);
        return this;
    }

    SimulatedWindows windows(String caption, String build) {
        return set("system/caption", caption)
                .set("system/version", "10.0." + build)
                .set("system/build", build);
    }

    SimulatedWindows amd() {
        return set("cpu/vendor", "AuthenticAMD").set("cpu/name", "AMD EPYC 7763 64-Core Processor");
    }

    SimulatedWindows service(String name, String status, String startType) {
        state.withArray("services")
                .addObject()
                .put("name", name)
                .put("status", status)
                .put("startType", startType)
                .put("settleReads", 0);
        return this;
    }

    public SimulatedWindows guest(SimulatedGuest guest) {
        state.withArray("vms").add(JSON.<JsonNode>valueToTree(guest.values()));
        return this;
    }

    /// Files that Rookery has kept on the machine.
    SimulatedWindows keeps(Map<String, String> files) {
        kept.putAll(files);
        return this;
    }

    /// Enabled, to be there after a restart.
    SimulatedWindows pending() {
        registry.putObject(PENDING);
        return set("hyperV/feature", "EnablePending")
                .set("hyperV/role", "InstallPending")
                .set("hyperV/module", true);
    }

    /// Installed, booted into, with its service and its module.
    public SimulatedWindows enabled() {
        return set("hyperV/feature", "Enabled")
                .set("hyperV/role", "Installed")
                .set("hyperV/module", true)
                .set("hyperV/running", true)
                .service("vmms", "Running", "Automatic");
    }

    /// A virtual machine on Hyper-V.
    SimulatedWindows inVirtualMachine() {
        return set("system/guest", true)
                .set("system/manufacturer", "Microsoft Corporation")
                .set("system/model", "Virtual Machine")
                .set("system/biosManufacturer", "Microsoft Corporation");
    }

    /// The clock stands an hour after the boot, so that a recording is the same every time.
    SimulatedWindows withoutTime() {
        return set("boot/now", "2026-01-02T04:04:05Z");
    }

    public Path stateFile() {
        return machine.stateFile();
    }

    public Path programData() {
        return machine.programData();
    }

    /// Rookery's own folder, as it makes it itself: the mode is what the stand-ins of icacls.exe
    /// and Get-Acl take for administrators alone.
    public Path stateFolder() throws IOException, InterruptedException {
        Path state = Files.createDirectories(programData().resolve("Rookery"));
        int code = new ProcessBuilder("chmod", "2700", state.toString()).start().waitFor();
        if (code != 0) {
            throw new IOException("chmod ended with " + code);
        }
        return state;
    }

    /// Makes the machine's files.
    public SimulatedWindows write() throws IOException {
        Files.createDirectories(programData());
        for (Map.Entry<String, String> each : kept.entrySet()) {
            Path file = kept(each.getKey());
            Files.createDirectories(java.util.Objects.requireNonNull(file.getParent()));
            Files.writeString(file, each.getValue());
        }
        JSON.writeValue(stateFile().toFile(), state);
        JSON.writeValue(machine.registryFile().toFile(), registry);
        List<String> modules = new ArrayList<>(List.of("always"));
        if (state.requiredAt("/system/productType").asInt() != 1) {
            modules.add("server");
        }
        if (state.requiredAt("/hyperV/module").asBoolean()) {
            modules.add("hyper-v");
        }
        Files.write(machine.modulesFile(), modules);
        return this;
    }

    /// Asks for things to happen at calls, in their order, such as `kill before Start-VM`.
    public void hooks(String... lines) throws IOException {
        Files.write(folder.resolve("state.json.hooks"), List.of(lines));
    }

    /// Whether a call stalls, as a hook asked.
    public boolean isStalled() {
        return Files.exists(folder.resolve("state.json.stalled"));
    }

    /// Lets what stalls go on.
    public void goOn() throws IOException {
        Files.writeString(folder.resolve("state.json.go"), "");
    }

    /// What Rookery keeps on the machine.
    public Path kept(String path) {
        return programData().resolve("Rookery").resolve(path);
    }

    /// The state as it is now in the file.
    public JsonNode now() {
        return read(stateFile());
    }

    /// All that a script can change but the folder of Rookery: state and registry as they are now.
    public String machine() {
        return now() + "\n" + read(folder.resolve("registry.json"));
    }

    /// All that a script can change, the log of its calls included.
    public String contents() throws IOException {
        StringBuilder text = new StringBuilder(machine());
        try (Stream<Path> files = Files.walk(programData())) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                text.append('\n').append(file).append(": ").append(Files.readString(file));
            }
        }
        return text.append('\n').append(calls()).toString();
    }

    /// What the file of the lock says.
    public String lock() throws IOException {
        Path file = programData().resolve("Rookery/lock");
        return Files.exists(file) ? Files.readString(file) : "";
    }

    /// The calls that would have changed a real machine, in their order.
    public List<String> calls() throws IOException {
        Path log = folder.resolve("state.json.log");
        return Files.exists(log) ? Files.readAllLines(log) : List.of();
    }

    /// The variables that the machine's scripts need, PSModulePath apart.
    public Map<String, String> environment() {
        return machine.environment();
    }

    /// Where PowerShell finds its modules now: the Hyper-V module comes with the feature.
    public String modules() throws IOException {
        return machine.modules();
    }

    /// Runs its commands in this machine's PowerShell.
    public Runner runner(Path powershell) {
        return machine.runner(powershell);
    }

    private static ObjectNode read(Path file) {
        return (ObjectNode) JSON.readTree(file.toFile());
    }
}
