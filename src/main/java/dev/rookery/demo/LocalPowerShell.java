package dev.rookery.demo;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The PowerShell of the machine that Rookery runs on.
public final class LocalPowerShell {
    /// The variable that names the one to take.
    static final String VARIABLE = "ROOKERY_POWERSHELL";

    private LocalPowerShell() {}

    /// What the variable `ROOKERY_POWERSHELL` names, whether it is there or not; else
    /// `powershell.exe`, else `pwsh` on PATH.
    ///
    /// @param environment the process's
    public static Optional<Path> find(Map<String, String> environment) {
        String named = environment.getOrDefault(VARIABLE, "");
        if (!named.isEmpty()) {
            return Optional.of(Path.of(named).toAbsolutePath());
        }
        String path = environment.getOrDefault("PATH", "");
        return Stream.of("powershell.exe", "pwsh")
                .flatMap(
                        program ->
                                Stream.of(path.split(File.pathSeparator, -1))
                                        .filter(folder -> !folder.isEmpty())
                                        .map(folder -> Path.of(folder, program)))
                .filter(Files::isExecutable)
                .map(Path::toAbsolutePath)
                .findFirst();
    }
}
