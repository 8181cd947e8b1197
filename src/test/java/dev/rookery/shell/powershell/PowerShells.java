package dev.rookery.shell.powershell;

import dev.rookery.demo.LocalPowerShell;

import org.junit.jupiter.api.Assumptions;

import java.nio.file.Path;
import java.util.Optional;

/// The PowerShell of the machine that the tests run on.
public final class PowerShells {
    private PowerShells() {}

    /// What the variable `ROOKERY_POWERSHELL` names, or else `powershell.exe` or `pwsh` on PATH.
    public static Optional<Path> find() {
        return LocalPowerShell.find(System.getenv());
    }

    /// The same; where there is none the test is skipped.
    public static Path powershellOrSkip() {
        Optional<Path> found = find();
        Assumptions.assumeTrue(
                found.isPresent(),
                "no PowerShell: neither ROOKERY_POWERSHELL nor powershell.exe or pwsh on PATH");
        return found.orElseThrow();
    }
}
