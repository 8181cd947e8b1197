package dev.rookery.connect.ssh;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// One entry of a known_hosts file, as sshd(8) describes it.
///
/// @param number of the line in its file, from 1
/// @param patterns of the hosts it is about, separated by commas; or one name's hash
/// @param type of the key, such as `ssh-ed25519`
/// @param key in base64
record KnownHostsLine(
        Path file, int number, Marker marker, String patterns, String type, String key) {
    enum Marker {
        NONE,
        CERT_AUTHORITY,
        REVOKED
    }

    private static final Map<String, Marker> MARKERS =
            Map.of("@cert-authority", Marker.CERT_AUTHORITY, "@revoked", Marker.REVOKED);

    /// Nothing for a comment, an empty line, or one that cannot be read: ssh skips those as well.
    static Optional<KnownHostsLine> parse(Path file, int number, String line) {
        String text = line.strip();
        if (text.isEmpty() || text.startsWith("#")) {
            return Optional.empty();
        }
        Marker marker = Marker.NONE;
        if (text.startsWith("@")) {
            String[] marked = text.split("\\s+", 2);
            if (marked.length < 2 || !MARKERS.containsKey(marked[0])) {
                return Optional.empty();
            }
            marker = MARKERS.get(marked[0]);
            text = marked[1];
        }
        String[] fields = text.split("\\s+", 4);
        return fields.length < 3
                ? Optional.empty()
                : Optional.of(
                        new KnownHostsLine(file, number, marker, fields[0], fields[1], fields[2]));
    }

    /// @param name in lower case; `[name]:port` for a port other than 22
    boolean isAbout(String name) {
        if (patterns.startsWith("|1|")) {
            return isHashOf(name);
        }
        boolean found = false;
        for (String pattern : patterns.split(",", -1)) {
            boolean negated = pattern.startsWith("!");
            if (matches(negated ? pattern.substring(1) : pattern, name)) {
                if (negated) {
                    return false;
                }
                found = true;
            }
        }
        return found;
    }

    private static boolean matches(String pattern, String name) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            regex.append(
                    switch (c) {
                        case '*' -> ".*";
                        case '?' -> ".";
                        default -> Pattern.quote(String.valueOf(c));
                    });
        }
        return Pattern.compile(regex.toString(), Pattern.CASE_INSENSITIVE).matcher(name).matches();
    }

    private boolean isHashOf(String name) {
        String[] parts = patterns.split("\\|", -1);
        if (parts.length != 4) {
            return false;
        }
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(parts[2]), "HmacSHA1"));
            return MessageDigest.isEqual(
                    mac.doFinal(name.getBytes(StandardCharsets.UTF_8)),
                    Base64.getDecoder().decode(parts[3]));
        } catch (GeneralSecurityException | IllegalArgumentException notAHash) {
            return false;
        }
    }

    /// Where it is, for people.
    String place() {
        return file + ":" + number;
    }
}
