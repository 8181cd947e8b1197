package dev.rookery.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// The lab's Windows machines, a host and its guest, or that it has none.
///
/// @param about one line for people: what they are, or why there are none and how to get them
record WindowsPart(Optional<WindowsDemoHost> host, String about) {
    private static final String MORE =
            "; install pwsh (https://aka.ms/powershell) or name another PowerShell in "
                    + LocalPowerShell.VARIABLE;

    /// Starts the machine's server, when it is known in which PowerShell.
    interface Starter {
        WindowsDemoHost start(Path powershell) throws IOException;
    }

    /// Starts the machines where their scripts can be run without danger. Nothing else runs on them
    /// before that is known.
    ///
    /// @param environment the process's
    static WindowsPart start(Map<String, String> environment, Starter starter) throws IOException {
        Optional<Path> found = LocalPowerShell.find(environment);
        if (found.isEmpty()) {
            return leftOut("there is no PowerShell to run their scripts in");
        }
        Path powershell = found.get();
        if (!Files.isExecutable(powershell)) {
            return leftOut(powershell + " is no program that can be run");
        }
        WindowsDemoHost host = starter.start(powershell);
        Optional<String> danger = host.danger();
        if (danger.isPresent()) {
            host.close();
            return leftOut("their scripts may not be run in " + powershell + ": " + danger.get());
        }
        return new WindowsPart(
                Optional.of(host),
                WindowsDemoHost.NAME
                        + " is a simulated Windows Server behind a WinRM service, and "
                        + WindowsDemoGuest.NAME
                        + " its guest, by PowerShell Direct: real scripts in "
                        + powershell
                        + ", on stand-ins for Windows' own commands.");
    }

    private static WindowsPart leftOut(String why) {
        return new WindowsPart(
                Optional.empty(),
                "Left out: "
                        + WindowsDemoHost.NAME
                        + ", a Windows host, and its guest "
                        + WindowsDemoGuest.NAME
                        + ": "
                        + why
                        + MORE
                        + ".");
    }
}
