package dev.rookery.connect.ssh;

import static dev.rookery.connect.ssh.SshConnectionTest.assertReason;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.connect.Connection;
import dev.rookery.connect.ConnectionException;
import dev.rookery.connect.ConnectionException.Reason;
import dev.rookery.connect.RemoteCommand;
import dev.rookery.connect.SshEndpoint;
import dev.rookery.connect.SshEndpoint.HostKeyChecking;
import dev.rookery.secret.Secret;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/// Who is let in, which server is believed, and how long anything may take.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SshConnectorTest {
    @TempDir private static Path directory;

    private Sshd sshd;
    private Path rsa;
    private Path ecdsa;
    private Path encrypted;

    @BeforeAll
    void start() throws Exception {
        Sshd.assumeInstalled();
        rsa = Sshd.keygen(directory.resolve("rsa"), "rsa", "");
        ecdsa = Sshd.keygen(directory.resolve("ecdsa"), "ecdsa", "");
        encrypted = Sshd.keygen(directory.resolve("encrypted"), "ed25519", "correct horse");
        Sshd.Options options = Sshd.Options.usual();
        for (Path key : List.of(rsa, ecdsa, encrypted)) {
            options = options.withAuthorizedKey(Path.of(key + ".pub"));
        }
        sshd = Sshd.start(directory.resolve("sshd"), options);
    }

    @AfterAll
    void stop() {
        if (sshd != null) {
            sshd.close();
        }
    }

    private SshEndpoint with(Optional<Path> key, Optional<Secret> passphrase) throws IOException {
        return change(sshd.endpoint(), key, passphrase, HostKeyChecking.STRICT, sshd.knownHosts());
    }

    private static SshEndpoint change(
            SshEndpoint to,
            Optional<Path> key,
            Optional<Secret> passphrase,
            HostKeyChecking hostKeys,
            Path knownHosts) {
        return new SshEndpoint(
                to.host(),
                to.port(),
                to.user(),
                to.password(),
                key,
                passphrase,
                hostKeys,
                List.of(knownHosts),
                to.connectTimeout());
    }

    private static void works(SshEndpoint endpoint, Map<String, String> environment)
            throws Exception {
        try (Connection connection = new SshConnector(environment).connect(endpoint);
                RemoteCommand command = connection.start("echo in")) {
            assertThat(new String(command.stdout().readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("in\n");
        }
    }

    private static ConnectionException refused(Reason reason, SshEndpoint endpoint) {
        return assertReason(reason, () -> new SshConnector(Map.of()).connect(endpoint));
    }

    @Test
    void everyKindOfKeyLogsIn() throws Exception {
        works(with(Optional.of(rsa), Optional.empty()), Map.of());
        works(with(Optional.of(ecdsa), Optional.empty()), Map.of());
        works(with(Optional.of(encrypted), Optional.of(new Secret("correct horse"))), Map.of());
    }

    @Test
    void aKeyInPemFormatLogsIn() throws Exception {
        Path pem = directory.resolve("pem");
        Files.copy(rsa, pem);
        Files.setPosixFilePermissions(pem, PosixFilePermissions.fromString("rw-------"));
        Sshd.run(List.of("ssh-keygen", "-q", "-p", "-m", "PEM", "-N", "", "-f", pem.toString()));
        assertThat(Files.readString(pem)).contains("BEGIN RSA PRIVATE KEY");
        works(with(Optional.of(pem), Optional.empty()), Map.of());
    }

    @Test
    void aWrongOrMissingPassphraseIsTheUsersMatter() throws Exception {
        ConnectionException missing =
                refused(Reason.CREDENTIALS, with(Optional.of(encrypted), Optional.empty()));
        assertThat(missing.remedy()).contains("ssh-add " + encrypted);
        ConnectionException wrong =
                refused(
                        Reason.CREDENTIALS,
                        with(Optional.of(encrypted), Optional.of(new Secret("tr0ub4dor"))));
        assertThat(wrong.getMessage()).contains("passphrase").doesNotContain("tr0ub4dor");
        refused(
                Reason.CREDENTIALS,
                with(Optional.of(directory.resolve("no such key")), Optional.empty()));
    }

    @Test
    void anUnknownKeyIsNotLetIn() throws Exception {
        Path stranger = Sshd.keygen(directory.resolve("stranger"), "rsa", "");
        ConnectionException refusal =
                refused(Reason.AUTHENTICATION, with(Optional.of(stranger), Optional.empty()));
        assertThat(refusal.getMessage()).contains("offered " + stranger).contains("publickey");
    }

    @Test
    void theUsualKeysAreTriedPastAnUnusableOne() throws Exception {
        Path ssh = Files.createDirectories(directory.resolve("home/.ssh"));
        Files.writeString(ssh.resolve("id_ed25519"), "no key at all\n");
        Files.copy(ecdsa, ssh.resolve("id_ecdsa"));
        works(
                with(Optional.empty(), Optional.empty()),
                Map.of("HOME", directory.resolve("home").toString()));
    }

    @Test
    void namedFilesAreOfferedAsFarAsTheyCanBeUsed() throws Exception {
        Path stranger = Sshd.keygen(directory.resolve("named stranger"), "ed25519", "");
        List<Path> files =
                List.of(directory.resolve("no such key"), encrypted, stranger, sshd.userKey());
        works(offering(files), Map.of("SSH_AUTH_SOCK", "", "HOME", directory.toString()));
        ConnectionException refusal =
                refused(Reason.AUTHENTICATION, offering(List.of(encrypted, stranger)));
        assertThat(refusal.getMessage())
                .contains("offered " + stranger)
                .contains("the key file " + encrypted + " is encrypted");
    }

    private SshEndpoint offering(List<Path> files) throws IOException {
        SshEndpoint own = sshd.endpoint();
        return new SshEndpoint(
                own.host(),
                own.port(),
                own.user(),
                own.password(),
                new SshEndpoint.Identities.Offered(files, false),
                own.passphrase(),
                own.hostKeys(),
                own.knownHosts(),
                own.hostKeyAlias(),
                own.connectTimeout(),
                List.of());
    }

    @Test
    void aCertificateBesideTheKeyLogsIn() throws Exception {
        Path authority = Sshd.keygen(directory.resolve("authority"), "ed25519", "");
        for (String type : List.of("rsa", "ed25519")) {
            Path key = Sshd.keygen(directory.resolve("certified-" + type), type, "");
            Sshd.run(
                    List.of(
                            "ssh-keygen",
                            "-q",
                            "-s",
                            authority + "",
                            "-I",
                            "me",
                            "-n",
                            Sshd.user(),
                            key + ".pub"));
            Sshd.Options trusting =
                    Sshd.Options.usual().withConfig("TrustedUserCAKeys " + authority + ".pub");
            try (Sshd own = Sshd.start(directory.resolve("trusting-" + type), trusting)) {
                works(
                        change(
                                own.endpoint(),
                                Optional.of(key),
                                Optional.empty(),
                                HostKeyChecking.STRICT,
                                own.knownHosts()),
                        Map.of());
            }
        }
    }

    @Test
    void theAgentsKeysLogIn() throws Exception {
        Path socket = directory.resolve("agent");
        Process agent = new ProcessBuilder("ssh-agent", "-D", "-a", socket.toString()).start();
        try {
            while (!Files.exists(socket)) {
                Thread.sleep(5);
            }
            Map<String, String> environment =
                    Map.of("SSH_AUTH_SOCK", socket.toString(), "HOME", directory.toString());
            SshEndpoint usual = with(Optional.empty(), Optional.empty());
            assertReason(Reason.AUTHENTICATION, () -> new SshConnector(environment).connect(usual));
            for (Path key : List.of(rsa, ecdsa, sshd.userKey())) {
                agentHolds(socket, "-q", key.toString());
                works(usual, environment);
                // With a key file named, the agent serves that key only.
                works(with(Optional.of(key), Optional.empty()), environment);
                agentHolds(socket, "-q", "-D");
            }
            agentHolds(socket, "-q", rsa.toString());
            assertReason(
                    Reason.CREDENTIALS,
                    () ->
                            new SshConnector(environment)
                                    .connect(with(Optional.of(encrypted), Optional.empty())));
        } finally {
            agent.destroy();
            agent.waitFor();
        }
    }

    private static void agentHolds(Path socket, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("ssh-add"));
        command.addAll(List.of(arguments));
        ProcessBuilder adding = new ProcessBuilder(command).redirectErrorStream(true);
        adding.environment().put("SSH_AUTH_SOCK", socket.toString());
        assertThat(adding.start().waitFor()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rsa", "ecdsa", "ed25519"})
    void everyKindOfHostKeyIsKnownAgain(String type) throws Exception {
        Sshd.Options options = Sshd.Options.usual().withAddress("127.0.0.3").withHostKeyType(type);
        try (Sshd own = Sshd.start(directory.resolve("host-" + type), options)) {
            works(own.endpoint(), Map.of());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PasswordAuthentication", "KbdInteractiveAuthentication"})
    void aPasswordIsTriedOnce(String way) throws Exception {
        Assumptions.assumeTrue(Sshd.user().equals("root"), "only root can make a user for this");
        String user = "rookery-test-" + ProcessHandle.current().pid();
        Sshd.run(List.of("useradd", "-M", "-s", "/bin/sh", user));
        try {
            Process chpasswd = new ProcessBuilder("chpasswd").start();
            try (OutputStream in = chpasswd.getOutputStream()) {
                in.write((user + ":S3cret-word\n").getBytes(StandardCharsets.UTF_8));
            }
            assertThat(chpasswd.waitFor()).isZero();
            Sshd.Options options =
                    Sshd.Options.usual()
                            .withConfig(
                                    way + " yes",
                                    "UsePAM " + (way.startsWith("Kbd") ? "yes" : "no"));
            try (Sshd own = Sshd.start(directory.resolve(way), options)) {
                works(password(own, user, "S3cret-word"), Map.of());
                ConnectionException wrong =
                        refused(Reason.AUTHENTICATION, password(own, user, "wr0ng-word"));
                assertThat(wrong.getMessage()).contains("the password").doesNotContain("wr0ng");
                own.awaitLog("Failed ");
                assertThat(own.log().lines().filter(line -> line.startsWith("Failed "))).hasSize(1);
            }
        } finally {
            Sshd.run(List.of("userdel", "-f", user));
        }
    }

    private static SshEndpoint password(Sshd sshd, String user, String word) throws IOException {
        return new SshEndpoint(
                sshd.address(),
                sshd.port(),
                user,
                Optional.of(new Secret(word)),
                Optional.empty(),
                Optional.empty(),
                HostKeyChecking.STRICT,
                List.of(sshd.knownHosts()),
                Duration.ofSeconds(10));
    }

    @Test
    void twentyConnectionsOpenAtOnce() throws Exception {
        SshConnector connector = new SshConnector(Map.of());
        List<FutureTask<Boolean>> tasks = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            FutureTask<Boolean> task =
                    new FutureTask<>(
                            () -> {
                                try (Connection connection = connector.connect(sshd.endpoint());
                                        RemoteCommand command = connection.start("echo in")) {
                                    return command.stdout().readAllBytes().length == 3;
                                }
                            });
            tasks.add(task);
            Thread.startVirtualThread(task);
        }
        for (FutureTask<Boolean> task : tasks) {
            assertThat(task.get(20, TimeUnit.SECONDS)).isTrue();
        }
    }
}
