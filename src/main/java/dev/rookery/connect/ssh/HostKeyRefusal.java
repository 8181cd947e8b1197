package dev.rookery.connect.ssh;

import dev.rookery.connect.ConnectionException;
import dev.rookery.connect.ConnectionException.Reason;
import dev.rookery.connect.SshEndpoint;
import dev.rookery.connect.tcp.Words;

import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;

/// Says why a server's key is refused, and exactly what to do about it.
final class HostKeyRefusal {
    private final SshEndpoint endpoint;
    private final Level level;
    private final String name;
    private final String shown;

    HostKeyRefusal(SshEndpoint endpoint, Level level, String name, String type, byte[] blob) {
        this.endpoint = endpoint;
        this.level = level;
        this.name = name;
        this.shown = shortName(type) + " " + fingerprint(blob);
    }

    ConnectionException unknown() {
        Path file =
                endpoint.knownHosts().isEmpty()
                        ? Path.of("~/.ssh/known_hosts")
                        : endpoint.knownHosts().getFirst();
        return new ConnectionException(
                Reason.HOST_KEY_UNKNOWN,
                "the host key is not known: " + shown,
                "compare the fingerprint with the machine's own, then: "
                        + level.scan(endpoint, quoted(file))
                        + "; or accept every new key: "
                        + level.acceptNew());
    }

    ConnectionException changed(KnownHostsLine old) {
        String forget = old.patterns().startsWith("|") ? name : firstPattern(old);
        return new ConnectionException(
                Reason.HOST_KEY_CHANGED,
                "the host key has changed: it is "
                        + shown
                        + " now, another "
                        + shortName(old.type())
                        + " key is known ("
                        + old.place()
                        + "); someone may be listening in between",
                "if you know that the machine has a new key, forget the old one: ssh-keygen -R '"
                        + forget
                        + "' -f "
                        + quoted(old.file()));
    }

    ConnectionException revoked(KnownHostsLine line) {
        return new ConnectionException(
                Reason.HOST_KEY_CHANGED,
                "the host key " + shown + " is revoked (" + line.place() + ")",
                "give the machine a new host key; someone else may hold this one");
    }

    ConnectionException unwritable(Path file, IOException cause) {
        return new ConnectionException(
                Reason.HOST_KEY_UNKNOWN,
                "the new host key "
                        + shown
                        + " cannot be added to "
                        + file
                        + ": "
                        + Failures.words(cause),
                "make the file writable, or name another with -o UserKnownHostsFile=FILE",
                cause);
    }

    /// What ssh-keygen finds the line by: our name, unless the line has only a pattern for it.
    private String firstPattern(KnownHostsLine line) {
        return line.patterns().contains(name) ? name : line.patterns().split(",", -1)[0];
    }

    private static String shortName(String type) {
        return switch (type) {
            case "ssh-ed25519" -> "ED25519";
            case "ssh-rsa" -> "RSA";
            default ->
                    type.startsWith("ecdsa-")
                            ? "ECDSA"
                            : Words.clean(type).toUpperCase(Locale.ROOT);
        };
    }

    private static String fingerprint(byte[] blob) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(blob);
            return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    private static String quoted(Path file) {
        String text = file.toString();
        return text.matches("[A-Za-z0-9_@%+:,./~-]+")
                ? text
                : "'" + text.replace("'", "'\\''") + "'";
    }
}
