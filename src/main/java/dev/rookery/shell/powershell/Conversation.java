package dev.rookery.shell.powershell;

import dev.rookery.connect.Connection;
import dev.rookery.connect.ConnectionException;
import dev.rookery.connect.RemoteCommand;
import dev.rookery.shell.Answer;
import dev.rookery.shell.Deadline;
import dev.rookery.shell.Limits;
import dev.rookery.shell.ShellException;
import dev.rookery.shell.ShellException.Reason;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// One PowerShell on the machine, from its start to its answer.
///
/// Its threads end when it is closed: they only read from and write to the command.
final class Conversation implements AutoCloseable {
    /// For what is on its way already when the outcome is known.
    private static final Duration MOMENT = Duration.ofSeconds(2);

    private static final Duration CLEANING_UP = Duration.ofSeconds(5);

    private final RemoteCommand command;
    private final Mark mark;
    private final Limits limits;
    private final Failures failures;
    private final Deadline deadline;
    private final Progress progress;
    private final List<Thread> threads = new ArrayList<>();

    private Conversation(
            RemoteCommand command,
            Mark mark,
            Limits limits,
            String name,
            Deadline deadline,
            Progress progress) {
        this.command = command;
        this.mark = mark;
        this.limits = limits;
        this.failures = new Failures(name, deadline);
        this.deadline = deadline;
        this.progress = progress;
    }

    /// @param line the command line
    /// @param progress is told what is seen
    static Conversation start(
            Connection connection,
            String line,
            Mark mark,
            Limits limits,
            String name,
            Deadline deadline,
            Progress progress)
            throws ShellException {
        RemoteCommand command;
        try {
            command = connection.start(line);
        } catch (ConnectionException refused) {
            throw new ShellException(
                    Reason.CONNECTION,
                    String.valueOf(refused.getMessage()),
                    refused.remedy(),
                    refused);
        }
        return new Conversation(command, mark, limits, name, deadline, progress);
    }

    private void begin(Runnable work) {
        threads.add(Thread.ofVirtual().name(mark.text()).start(work));
    }

    /// Sends the script and waits for the answer.
    Answer answer(byte[] payload) throws ShellException {
        begin(new OutputReader(command.stdout(), mark, limits, progress));
        begin(new ErrorReader(command.stderr(), progress));
        begin(() -> send(payload));
        try {
            if (!progress.await(progress::isOver, deadline)) {
                throw failures.timeout(progress);
            }
            if (!progress.tooMuch().isEmpty()) {
                throw failures.tooMuch(progress);
            }
            Reply reply = progress.reply();
            if (reply != null) {
                return reply.answer(limits);
            }
            var _ = progress.await(progress::areErrorsWhole, Deadline.in(MOMENT));
            throw failures.ended(progress, command.awaitExit(MOMENT));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new ShellException(Reason.CONNECTION, "interrupted", "", interrupted);
        }
    }

    /// The end of the stream is what PowerShell waits for.
    private void send(byte[] payload) {
        try (OutputStream stdin = command.stdin()) {
            stdin.write(payload);
        } catch (IOException closed) {
            // The other end is gone: the readers see that too, and why.
        }
    }

    @Override
    public void close() {
        command.close();
        Deadline soon = Deadline.in(CLEANING_UP);
        try {
            for (Thread thread : threads) {
                var _ = thread.join(Duration.ofNanos(soon.remainingNanos()));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
