package dev.rookery.shell;

import dev.rookery.connect.Connection;
import dev.rookery.connect.ConnectionException;
import dev.rookery.connect.RemoteCommand;
import dev.rookery.shell.ShellException.Reason;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// The command that runs a script on a machine, and the threads that serve its streams. They only
/// read from and write to the command: so they end when it is closed.
public final class ScriptCommand implements AutoCloseable {
    private static final Duration ENDING = Duration.ofSeconds(5);

    private final RemoteCommand command;
    private final String name;
    private final List<Thread> threads = new CopyOnWriteArrayList<>();

    private ScriptCommand(RemoteCommand command, String name) {
        this.command = command;
        this.name = name;
    }

    /// Starts it.
    ///
    /// @param line what the machine's login shell is given
    /// @param name of the threads
    public static ScriptCommand start(Connection connection, String line, String name)
            throws ShellException {
        try {
            return new ScriptCommand(connection.start(line), name);
        } catch (ConnectionException refused) {
            throw new ShellException(
                    Reason.CONNECTION,
                    String.valueOf(refused.getMessage()),
                    refused.remedy(),
                    refused);
        }
    }

    public RemoteCommand streams() {
        return command;
    }

    /// Has a thread do the work.
    public Thread begin(Runnable work) {
        Thread thread = Thread.ofVirtual().name(name).start(work);
        threads.add(thread);
        return thread;
    }

    /// Gives up the command and waits for the threads, a few seconds at most.
    @Override
    public void close() {
        command.close();
        Deadline soon = Deadline.in(ENDING);
        try {
            for (Thread thread : threads) {
                var _ = thread.join(Duration.ofNanos(soon.remainingNanos()));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
