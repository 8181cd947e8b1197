package dev.rookery.shell.powershell;

import org.junit.jupiter.api.Assumptions;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/// The PowerShell of the machine that the tests run on.
public final class PowerShells {
    private PowerShells() {}

    /// What the variable `ROOKERY_POWERSHELL` names, or else `powershell.exe` or `pwsh` on PATH.
    public static Optional<Path> find() {
        String named = System.getenv().getOrDefault("ROOKERY_POWERSHELL", "");
        if (!named.isEmpty()) {
            return Optional.of(Path.of(named).toAbsolutePath());
        }
        return Stream.of("powershell.exe", "pwsh").flatMap(PowerShells::onPath).findFirst();
    }

    /// The same; where there is none the test is skipped.
    public static Path powershellOrSkip() {
        Optional<Path> found = find();
        Assumptions.assumeTrue(
                found.isPresent(),
                "no PowerShell: neither ROOKERY_POWERSHELL nor powershell.exe or pwsh on PATH");
        return found.orElseThrow();
    }

    private static Stream<Path> onPath(String program) {
        String path = System.getenv().getOrDefault("PATH", "");
        return Stream.of(path.split(File.pathSeparator, -1))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable);
    }
}
