package dev.rookery.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The guard knows every command by which a script could reach the Windows that the demo runs on.
class GuardTest {
    private static final Path SCRIPTS = Path.of("src/main/resources/dev/rookery");
    private static final Pattern COMMAND =
            Pattern.compile("\\b(?:[A-Z][A-Za-z]+-[A-Z][A-Za-z]+|[a-z]+\\.exe)\\b");
    private static final Pattern DEFINED = Pattern.compile("(?m)^function ([\\w-]+)");

    /// What concerns PowerShell itself, its objects, or paths that it is given; the registry is
    /// asked after as such. The last two are parts of features' names.
    private static final Set<String> HARMLESS =
            Set.of(
                    "ConvertFrom-Json",
                    "ConvertTo-Json",
                    "ForEach-Object",
                    "Get-ChildItem",
                    "Get-Command",
                    "Get-Item",
                    "Get-ItemProperty",
                    "Import-Module",
                    "Join-Path",
                    "Measure-Object",
                    "New-Item",
                    "New-Object",
                    "Out-String",
                    "Select-Object",
                    "Set-StrictMode",
                    "Set-Variable",
                    "Sort-Object",
                    "Start-Sleep",
                    "Test-Path",
                    "Where-Object",
                    "powershell.exe",
                    "Management-PowerShell",
                    "Microsoft-Hyper");

    @Test
    void itAsksAfterEveryCommandThatAScriptCalls() throws IOException {
        Set<String> asked =
                new TreeSet<>(commands(text(SCRIPTS.resolve("demo/windows/guard.ps1"))));
        Set<String> called = new TreeSet<>();
        Set<String> ours = new TreeSet<>();
        for (Path script : scripts()) {
            String text = text(script);
            called.addAll(commands(text));
            DEFINED.matcher(text).results().forEach(found -> ours.add(found.group(1)));
        }
        assertThat(called).contains("Install-WindowsFeature", "shutdown.exe", "Join-Path");
        called.removeAll(ours);
        called.removeAll(HARMLESS);
        assertThat(asked).as("ask in guard.ps1 for what is missing").containsAll(called);
    }

    private static List<String> commands(String text) {
        return COMMAND.matcher(text).results().map(found -> found.group()).toList();
    }

    private static List<Path> scripts() throws IOException {
        try (Stream<Path> files = Files.walk(SCRIPTS)) {
            return files.filter(file -> file.toString().endsWith(".ps1"))
                    .filter(file -> !file.startsWith(SCRIPTS.resolve("demo")))
                    .toList();
        }
    }

    /// Without comments.
    private static String text(Path script) throws IOException {
        return Files.readString(script).replaceAll("(?m)^\\s*#.*$", "");
    }
}
