package dev.rookery.shell.powershell;

import dev.rookery.connect.Connection;
import dev.rookery.shell.Answer;
import dev.rookery.shell.Deadline;
import dev.rookery.shell.Limits;
import dev.rookery.shell.ScriptCommand;
import dev.rookery.shell.ShellException;
import dev.rookery.shell.ShellException.Reason;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;

/// One PowerShell on the machine, from its start to its answer.
final class Conversation implements AutoCloseable {
    /// For what is on its way already when the outcome is known.
    private static final Duration MOMENT = Duration.ofSeconds(2);

    private final ScriptCommand command;
    private final Mark mark;
    private final Limits limits;
    private final Failures failures;
    private final Deadline deadline;
    private final Progress progress;

    private Conversation(
            ScriptCommand command,
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
        ScriptCommand command = ScriptCommand.start(connection, line, mark.text());
        return new Conversation(command, mark, limits, name, deadline, progress);
    }

    /// Sends the script and waits for the answer.
    Answer answer(byte[] payload) throws ShellException {
        command.begin(new OutputReader(command.streams().stdout(), mark, limits, progress));
        command.begin(new ErrorReader(command.streams().stderr(), progress));
        command.begin(() -> send(payload));
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
            var _ = progress.await(progress::areErrorsClosed, Deadline.in(MOMENT));
            throw failures.ended(progress, command.streams().awaitExit(MOMENT));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new ShellException(Reason.CONNECTION, "interrupted", "", interrupted);
        }
    }

    /// The end of the stream is what PowerShell waits for.
    private void send(byte[] payload) {
        try (OutputStream stdin = command.streams().stdin()) {
            stdin.write(payload);
        } catch (IOException closed) {
            // The other end is gone: the readers see that too, and why.
        }
    }

    @Override
    public void close() {
        command.close();
    }
}
