package dev.rookery.shell.posix;

import dev.rookery.connect.Connection;
import dev.rookery.secret.Secret;
import dev.rookery.shell.Answer;
import dev.rookery.shell.Become;
import dev.rookery.shell.Deadline;
import dev.rookery.shell.Limits;
import dev.rookery.shell.ScriptCommand;
import dev.rookery.shell.ShellException;
import dev.rookery.shell.ShellException.Reason;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// One command on the machine, from the login shell to the end of its script.
final class Conversation implements AutoCloseable {
    /// For what is on its way already when the outcome is known, and for a held script's cleaning
    /// up.
    private static final Duration MOMENT = Duration.ofSeconds(2);

    private static final Duration CLEANING_UP = Duration.ofSeconds(5);

    private final ScriptCommand command;
    private final Optional<Become> become;
    private final Markers markers;
    private final Failures failures;
    private final Deadline deadline;
    private final Progress progress = new Progress();

    private Conversation(
            ScriptCommand command,
            Optional<Become> become,
            Markers markers,
            String name,
            Deadline deadline) {
        this.command = command;
        this.become = become;
        this.markers = markers;
        this.failures = new Failures(name, become, deadline);
        this.deadline = deadline;
    }

    static Conversation start(
            Connection connection,
            Optional<Become> become,
            Markers markers,
            Limits limits,
            String name,
            Deadline deadline)
            throws ShellException {
        ScriptCommand command =
                ScriptCommand.start(connection, LoginCommand.of(markers, become), markers.mark());
        Conversation it = new Conversation(command, become, markers, name, deadline);
        command.begin(new OutputReader(command.streams().stdout(), markers, limits, it.progress));
        command.begin(new ErrorReader(command.streams().stderr(), markers, limits, it.progress));
        return it;
    }

    /// Sends the script, once the shell may have it, and waits for the answer.
    Answer answer(byte[] stream) throws ShellException {
        try {
            Optional<Secret> password = become.flatMap(Become::password);
            if (password.isPresent()) {
                authenticate(password.get());
            }
            send(stream);
            await(() -> progress.hasAnswered() || progress.isOver());
            if (!progress.hasAnswered()) {
                throw failure();
            }
            progress.await(progress::areErrorsWhole, Deadline.in(MOMENT));
            return progress.answer();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new ShellException(Reason.CONNECTION, "interrupted", "", interrupted);
        }
    }

    /// Sends the password if, and only when, sudo asks for it.
    ///
    /// Nothing else is sent before the shell is there: what sudo does not read is never a password,
    /// and what a shell reads is never one either.
    private void authenticate(Secret password) throws ShellException, InterruptedException {
        await(() -> progress.isReady() || progress.prompts() > 0 || progress.isOver());
        if (progress.prompts() > 0) {
            send((password.reveal() + "\n").getBytes(StandardCharsets.UTF_8));
            await(() -> progress.isReady() || progress.prompts() > 1 || progress.isOver());
        }
        if (!progress.isReady()) {
            throw failure();
        }
    }

    private Thread send(byte[] bytes) {
        return command.begin(
                () -> {
                    try {
                        command.streams().stdin().write(bytes);
                        command.streams().stdin().flush();
                    } catch (IOException closed) {
                        // The other end is gone: the readers see that too, and why.
                    }
                });
    }

    private void await(BooleanSupplier condition) throws ShellException, InterruptedException {
        if (!progress.await(condition, deadline)) {
            stop();
            throw failures.timeout(progress);
        }
    }

    private ShellException failure() throws InterruptedException {
        if (!progress.tooMuch().isEmpty()) {
            stop();
            return failures.tooMuch(progress);
        }
        if (become.isPresent() && progress.prompts() > 1) {
            return failures.become(progress);
        }
        progress.await(progress::areErrorsWhole, Deadline.in(MOMENT));
        return failures.ended(progress, command.streams().awaitExit(MOMENT));
    }

    /// Has the machine hang up on the script's process group.
    private void stop() throws InterruptedException {
        if (progress.hasBegun()) {
            var _ = send((markers.stop() + "\n").getBytes(StandardCharsets.UTF_8)).join(MOMENT);
        }
    }

    /// Ends a held script's standard input, and waits until it has cleaned up.
    void letEnd() {
        Thread closing =
                command.begin(
                        () -> {
                            try {
                                command.streams().stdin().close();
                            } catch (IOException gone) {
                                // Then its standard input has ended too.
                            }
                        });
        try {
            var _ = closing.join(CLEANING_UP);
            var _ = progress.await(progress::hasEnded, Deadline.in(CLEANING_UP));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        command.close();
    }
}
