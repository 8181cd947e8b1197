package dev.rookery.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.connect.Connection;
import dev.rookery.connect.RemoteCommand;
import dev.rookery.connect.SshEndpoint;
import dev.rookery.connect.ssh.SshConnector;
import dev.rookery.connect.ssh.Sshd;
import dev.rookery.diagnostic.Diagnostics;
import dev.rookery.yaml.YamlFile;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// From `~/.ssh/config` to a real server behind two others.
class ThroughConfigTest {
    @TempDir Path directory;

    @Test
    void aMachineIsReachedByWhatTheFileSays() throws Exception {
        try (Sshd first = start("first", 1);
                Sshd second = start("second", 2);
                Sshd machine = start("machine", 3)) {
            Path file =
                    Files.writeString(
                            directory.resolve("ssh_config"),
                            host("outer", first, "")
                                    + host("inner", second, "  ProxyJump outer\n")
                                    + host("kvm-01", machine, "  ProxyJump inner\n"));
            ConnectionDefaults none = ConnectionDefaults.none();
            ConnectionDefaults given =
                    new ConnectionDefaults(
                            none.user(),
                            none.password(),
                            false,
                            none.becomeUser(),
                            none.becomePassword(),
                            none.privateKey(),
                            none.timeout(),
                            Optional.of("-F " + file),
                            List.of(),
                            directory);
            Diagnostics diagnostics = new Diagnostics();
            Inventory inventory =
                    InventoryReader.read(
                                    new YamlFile("i.yml", "all: { hosts: { kvm-01: } }"),
                                    given,
                                    diagnostics)
                            .orElseThrow();
            assertThat(diagnostics.all()).isEmpty();
            SshEndpoint endpoint =
                    (SshEndpoint)
                            Objects.requireNonNull(inventory.machines().get("kvm-01")).endpoint();
            assertThat(endpoint.jumps()).hasSize(2);
            try (Connection connection = new SshConnector(Map.of()).connect(endpoint);
                    RemoteCommand command = connection.start("echo in")) {
                assertThat(new String(command.stdout().readAllBytes(), StandardCharsets.UTF_8))
                        .isEqualTo("in\n");
            }
        }
    }

    private Sshd start(String name, int place) throws Exception {
        return Sshd.start(
                directory.resolve(name), Sshd.Options.usual().withAddress("127.0.0." + place));
    }

    private static String host(String name, Sshd sshd, String more) throws Exception {
        return """
        Host %s
          HostName %s
          Port %d
          IdentityFile %s
          UserKnownHostsFile %s
        """
                        .formatted(
                                name,
                                sshd.address(),
                                sshd.port(),
                                sshd.userKey(),
                                sshd.knownHosts())
                + more;
    }
}
