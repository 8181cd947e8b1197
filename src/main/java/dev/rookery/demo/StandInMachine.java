package dev.rookery.demo;

import dev.rookery.demo.winrm.PowerShellRunner;
import dev.rookery.demo.winrm.Runner;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The files of a simulated Windows machine, and how PowerShell must be started to be on it.
///
/// @param folder its state, its registry and its ProgramData
public record StandInMachine(StandIns standIns, Path folder) {
    /// In the environment of everything that runs on such a machine.
    static final String STATE = "ROOKERY_WINDOWS_STATE";

    private static final String REGISTRY = "registry.json";

    public StandInMachine {
        folder = folder.toAbsolutePath();
    }

    /// Makes its files.
    ///
    /// @param kind `client` or `server`: Windows without Hyper-V; `hyperv`: a server with Hyper-V
    ///   and a guest that is off; `lab`: a server in that guest
    void create(String kind) throws IOException {
        Path from = standIns.folder().resolve(kind);
        Files.createDirectories(programData());
        Files.copy(from.resolve(stateFile().getFileName()), stateFile());
        Files.copy(from.resolve(modulesFile().getFileName()), modulesFile());
        Files.copy(from.resolve(REGISTRY), registryFile());
    }

    /// What the machine is like now.
    public Path stateFile() {
        return folder.resolve("state.json");
    }

    /// A line for each folder of modules that the machine has now.
    public Path modulesFile() {
        return folder.resolve("state.json.modules");
    }

    /// Its registry.
    public Path registryFile() {
        return folder.resolve(REGISTRY);
    }

    /// Where its programs keep their state.
    public Path programData() {
        return folder.resolve("ProgramData");
    }

    /// The variables that its scripts need, PSModulePath apart.
    public Map<String, String> environment() {
        Map<String, String> environment = new TreeMap<>();
        environment.put(STATE, stateFile().toString());
        environment.put("PWSH_REGISTRY", registryFile().toString());
        environment.put("ProgramData", programData().toString());
        environment.put("PATH", standIns.bin() + File.pathSeparator + "/usr/bin:/bin");
        return environment;
    }

    /// The value of PSModulePath: where PowerShell finds its modules now. The Hyper-V module comes
    /// with the feature.
    public String modules() throws IOException {
        return Files.readAllLines(modulesFile()).stream()
                .map(each -> standIns.modules().resolve(each).toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    /// Runs the machine's commands.
    ///
    /// @param powershell the program that takes the place of the machine's own
    public Runner runner(Path powershell) {
        return command -> {
            Map<String, String> environment = environment();
            environment.put("PSModulePath", modules());
            environment.putAll(startUp());
            return new PowerShellRunner(powershell, environment, folder).processOf(command);
        };
    }

    /// What PowerShell itself takes from its environment: where it may leave files, that it is to
    /// tell nobody of its start and ask nobody for a newer one, and where .NET is.
    private Map<String, String> startUp() {
        Map<String, String> environment = new TreeMap<>();
        System.getenv().entrySet().stream()
                .filter(each -> each.getKey().startsWith("DOTNET_"))
                .forEach(each -> environment.put(each.getKey(), each.getValue()));
        environment.put("HOME", folder.toString());
        environment.put("TMPDIR", folder.toString());
        environment.put("POWERSHELL_TELEMETRY_OPTOUT", "1");
        environment.put("POWERSHELL_UPDATECHECK", "Off");
        return environment;
    }
}
