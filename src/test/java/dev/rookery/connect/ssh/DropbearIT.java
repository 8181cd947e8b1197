package dev.rookery.connect.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.connect.Connection;
import dev.rookery.connect.RemoteCommand;
import dev.rookery.connect.SshEndpoint;
import dev.rookery.connect.SshEndpoint.HostKeyChecking;
import dev.rookery.lab.UserLands;
import dev.rookery.lab.UserLands.Land;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A real Dropbear, of a release that closes sessions before their commands have begun.
class DropbearIT {
    private static final int COMMANDS = 200;

    @TempDir Path folder = Path.of("");

    private SshEndpoint endpoint(Land land) {
        return new SshEndpoint(
                "127.0.0.1",
                land.container().getMappedPort(22),
                "root",
                Optional.empty(),
                Optional.of(land.keys().resolve("id_ed25519")),
                Optional.empty(),
                HostKeyChecking.OFF,
                List.of(),
                Duration.ofSeconds(30));
    }

    @Test
    void oneCommandAfterTheOtherIsStartedBesideOneThatGoesOn() throws Exception {
        UserLands lands = UserLands.findOrSkip();
        Files.createDirectories(folder.resolve("module"));
        Files.writeString(folder.resolve("cpuinfo"), "");
        try (Land land = lands.busybox(folder);
                Connection connection = new SshConnector(Map.of()).connect(endpoint(land));
                RemoteCommand held = connection.start("cat")) {
            for (int i = 0; i < COMMANDS; i++) {
                try (RemoteCommand command = connection.start("read it; echo $it; sleep 0.01")) {
                    String it = "number " + i + "\n";
                    command.stdin().write(it.getBytes(StandardCharsets.UTF_8));
                    assertThat(command.stdout().readNBytes(it.length()))
                            .asString(StandardCharsets.UTF_8)
                            .isEqualTo(it);
                }
            }
            held.stdin().close();
            assertThat(held.awaitExit(Duration.ofSeconds(20))).hasValue(0);
        }
    }
}
