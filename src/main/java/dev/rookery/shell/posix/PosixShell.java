package dev.rookery.shell.posix;

import dev.rookery.connect.Connection;
import dev.rookery.shell.Answer;
import dev.rookery.shell.Become;
import dev.rookery.shell.Deadline;
import dev.rookery.shell.HeldScript;
import dev.rookery.shell.Limits;
import dev.rookery.shell.Script;
import dev.rookery.shell.Shell;
import dev.rookery.shell.ShellException;

import java.time.Duration;
import java.util.Optional;

/// Runs scripts under `/bin/sh`, whatever the login shell is and prints.
///
/// A script finds its parameters as variables, `root`, a full PATH, LC_ALL=C, umask 022 and an
/// empty standard input. It takes one round trip, or three where sudo asks for a password. Every
/// script has a command of its own, so several may run at once. A script that does not end in time
/// gets HUP, with its process group; one that ignores HUP goes on without us. A lost connection
/// ends no script.
public final class PosixShell implements Shell {
    private final Connection connection;
    private final Optional<Become> become;
    private final Limits limits;

    /// A shell with the default limits.
    ///
    /// @param become whom to become by sudo; without it scripts run as the user who logged in
    public PosixShell(Connection connection, Optional<Become> become) {
        this(connection, become, Limits.DEFAULT);
    }

    public PosixShell(Connection connection, Optional<Become> become, Limits limits) {
        this.connection = connection;
        this.become = become;
        this.limits = limits;
        become.flatMap(Become::password)
                .ifPresent(
                        password -> {
                            if (password.reveal().matches("(?s).*[\\n\\r\\x00].*")) {
                                throw new IllegalArgumentException(
                                        "a password for sudo is one line");
                            }
                        });
    }

    @Override
    public Answer run(Script script, Duration deadline) throws ShellException {
        Markers markers = Markers.random();
        byte[] stream = ScriptStream.run(script, markers);
        try (Conversation conversation = start(script, markers, deadline)) {
            return conversation.answer(stream);
        }
    }

    /// Starts a script that goes on until it is closed, or the connection ends.
    ///
    /// @param deadline for its first answer
    /// @return the script, once it has answered for the first time
    public HeldScript hold(Script script, Duration deadline) throws ShellException {
        Markers markers = Markers.random();
        byte[] stream = ScriptStream.hold(script, markers);
        Conversation conversation = start(script, markers, deadline);
        boolean answered = false;
        try {
            Answer answer = conversation.answer(stream);
            answered = true;
            return new Held(answer, conversation);
        } finally {
            if (!answered) {
                conversation.close();
            }
        }
    }

    private Conversation start(Script script, Markers markers, Duration deadline)
            throws ShellException {
        return Conversation.start(
                connection, become, markers, limits, script.name(), Deadline.in(deadline));
    }

    private record Held(Answer answer, Conversation conversation) implements HeldScript {
        @Override
        public void close() {
            conversation.letEnd();
            conversation.close();
        }
    }
}
