package dev.rookery.connect.ssh;

import dev.rookery.connect.ssh.KnownHostsLine.Marker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What the user's known_hosts files say about one server.
///
/// @param name as it stands in the files: in lower case, `[name]:port` for a port other than 22
/// @param lines about that name
/// @param withoutPort lines about the bare name: ssh accepts a key from there too
record KnownHosts(String name, List<KnownHostsLine> lines, List<KnownHostsLine> withoutPort) {
    KnownHosts {
        lines = List.copyOf(lines);
        withoutPort = List.copyOf(withoutPort);
    }

    /// @throws IOException if a file is there and cannot be read
    static KnownHosts about(String host, int port, List<Path> files) throws IOException {
        String bare = host.toLowerCase(Locale.ROOT);
        String name = port == 22 ? bare : "[" + bare + "]:" + port;
        List<KnownHostsLine> lines = new ArrayList<>();
        List<KnownHostsLine> withoutPort = new ArrayList<>();
        for (Path file : files) {
            for (KnownHostsLine line : read(file, bare)) {
                if (line.isAbout(name)) {
                    lines.add(line);
                } else if (port != 22 && line.isAbout(bare)) {
                    withoutPort.add(line);
                }
            }
        }
        return new KnownHosts(name, lines, withoutPort);
    }

    private static List<KnownHostsLine> read(Path file, String bare) throws IOException {
        List<KnownHostsLine> lines = new ArrayList<>();
        try {
            String[] texts = Files.readString(file, StandardCharsets.ISO_8859_1).split("\n", -1);
            for (int i = 0; i < texts.length; i++) {
                if (mayBeAbout(bare, texts[i])) {
                    KnownHostsLine.parse(file, i + 1, texts[i]).ifPresent(lines::add);
                }
            }
        } catch (NoSuchFileException none) {
            return List.of();
        }
        return lines;
    }

    /// Whether a line is worth a closer look. A fleet's file has a line for each machine, and each
    /// machine looks at every line.
    private static boolean mayBeAbout(String bare, String line) {
        return line.indexOf('*') >= 0
                || line.indexOf('?') >= 0
                || line.indexOf('|') >= 0
                || line.toLowerCase(Locale.ROOT).contains(bare);
    }

    /// The line that revokes the key, if any: it counts more than any that knows it.
    Optional<KnownHostsLine> revoking(String key) {
        return find(lines, Marker.REVOKED, key).or(() -> find(withoutPort, Marker.REVOKED, key));
    }

    boolean knows(String key) {
        return find(lines, Marker.NONE, key).isPresent()
                || find(withoutPort, Marker.NONE, key).isPresent();
    }

    boolean trustsAuthority(String key) {
        return find(lines, Marker.CERT_AUTHORITY, key).isPresent()
                || find(withoutPort, Marker.CERT_AUTHORITY, key).isPresent();
    }

    boolean hasAuthority() {
        return lines.stream().anyMatch(line -> line.marker() == Marker.CERT_AUTHORITY)
                || withoutPort.stream().anyMatch(line -> line.marker() == Marker.CERT_AUTHORITY);
    }

    /// A line that knows another key of this server; one of the same type if there is one.
    Optional<KnownHostsLine> other(String type) {
        List<KnownHostsLine> known =
                lines.stream().filter(line -> line.marker() == Marker.NONE).toList();
        return known.stream()
                .filter(line -> line.type().equals(type))
                .findFirst()
                .or(() -> known.stream().findFirst());
    }

    /// The types of the keys that are known, best asked for first.
    List<String> types() {
        List<KnownHostsLine> known = lines.isEmpty() ? withoutPort : lines;
        return known.stream()
                .filter(line -> line.marker() == Marker.NONE)
                .map(KnownHostsLine::type)
                .distinct()
                .toList();
    }

    private static Optional<KnownHostsLine> find(
            List<KnownHostsLine> lines, Marker marker, String key) {
        return lines.stream()
                .filter(line -> line.marker() == marker && line.key().equals(key))
                .findFirst();
    }
}
