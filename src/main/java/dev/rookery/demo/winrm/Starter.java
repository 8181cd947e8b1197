package dev.rookery.demo.winrm;

import java.io.File;
import java.io.IOException;
import java.util.UUID;
import java.util.concurrent.Executor;

/// Starts commands as `cmd.exe` or `CreateProcess` does. The two differ in what they say of a
/// program that does not exist, and in how long a line may be.
final class Starter {
    private static final int CMD_LINE = 8191;
    private static final int PROCESS_LINE = 32767;

    private final Runner runner;
    private final Executor threads;
    private final String mark = UUID.randomUUID().toString();

    Starter(Runner runner, Executor threads) {
        this.runner = runner;
        this.threads = threads;
    }

    /// The mark in the environment of every process that was started here.
    String mark() {
        return mark;
    }

    /// @param fed whether the client sends the standard input; else it is a console that nobody
    ///   types at, which is an empty one here
    /// @param direct whether there is no `cmd.exe` between
    Job start(WinRsShell shell, String line, boolean fed, boolean direct) throws FaultException {
        if (line.length() > (direct ? PROCESS_LINE : CMD_LINE)) {
            return refuse(direct, "The command line is too long.");
        }
        try {
            ProcessBuilder builder = runner.processOf(line);
            builder.environment().putAll(shell.variables());
            if (shell.directory().isPresent()) {
                File directory = new File(shell.directory().get());
                if (!directory.isDirectory()) {
                    throw new FaultException(Fault.directoryNotFound());
                }
                builder.directory(directory);
            }
            return run(builder, fed);
        } catch (IOException unknown) {
            return refuse(
                    direct,
                    "'"
                            + unknown.getMessage()
                            + "' is not recognized as an internal or external command,\r\n"
                            + "operable program or batch file.");
        }
    }

    private Job run(ProcessBuilder builder, boolean fed) throws IOException {
        builder.environment().put(ProcessTree.MARK, mark);
        return ProcessJob.start(builder, fed, threads);
    }

    private static Job refuse(boolean direct, String message) throws FaultException {
        if (direct) {
            throw new FaultException(Fault.programNotFound());
        }
        return new RefusedJob(message + "\r\n");
    }
}
