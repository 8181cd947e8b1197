package dev.rookery.demo.winrm;

import java.io.IOException;

/// What runs the commands of a machine that [WinRmServer] stands for.
@FunctionalInterface
public interface Runner {
    /// A process for a command line, not yet started. The server adds the shell's variables to its
    /// environment and joins its streams.
    ///
    /// @param commandLine the command and its arguments, quoted as Windows does it
    /// @throws IOException if the machine has no such program; the client is told so
    ProcessBuilder processOf(String commandLine) throws IOException;
}
