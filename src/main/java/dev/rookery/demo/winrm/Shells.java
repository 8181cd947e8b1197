package dev.rookery.demo.winrm;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The shells of a server's one user.
final class Shells {
    private final Map<String, WinRsShell> open = new LinkedHashMap<>();
    private final int most;
    private boolean closed;

    Shells(int most) {
        this.most = most;
    }

    synchronized void add(WinRsShell shell) throws FaultException {
        if (closed || open.size() >= most) {
            throw new FaultException(Fault.maxShells(most));
        }
        open.put(shell.id(), shell);
    }

    synchronized WinRsShell find(String id) throws FaultException {
        WinRsShell shell = open.get(id);
        if (shell == null) {
            throw new FaultException(Fault.shellNotFound(id));
        }
        return shell;
    }

    void delete(String id) throws FaultException {
        WinRsShell shell = find(id);
        synchronized (this) {
            open.remove(id);
        }
        shell.delete();
    }

    synchronized int count() {
        return open.size();
    }

    synchronized int liveJobs() {
        return (int) open.values().stream().filter(WinRsShell::hasLiveJob).count();
    }

    /// Deletes the shells that nobody has used for too long.
    void deleteIdle() {
        List<WinRsShell> idle;
        synchronized (this) {
            idle = open.values().stream().filter(WinRsShell::isIdle).toList();
            idle.forEach(shell -> open.remove(shell.id()));
        }
        idle.forEach(WinRsShell::delete);
    }

    /// Deletes all; there will be no other.
    void close() {
        List<WinRsShell> all;
        synchronized (this) {
            closed = true;
            all = List.copyOf(open.values());
            open.clear();
        }
        all.forEach(WinRsShell::delete);
    }
}
