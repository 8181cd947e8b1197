package dev.rookery.connect.winrm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.connect.Connection;
import dev.rookery.connect.RemoteCommand;
import dev.rookery.connect.WinRmEndpoint;
import dev.rookery.connect.WinRmEndpoint.Tls;
import dev.rookery.connect.ssh.SshConnector;
import dev.rookery.connect.ssh.Sshd;
import dev.rookery.connect.winrm.tls.TestAuthority;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// WinRM through the SSH connection to the machine in between.
@Timeout(60)
class CarriedTest {
    @TempDir Path directory;

    @Test
    void httpAndHttpsGoThroughATunnel() throws Exception {
        TestAuthority ca = TestAuthority.in(directory);
        Tls trusted = new Tls.Authorities(ca.certificateFile("ca"));
        try (Sshd sshd = Sshd.start(directory.resolve("sshd"), Sshd.Options.usual());
                Connection parent = new SshConnector(Map.of()).connect(sshd.endpoint());
                TestService plain = new TestService();
                TestService secured = new TestService(ca.listen("server", false))) {
            echo(plain, Optional.empty(), parent);
            echo(secured, Optional.of(trusted), parent);
        }
    }

    private static void echo(TestService service, Optional<Tls> tls, Connection parent)
            throws Exception {
        WinRmEndpoint endpoint =
                service.endpoint(
                        TestService.basic(), tls, Duration.ofSeconds(1), Duration.ofSeconds(8));
        try (Connection connection =
                        new WinRmConnector(
                                        Map.of(),
                                        none -> binding -> new ToyHandshake(TestService.PASSWORD))
                                .connect(endpoint, parent.carrier());
                RemoteCommand command = connection.start("echo hi")) {
            assertThat(new String(command.stdout().readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("hi\n");
        }
    }
}
