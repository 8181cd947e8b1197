package dev.rookery.connect.ssh;

import dev.rookery.connect.ConnectionException;
import dev.rookery.connect.ConnectionException.Reason;

import org.jspecify.annotations.Nullable;

import java.io.Serial;
import java.nio.file.Path;

/// A key file that cannot be used, and what to do about it.
final class UnusableKeyException extends Exception {
    @Serial private static final long serialVersionUID = 1;

    private final String words;
    private final String remedy;

    UnusableKeyException(String words, String remedy, @Nullable Throwable cause) {
        super(words, cause);
        this.words = words;
        this.remedy = remedy;
    }

    /// A file of a format that OpenSSH can turn into one that we read.
    UnusableKeyException(String words, Path file) {
        this(words, "convert it: ssh-keygen -p -f " + file, null);
    }

    String words() {
        return words;
    }

    ConnectionException asFailure() {
        return new ConnectionException(Reason.CREDENTIALS, words, remedy, this);
    }
}
