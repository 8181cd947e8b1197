package dev.rookery.resource.hyperv;

import dev.rookery.facts.OsFamily;
import dev.rookery.resource.Resources;
import dev.rookery.shell.Answer;
import dev.rookery.shell.Script;
import dev.rookery.shell.ScriptFile;
import dev.rookery.shell.powershell.PowerShells;

import org.junit.jupiter.api.Assumptions;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// Runs scripts on simulated Windows machines, each in a fresh runspace of one PowerShell. A test
/// is skipped where there is no PowerShell, and on Windows, where the stand-ins do not hide the
/// real thing.
public final class WindowsScripts implements AutoCloseable {
    private static final Path DRIVER =
            Path.of("src/test/resources/dev/rookery/resource/hyperv/driver.ps1");

    private final Process process;
    private final Writer requests;
    private final BufferedReader answers;

    private WindowsScripts(Process process) {
        this.process = process;
        this.requests = process.outputWriter(StandardCharsets.US_ASCII);
        this.answers = process.inputReader(StandardCharsets.US_ASCII);
    }

    /// Starts PowerShell.
    public static WindowsScripts startOrSkip() throws IOException {
        Path powershell = PowerShells.powershellOrSkip();
        Assumptions.assumeFalse(
                System.getProperty("os.name").startsWith("Windows"),
                "the stand-ins do not hide a real Windows");
        ProcessBuilder builder =
                new ProcessBuilder(
                        powershell.toString(),
                        "-NoProfile",
                        "-NonInteractive",
                        "-File",
                        DRIVER.toAbsolutePath().toString());
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        // HKLM: is there only where the variable is set from the start; each request sets its own.
        builder.environment()
                .put(
                        "PWSH_REGISTRY",
                        SimulatedWindows.STAND_INS
                                .resolve("client/registry.json")
                                .toAbsolutePath()
                                .toString());
        return new WindowsScripts(builder.start());
    }

    /// What all probes of a Windows machine say.
    static Script probe() {
        return ScriptFile.of(Resources.all().probes(OsFamily.WINDOWS).toArray(String[]::new));
    }

    /// Runs a script with its parameters on the machine.
    Answer run(SimulatedWindows machine, Script script) {
        return run(machine, script.text(), script.parameters());
    }

    /// Runs a script as `-EncodedCommand` does, with a standard input.
    Answer runEncoded(SimulatedWindows machine, String script, String input) {
        return run(machine, script, Map.of("input:", input));
    }

    private synchronized Answer run(
            SimulatedWindows machine, String script, Map<String, String> parameters) {
        List<String> words = new ArrayList<>(List.of(script));
        machine.environment().forEach((name, value) -> words.addAll(List.of("env:" + name, value)));
        words.addAll(
                List.of(
                        "modules:",
                        SimulatedWindows.STAND_INS.resolve("modules").toAbsolutePath().toString()));
        parameters.forEach((name, value) -> words.addAll(List.of(name, value)));
        try {
            requests.write(
                    words.stream().map(WindowsScripts::word).collect(Collectors.joining(" "))
                            + "\n");
            requests.flush();
            return answer();
        } catch (IOException lost) {
            throw new UncheckedIOException(lost);
        }
    }

    private Answer answer() throws IOException {
        List<String> lines = new ArrayList<>();
        List<String> errors = new ArrayList<>();
        while (true) {
            String line = answers.readLine();
            if (line == null) {
                throw new IOException("PowerShell ended before it answered");
            }
            String rest = line.substring(line.indexOf(' ') + 1);
            switch (line.substring(0, line.indexOf(' '))) {
                case "line" -> lines.add(text(rest));
                case "error" -> errors.add(text(rest));
                case "exit" -> {
                    return new Answer(Integer.parseInt(rest), lines, String.join("\n", errors));
                }
                default -> throw new IOException("not an answer: " + line);
            }
        }
    }

    private static String word(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(String word) {
        return new String(Base64.getDecoder().decode(word), StandardCharsets.UTF_8);
    }

    /// Ends the PowerShell at once, in the middle of what it does.
    void kill() {
        process.destroyForcibly();
    }

    @Override
    public void close() throws IOException {
        requests.close();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
