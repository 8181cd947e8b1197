package dev.rookery.connect.ssh;

import static dev.rookery.connect.ssh.SshConnectionTest.assertReason;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.connect.ConnectionException;
import dev.rookery.connect.ConnectionException.Reason;
import dev.rookery.connect.SshEndpoint;
import dev.rookery.connect.SshEndpoint.HostKeyChecking;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/// Which servers are believed, by files that OpenSSH's own tools have made.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostKeyTest {
    private static final String OTHER =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGPKSUTyz1HwHReFVvD5obVsALAgJRNarH4TRpNePnAS";

    @TempDir private static Path directory;

    private Sshd sshd;
    private Path file;
    private int number;

    HostKeyTest() {
        file = Path.of("");
    }

    @BeforeAll
    void start() throws Exception {
        sshd = Sshd.start(directory.resolve("sshd"), Sshd.Options.usual());
    }

    @AfterAll
    void stop() {
        if (sshd != null) {
            sshd.close();
        }
    }

    @BeforeEach
    void freshFile() {
        file = directory.resolve("known_hosts." + number++);
    }

    private void connect(HostKeyChecking checking, Path... files) throws Exception {
        new SshConnector(Map.of()).connect(to(sshd, checking, files)).close();
    }

    private static SshEndpoint to(Sshd sshd, HostKeyChecking checking, Path... files)
            throws IOException {
        SshEndpoint own = sshd.endpoint();
        return new SshEndpoint(
                own.host(),
                own.port(),
                own.user(),
                own.password(),
                Optional.of(sshd.userKey()),
                own.passphrase(),
                checking,
                List.of(files),
                own.connectTimeout());
    }

    private ConnectionException refused(Reason reason, HostKeyChecking checking) {
        return assertReason(reason, () -> connect(checking, file));
    }

    private String name() {
        return "[127.0.0.1]:" + sshd.port();
    }

    @Test
    void anUnknownKeyIsRefusedWithWhatToDo() throws Exception {
        ConnectionException refusal = refused(Reason.HOST_KEY_UNKNOWN, HostKeyChecking.STRICT);
        String fingerprint =
                Sshd.run(
                                List.of(
                                        "ssh-keygen",
                                        "-l",
                                        "-f",
                                        directory.resolve("sshd/host_key.pub") + ""))
                        .split(" ", -1)[1];
        assertThat(refusal.getMessage()).contains("ED25519 " + fingerprint);
        assertThat(refusal.remedy())
                .contains("ssh-keyscan -p " + sshd.port() + " 127.0.0.1 >> " + file)
                .contains("--ssh-common-args '-o StrictHostKeyChecking=accept-new'");
        assertThat(file).doesNotExist();
    }

    @Test
    void theRemedyForAnUnknownKeyWorks() throws Exception {
        Process scan =
                new ProcessBuilder("ssh-keyscan", "-p", "" + sshd.port(), "127.0.0.1")
                        .redirectOutput(file.toFile())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        assertThat(scan.waitFor()).isZero();
        connect(HostKeyChecking.STRICT, file);
    }

    @Test
    void hashedPatternedAndPortlessEntriesAreFound() throws Exception {
        Files.writeString(file, "# a comment\n\n" + sshd.knownHostsLine());
        Sshd.run(List.of("ssh-keygen", "-q", "-H", "-f", file.toString()));
        assertThat(Files.readString(file)).contains("|1|");
        connect(HostKeyChecking.STRICT, file);
        Files.writeString(file, "[127.0.*]:* " + sshd.hostKey() + "\n");
        connect(HostKeyChecking.STRICT, file);
        Files.writeString(file, "127.0.0.1 " + sshd.hostKey() + "\n");
        connect(HostKeyChecking.STRICT, file);
        Files.writeString(file, "[127.0.*]:*,!" + name() + " " + sshd.hostKey() + "\n");
        refused(Reason.HOST_KEY_UNKNOWN, HostKeyChecking.STRICT);
    }

    @Test
    void theSecondFileIsReadToo() throws Exception {
        connect(HostKeyChecking.STRICT, file, sshd.knownHosts());
    }

    @Test
    void aChangedKeyIsRefusedAndItsRemedyWorks() throws Exception {
        Files.writeString(file, "# first\n" + name() + " " + OTHER + "\n");
        ConnectionException refusal = refused(Reason.HOST_KEY_CHANGED, HostKeyChecking.STRICT);
        assertThat(refusal.getMessage()).contains(file + ":2").contains("someone may be listening");
        assertThat(refusal.remedy()).contains("ssh-keygen -R '" + name() + "' -f " + file);
        refused(Reason.HOST_KEY_CHANGED, HostKeyChecking.ACCEPT_NEW);
        Sshd.run(List.of("ssh-keygen", "-R", name(), "-f", file.toString()));
        connect(HostKeyChecking.ACCEPT_NEW, file);
        connect(HostKeyChecking.STRICT, file);
    }

    @Test
    void aKeyOfAnotherTypeIsAChangedKey() throws Exception {
        Path rsa = Sshd.keygen(directory.resolve("other-type"), "rsa", "");
        Files.writeString(file, name() + " " + Files.readString(Path.of(rsa + ".pub")));
        refused(Reason.HOST_KEY_CHANGED, HostKeyChecking.ACCEPT_NEW);
    }

    @Test
    void aRevokedKeyIsRefusedThoughKnown() throws Exception {
        Files.writeString(file, sshd.knownHostsLine() + "@revoked * " + sshd.hostKey() + "\n");
        refused(Reason.HOST_KEY_CHANGED, HostKeyChecking.STRICT);
        refused(Reason.HOST_KEY_CHANGED, HostKeyChecking.ACCEPT_NEW);
    }

    @Test
    void offAcceptsAndRemembersNothing() throws Exception {
        Files.writeString(file, name() + " " + OTHER + "\n");
        connect(HostKeyChecking.OFF, file);
        assertThat(Files.readString(file)).isEqualTo(name() + " " + OTHER + "\n");
    }

    @Test
    void aNewKeyIsAddedOnceByTenConnections() throws Exception {
        Path folder = directory.resolve("new/ssh");
        file = folder.resolve("known_hosts");
        List<FutureTask<Boolean>> tasks = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            FutureTask<Boolean> task =
                    new FutureTask<>(
                            () -> {
                                connect(HostKeyChecking.ACCEPT_NEW, file);
                                return true;
                            });
            tasks.add(task);
            Thread.startVirtualThread(task);
        }
        for (FutureTask<Boolean> task : tasks) {
            assertThat(task.get(20, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(Files.readString(file)).isEqualTo(sshd.knownHostsLine());
        assertThat(permissions(file)).isEqualTo("rw-------");
        assertThat(permissions(folder)).isEqualTo("rwx------");
        connect(HostKeyChecking.STRICT, file);
    }

    @Test
    void aNewKeyFollowsAnUnfinishedLine() throws Exception {
        Files.writeString(file, "elsewhere " + OTHER);
        connect(HostKeyChecking.ACCEPT_NEW, file);
        assertThat(Files.readString(file))
                .isEqualTo("elsewhere " + OTHER + "\n" + sshd.knownHostsLine());
    }

    @Test
    void anAuthorityVouchesForAServer() throws Exception {
        Path authority = Sshd.keygen(directory.resolve("authority"), "ed25519", "");
        Path key = directory.resolve("sshd-certified");
        Path certificate = key.resolve("host_key-cert.pub");
        Sshd.Options options = Sshd.Options.usual().withConfig("HostCertificate " + certificate);
        Files.createDirectories(key);
        Files.writeString(certificate, "not yet\n");
        try (Sshd unsigned = Sshd.start(key, options)) {
            Sshd.run(
                    List.of(
                            "ssh-keygen",
                            "-q",
                            "-s",
                            authority + "",
                            "-I",
                            "host",
                            "-h",
                            "-n",
                            "127.0.0.1",
                            key.resolve("host_key.pub") + ""));
            unsigned.reload();
            Files.writeString(
                    file, "@cert-authority * " + Files.readString(Path.of(authority + ".pub")));
            SshEndpoint endpoint = to(unsigned, HostKeyChecking.STRICT, file);
            new SshConnector(Map.of()).connect(endpoint).close();
            Files.writeString(file, "@cert-authority * " + OTHER + "\n");
            assertReason(
                    Reason.HOST_KEY_UNKNOWN, () -> new SshConnector(Map.of()).connect(endpoint));
        }
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
