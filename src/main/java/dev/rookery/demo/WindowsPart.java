package dev.rookery.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// The lab's Windows machine, or that it has none.
///
/// @param about one line for people: what it is, or why there is none and how to get it
record WindowsPart(Optional<WindowsDemoHost> host, String about) {
    private static final String MORE =
            "; install pwsh (https://aka.ms/powershell) or name another PowerShell in "
                    + LocalPowerShell.VARIABLE;

    /// Starts the machine's server, when it is known in which PowerShell.
    interface Starter {
        WindowsDemoHost start(Path powershell) throws IOException;
    }

    /// Starts the machine where its scripts can be run without danger. Nothing else runs on it
    /// before that is known.
    ///
    /// @param environment the process's
    static WindowsPart start(Map<String, String> environment, Starter starter) throws IOException {
        Optional<Path> found = LocalPowerShell.find(environment);
        if (found.isEmpty()) {
            return leftOut("there is no PowerShell to run its scripts in");
        }
        Path powershell = found.get();
        if (!Files.isExecutable(powershell)) {
            return leftOut(powershell + " is no program that can be run");
        }
        WindowsDemoHost host = starter.start(powershell);
        Optional<String> danger = host.danger();
        if (danger.isPresent()) {
            host.close();
            return leftOut("its scripts may not be run in " + powershell + ": " + danger.get());
        }
        return new WindowsPart(
                Optional.of(host),
                WindowsDemoHost.NAME
                        + " is a simulated Windows Server behind a WinRM service: real scripts in "
                        + powershell
                        + ", on stand-ins for Windows' own commands.");
    }

    private static WindowsPart leftOut(String why) {
        return new WindowsPart(
                Optional.empty(),
                "Left out: " + WindowsDemoHost.NAME + ", a Windows host: " + why + MORE + ".");
    }
}
