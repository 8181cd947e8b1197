package dev.rookery.connect.ssh;

import net.schmizz.sshj.SSHClient;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The sessions of one connection that were given up here while their commands may still be ending
/// there. With Dropbear no session is opened beside them: see [ExecChannel].
final class Endings {
    /// For all of them together. A command may go on for long after it was given up.
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final boolean matter;
    private final Set<ExecChannel> sessions = ConcurrentHashMap.newKeySet();

    private Endings(boolean matter) {
        this.matter = matter;
    }

    /// @param client one that is connected
    static Endings of(SSHClient client) {
        return new Endings(client.getTransport().getServerVersion().startsWith("dropbear"));
    }

    void add(ExecChannel session) {
        if (matter) {
            sessions.add(session);
        }
    }

    /// Waits for the server's word that they have ended, each once.
    void await() {
        long end = System.nanoTime() + PATIENCE.toNanos();
        for (ExecChannel session : List.copyOf(sessions)) {
            if (session.isOver()) {
                session.awaitFinish(end);
                sessions.remove(session);
            }
        }
    }
}
