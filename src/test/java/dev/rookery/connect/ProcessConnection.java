package dev.rookery.connect;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/// A connection for tests to this very machine: each command is given to a login shell of its own,
/// in a session of its own without a terminal, as sshd does it.
public final class ProcessConnection implements Connection {
    private final List<String> loginShell;
    private final Map<String, String> environment;
    private final List<ProcessCommand> commands = new CopyOnWriteArrayList<>();

    /// @param loginShell the words before the command, such as `/bin/sh -c`
    /// @param environment all of it
    public ProcessConnection(List<String> loginShell, Map<String, String> environment) {
        this.loginShell = List.copyOf(loginShell);
        this.environment = Map.copyOf(environment);
    }

    /// A connection whose login shell has a usual environment.
    public static ProcessConnection to(String... loginShell) {
        return new ProcessConnection(
                List.of(loginShell), Map.of("PATH", "/usr/bin:/bin", "HOME", "/nonexistent"));
    }

    @Override
    public RemoteCommand start(String command) throws ConnectionException {
        List<String> words = new ArrayList<>(List.of("setsid"));
        words.addAll(loginShell);
        words.add(command);
        ProcessBuilder builder = new ProcessBuilder(words);
        builder.environment().clear();
        builder.environment().putAll(environment);
        try {
            ProcessCommand started = new ProcessCommand(builder.start());
            commands.add(started);
            return started;
        } catch (IOException refused) {
            throw new ConnectionException(
                    ConnectionException.Reason.LOST,
                    String.valueOf(refused.getMessage()),
                    "",
                    refused);
        }
    }

    @Override
    public void close() {
        commands.forEach(ProcessCommand::close);
    }
}
