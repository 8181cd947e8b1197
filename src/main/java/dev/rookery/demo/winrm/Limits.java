package dev.rookery.demo.winrm;

import java.time.Duration;

/// The quotas of a service, named as in `winrm get winrm/config`.
///
/// @param maxShellsPerUser how many shells may be open at once
/// @param maxEnvelopeSize of a request and of an answer, bytes
/// @param maxTimeout the longest operation time-out; what is asked for beyond is cut to it
/// @param idleTimeout how long a shell lives without a request, unless the client says it
public record Limits(
        int maxShellsPerUser, int maxEnvelopeSize, Duration maxTimeout, Duration idleTimeout) {
    /// What a current Windows has.
    public static Limits ofWindows() {
        return new Limits(30, 500 * 1024, Duration.ofSeconds(60), Duration.ofHours(2));
    }

    /// These limits, but with another number of shells.
    public Limits withMaxShellsPerUser(int count) {
        return new Limits(count, maxEnvelopeSize, maxTimeout, idleTimeout);
    }

    /// These limits, but with another envelope size.
    public Limits withMaxEnvelopeSize(int bytes) {
        return new Limits(maxShellsPerUser, bytes, maxTimeout, idleTimeout);
    }

    /// These limits, but with another longest operation time-out.
    public Limits withMaxTimeout(Duration longest) {
        return new Limits(maxShellsPerUser, maxEnvelopeSize, longest, idleTimeout);
    }

    /// These limits, but with another life of an idle shell.
    public Limits withIdleTimeout(Duration idle) {
        return new Limits(maxShellsPerUser, maxEnvelopeSize, maxTimeout, idle);
    }
}
