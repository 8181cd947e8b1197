package dev.rookery.shell.powershell;

import dev.rookery.shell.ScriptFile;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.stream.Collectors;

/// The one command line that the machine is given: a constant of plain words and base64, which
/// cmd.exe (up to 8191 characters), PowerShell and a process of its own read alike.
///
/// It says nothing about the execution policy. That is about script files, which this is none of
/// (about_Execution_Policies), and Windows' own modules load under any; what the machine's owner
/// has set for others stays.
final class HostCommand {
    static final String LINE =
            "powershell.exe -NoProfile -NonInteractive -EncodedCommand "
                    + Base64.getEncoder()
                            .encodeToString(
                                    compact(ScriptFile.of("shell/powershell/bootstrap.ps1").text())
                                            .getBytes(StandardCharsets.UTF_16LE));

    /// For a shell that is PowerShell and has read the standard input: it hands on what it read.
    /// The payload is ASCII, so no encoding touches it; its lines may end otherwise.
    static final String PIPED = "$input | " + LINE;

    private HostCommand() {}

    /// A script without what only people read: it must have no text of several lines.
    static String compact(String script) {
        return script.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .collect(Collectors.joining("\n"));
    }
}
