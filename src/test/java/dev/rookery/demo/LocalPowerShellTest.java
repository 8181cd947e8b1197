package dev.rookery.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

class LocalPowerShellTest {
    @TempDir Path folder = Path.of("");

    private Path program(String path) throws IOException {
        Path program = folder.resolve(path);
        Files.createDirectories(program.resolveSibling("."));
        Files.createFile(program);
        assertThat(program.toFile().setExecutable(true)).isTrue();
        return program;
    }

    @Test
    void theVariableWinsThenPowershellExeThenPwsh() throws IOException {
        Path pwsh = program("first/pwsh");
        String path = folder.resolve("first") + ":" + folder.resolve("second") + "::/nowhere";
        assertThat(LocalPowerShell.find(Map.of("PATH", path))).contains(pwsh);
        Path windows = program("second/powershell.exe");
        assertThat(LocalPowerShell.find(Map.of("PATH", path))).contains(windows);
        assertThat(LocalPowerShell.find(Map.of("PATH", path, "ROOKERY_POWERSHELL", "")))
                .contains(windows);
        assertThat(LocalPowerShell.find(Map.of("PATH", path, "ROOKERY_POWERSHELL", "/opt/ps")))
                .contains(Path.of("/opt/ps"));
    }

    @Test
    void whatCannotBeRunIsNone() throws IOException {
        Files.createFile(folder.resolve("pwsh"));
        assertThat(LocalPowerShell.find(Map.of("PATH", folder.toString()))).isEmpty();
        assertThat(LocalPowerShell.find(Map.of())).isEmpty();
    }
}
