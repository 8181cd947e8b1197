package dev.rookery.connect.local;

import dev.rookery.connect.Carrier;
import dev.rookery.connect.Connection;
import dev.rookery.connect.ConnectionException;
import dev.rookery.connect.ConnectionException.Reason;
import dev.rookery.connect.RemoteCommand;
import dev.rookery.connect.tcp.Dial;
import dev.rookery.connect.tcp.Words;

import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Commands as processes of ours.
final class LocalConnection implements Connection {
    /// Gives the command (`$1`) a session of its own where there is setsid, as sshd does: then
    /// neither a Ctrl-C at our terminal nor sudo's question reaches past us.
    private static final String SESSION =
            "command -v setsid >/dev/null 2>&1 && exec setsid /bin/sh -c \"$1\";"
                    + " exec /bin/sh -c \"$1\"";

    private static final Dial.Service GUEST =
            new Dial.Service(
                    "a server",
                    "check that the machine is up and that no firewall drops the port",
                    "check the address, and that the machine is up and listens on that port");

    private final Set<LocalCommand> commands = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    @Override
    public RemoteCommand start(String command) throws ConnectionException {
        if (closed) {
            throw new ConnectionException(Reason.LOST, "the connection is closed", "");
        }
        try {
            LocalCommand started =
                    new LocalCommand(new ProcessBuilder(words(command)).start(), commands::remove);
            commands.add(started);
            if (closed) {
                started.close();
            }
            return started;
        } catch (IOException refused) {
            throw new ConnectionException(
                    Reason.REFUSED,
                    "this machine does not start a command: " + Words.of(refused),
                    "check its /bin/sh, and how many processes you may have",
                    refused);
        }
    }

    private static List<String> words(String command) {
        return File.separatorChar == '\\'
                ? List.of("cmd.exe", "/d", "/c", command)
                : List.of("/bin/sh", "-c", SESSION, "sh", command);
    }

    /// What is behind this machine is dialled from here.
    @Override
    public Optional<Carrier> carrier() {
        return Optional.of((host, port, timeout) -> Dial.to(GUEST, host, port, timeout));
    }

    @Override
    public void close() {
        closed = true;
        commands.forEach(LocalCommand::close);
    }
}
