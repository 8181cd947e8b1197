package dev.rookery.connect.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Which lines of a file are taken to be about a server, by their numbers.
class KnownHostsTest {
    private static final List<String> LINES =
            List.of(
                    "web1 ssh-ed25519 AAAA",
                    "WEB1 ssh-rsa AAAB",
                    "web10 ssh-ed25519 AAAC",
                    "web? ssh-ed25519 AAAD",
                    "web*,!web1 ssh-ed25519 AAAE",
                    "db ssh-ed25519 web1",
                    "# web1 ssh-ed25519 AAAF",
                    "[web1]:2222,db ssh-ed25519 AAAG",
                    "@revoked * ssh-ed25519 AAAH",
                    "|1|web1 ssh-ed25519 AAAI");

    @TempDir Path directory;

    @Test
    void findsNamesWhateverTheirCaseAndPatterns() throws IOException {
        assertThat(about(22).lines())
                .extracting(KnownHostsLine::number)
                .containsExactly(1, 2, 4, 9);
    }

    @Test
    void keepsLinesWithAndWithoutAPortApart() throws IOException {
        assertThat(about(2222).lines()).extracting(KnownHostsLine::number).containsExactly(8, 9);
        assertThat(about(2222).withoutPort())
                .extracting(KnownHostsLine::number)
                .containsExactly(1, 2, 4);
    }

    private KnownHosts about(int port) throws IOException {
        Path file = Files.write(directory.resolve("known_hosts"), LINES);
        return KnownHosts.about("Web1", port, List.of(file));
    }
}
