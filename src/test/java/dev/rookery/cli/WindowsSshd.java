package dev.rookery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.connect.ssh.Sshd;
import dev.rookery.resource.hyperv.SimulatedWindows;
import dev.rookery.shell.powershell.PowerShells;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// A real OpenSSH server before a simulated Windows machine. A POSIX sh stands for cmd.exe as its
/// default shell: both read the one command line alike. PowerShell as the default shell is a real
/// one.
final class WindowsSshd {
    static final String CMD = "eval \"exec $SSH_ORIGINAL_COMMAND\"";
    static final String POWERSHELL = "exec powershell.exe -c \"$SSH_ORIGINAL_COMMAND\"";

    private WindowsSshd() {}

    /// Skips the calling test where there is no PowerShell.
    ///
    /// @param folder for the server's files
    /// @param options of the server; the command and the environment are set here
    static Sshd start(
            Path folder, SimulatedWindows windows, String defaultShell, Sshd.Options options)
            throws Exception {
        Path real = PowerShells.powershellOrSkip();
        Path bin = Files.createDirectories(folder.resolve("bin"));
        script(
                bin.resolve("powershell.exe"),
                """
                PSModulePath=$(sed "s|^|$STAND_INS/|" "$ROOKERY_WINDOWS_STATE.modules" | paste -s -d : -)
                export PSModulePath
                exec '%s' "$@"
                """
                        .formatted(real));
        script(folder.resolve("default-shell"), defaultShell + "\n");
        Map<String, String> environment = windows.write().environment();
        environment.merge("PATH", bin.toString(), (path, ours) -> ours + ":" + path);
        environment.put(
                "STAND_INS",
                Path.of("src/main/resources/dev/rookery/demo/windows/modules")
                        .toAbsolutePath()
                        .toString());
        return Sshd.start(
                folder.resolve("sshd"),
                options.withConfig("ForceCommand " + folder.resolve("default-shell"))
                        .withEnvironment(environment));
    }

    private static void script(Path file, String text) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + text);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }
}
