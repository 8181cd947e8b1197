package dev.rookery.connect.winrm.auth;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Gives up on what may wait for long and knows no deadline of its own: Java asks each KDC three
/// times, for 30 seconds each, unless `krb5.conf` says otherwise.
final class TimeLimit {
    private TimeLimit() {}

    /// @param whom what is waited for, as the user knows it
    static <T> T within(Duration limit, String whom, Callable<T> work) throws HandshakeException {
        FutureTask<T> task = new FutureTask<>(work);
        Thread.ofVirtual().name("kerberos").start(task);
        try {
            return task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            task.cancel(true);
            throw new HandshakeException(
                    whom + " does not answer within " + limit.toMillis() + " ms",
                    "look at [realms] in /etc/krb5.conf",
                    late);
        } catch (InterruptedException interrupted) {
            task.cancel(true);
            Thread.currentThread().interrupt();
            throw new HandshakeException("interrupted", "", interrupted);
        } catch (ExecutionException failed) {
            Throwable cause = failed.getCause();
            if (cause instanceof HandshakeException known) {
                throw known;
            }
            throw new IllegalStateException(cause);
        }
    }
}
