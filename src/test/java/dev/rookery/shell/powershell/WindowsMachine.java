package dev.rookery.shell.powershell;

import dev.rookery.connect.ProcessConnection;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Connections to this machine's own PowerShell, which is called `powershell.exe` there.
///
/// A POSIX sh stands for cmd.exe: both read the one command line alike.
final class WindowsMachine {
    private WindowsMachine() {}

    /// Skips the test where there is no PowerShell.
    ///
    /// @param dir for a folder of programs
    static ProcessConnection connection(Path dir) throws IOException {
        return connection(dir, "");
    }

    /// @param before what the default shell runs before
    /// @param options of PowerShell, besides those it is given
    static ProcessConnection connection(Path dir, String before, String... options)
            throws IOException {
        Path real = PowerShells.powershellOrSkip();
        String words = String.join(" ", options);
        return fake(dir, before + "\nexec '" + real + "' " + words + " \"$@\"\n");
    }

    /// A machine whose `powershell.exe` is this text, for what no real one does on demand.
    static ProcessConnection fake(Path dir, String text) throws IOException {
        Path bin = Files.createDirectories(dir.resolve("bin"));
        Path program = bin.resolve("powershell.exe");
        Files.writeString(program, "#!/bin/sh\n" + text);
        if (!program.toFile().setExecutable(true)) {
            throw new IOException("cannot make executable: " + program);
        }
        // By exec, so that the process which a closed command ends is PowerShell and no shell
        // before it.
        return new ProcessConnection(
                List.of("/bin/sh", "-c", "eval \"exec $1\"", "sh"),
                Map.of("PATH", bin + ":/usr/bin:/bin", "HOME", dir.toString()));
    }
}
