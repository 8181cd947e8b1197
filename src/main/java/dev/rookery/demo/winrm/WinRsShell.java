package dev.rookery.demo.winrm;

import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// A shell: what commands start in, and the commands themselves.
final class WinRsShell {
    private final String id = UUID.randomUUID().toString().toUpperCase(Locale.ROOT);
    private final Map<String, String> variables;
    private final Optional<String> directory;
    private final Duration idleTimeout;
    private final Map<String, Job> jobs = new HashMap<>();
    private long lastUse = System.nanoTime();
    private int uses;
    private boolean deleted;

    /// @param directory where commands start, if the client has said so
    WinRsShell(Map<String, String> variables, Optional<String> directory, Duration idleTimeout) {
        this.variables = Map.copyOf(variables);
        this.directory = directory;
        this.idleTimeout = idleTimeout;
    }

    String id() {
        return id;
    }

    Map<String, String> variables() {
        return variables;
    }

    Optional<String> directory() {
        return directory;
    }

    Duration idleTimeout() {
        return idleTimeout;
    }

    /// A request begins or ends; between the two the shell is not idle.
    synchronized void use(boolean begins) {
        uses += begins ? 1 : -1;
        lastUse = System.nanoTime();
    }

    synchronized boolean isIdle() {
        return uses == 0 && System.nanoTime() - lastUse > idleTimeout.toNanos();
    }

    /// Keeps a job that has been started.
    ///
    /// @return nothing if the shell has been deleted meanwhile; the job is ended then
    Optional<String> add(Job job) {
        String command = UUID.randomUUID().toString().toUpperCase(Locale.ROOT);
        synchronized (this) {
            if (!deleted) {
                jobs.put(command, job);
                return Optional.of(command);
            }
        }
        job.abandon();
        return Optional.empty();
    }

    synchronized Job job(String command) throws FaultException {
        Job job = jobs.get(command);
        if (job == null) {
            throw new FaultException(Fault.commandNotFound(command));
        }
        return job;
    }

    synchronized boolean hasLiveJob() {
        return jobs.values().stream().anyMatch(Job::isAlive);
    }

    /// Ends one command for good.
    void remove(String command) throws FaultException {
        Job job = job(command);
        synchronized (this) {
            jobs.remove(command);
        }
        job.abandon();
    }

    /// Ends all its commands for good.
    synchronized void delete() {
        deleted = true;
        jobs.values().forEach(Job::abandon);
        jobs.clear();
    }
}
