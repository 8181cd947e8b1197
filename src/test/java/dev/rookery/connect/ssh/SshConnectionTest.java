package dev.rookery.connect.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rookery.connect.Connection;
import dev.rookery.connect.ConnectionContract;
import dev.rookery.connect.ConnectionException;
import dev.rookery.connect.ConnectionException.Reason;
import dev.rookery.connect.RemoteCommand;
import dev.rookery.connect.ssh.SshConnector.Patience;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/// Commands over a connection, and the ways in which it can be lost.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SshConnectionTest extends ConnectionContract {
    private static final Patience SHORT =
            new Patience(Duration.ofMillis(200), Duration.ofMillis(800), Duration.ofSeconds(5));

    @TempDir private static Path directory;

    private Sshd sshd;

    @BeforeAll
    void start() throws Exception {
        sshd = Sshd.start(directory.resolve("shared"), Sshd.Options.usual());
    }

    @AfterAll
    void stop() {
        if (sshd != null) {
            sshd.close();
        }
    }

    @Override
    protected Connection open() throws ConnectionException, IOException {
        return new SshConnector(Map.of()).connect(sshd.endpoint());
    }

    @Test
    void aHundredMegabytesPassThrough() throws Exception {
        try (Connection connection = open();
                RemoteCommand command = connection.start("head -c 104857600 /dev/zero")) {
            byte[] buffer = new byte[65536];
            long total = 0;
            InputStream stdout = command.stdout();
            System.gc();
            long before = used();
            long most = 0;
            for (int n = stdout.read(buffer); n >= 0; n = stdout.read(buffer)) {
                total += n;
                if (total % 16 == 0) {
                    most = Math.max(most, used());
                }
            }
            assertThat(total).isEqualTo(104857600);
            System.gc();
            assertThat(used() - before).isLessThan(20_000_000);
        }
    }

    private static long used() {
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    @Test
    void tenMegabytesOfInputComeBack() throws Exception {
        byte[] sent = new byte[10 << 20];
        new java.util.Random(7).nextBytes(sent);
        try (Connection connection = open();
                RemoteCommand command = connection.start("cat")) {
            Thread.startVirtualThread(
                    () -> {
                        try {
                            command.stdin().write(sent);
                            command.stdin().close();
                        } catch (IOException lost) {
                            throw new java.io.UncheckedIOException(lost);
                        }
                    });
            assertThat(command.stdout().readAllBytes()).isEqualTo(sent);
        }
    }

    @Test
    void anOutputThatIsClosedEndsNothingElse() throws Exception {
        try (Connection connection = open();
                RemoteCommand command = connection.start("yes & yes >&2")) {
            assertThat(command.stdout().read()).isEqualTo('y');
            command.stdout().close();
            assertThat(command.stderr().readNBytes(4 << 20)).startsWith('y', '\n');
            command.stderr().close();
            assertThat(text(connection.start("echo on").stdout())).isEqualTo("on\n");
        }
    }

    @Test
    void aWriterThatWaitsForRoomIsUnblockedByClose() throws Exception {
        try (Connection connection = open()) {
            RemoteCommand command = connection.start("sleep 60");
            FutureTask<Boolean> writer = new FutureTask<>(() -> fails(command));
            Thread.startVirtualThread(writer);
            Thread.sleep(300);
            assertThat(writer.isDone()).isFalse();
            long start = System.nanoTime();
            command.close();
            assertThat(writer.get(5, TimeUnit.SECONDS)).isTrue();
            assertThat(elapsed(start)).isLessThan(Duration.ofSeconds(3));
            assertThat(text(connection.start("echo on").stdout())).isEqualTo("on\n");
        }
    }

    private static boolean fails(RemoteCommand command) {
        try {
            command.stdin().write(new byte[16 << 20]);
            return false;
        } catch (IOException ended) {
            return true;
        }
    }

    @Test
    void aKilledServerEndsTheStreams() throws Exception {
        try (Sshd own = Sshd.start(directory.resolve("killed"), Sshd.Options.usual());
                Connection connection = new SshConnector(Map.of()).connect(own.endpoint());
                RemoteCommand command = connection.start("echo up; sleep 60")) {
            assertThat(command.stdout().read()).isEqualTo('u');
            own.signal("KILL");
            assertThatThrownBy(() -> command.stdout().readAllBytes())
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("the connection was lost");
            assertThat(command.awaitExit(Duration.ofSeconds(5))).isEmpty();
            assertReason(Reason.LOST, () -> connection.start("true"));
        }
    }

    @Test
    void aStoppedServerIsNoticed() throws Exception {
        try (Sshd own = Sshd.start(directory.resolve("stopped"), Sshd.Options.usual());
                Connection connection = new SshConnector(Map.of(), SHORT).connect(own.endpoint());
                RemoteCommand reading = connection.start("echo up; sleep 60");
                RemoteCommand writing = connection.start("cat >/dev/null")) {
            assertThat(reading.stdout().read()).isEqualTo('u');
            own.signal("STOP");
            // Fills the window and the socket: the writer blocks where the keep-alive must not.
            FutureTask<Boolean> writer = new FutureTask<>(() -> fails(writing));
            Thread.startVirtualThread(writer);
            long start = System.nanoTime();
            assertThatThrownBy(() -> reading.stdout().readAllBytes())
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("the server has not answered for 800 ms");
            assertThat(writer.get(5, TimeUnit.SECONDS)).isTrue();
            assertThat(elapsed(start)).isLessThan(Duration.ofSeconds(4));
        }
    }

    @Test
    void closingAConnectionToAStoppedServerDoesNotHang() throws Exception {
        try (Sshd own = Sshd.start(directory.resolve("silent"), Sshd.Options.usual())) {
            Connection connection = new SshConnector(Map.of()).connect(own.endpoint());
            RemoteCommand writing = connection.start("cat >/dev/null");
            own.signal("STOP");
            FutureTask<Boolean> writer = new FutureTask<>(() -> fails(writing));
            Thread.startVirtualThread(writer);
            Thread.sleep(200);
            long start = System.nanoTime();
            writing.close();
            connection.close();
            assertThat(elapsed(start)).isLessThan(Duration.ofSeconds(5));
            assertThat(writer.get(5, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aLivingServerIsNotGivenUp() throws Exception {
        try (Connection connection = new SshConnector(Map.of(), SHORT).connect(sshd.endpoint());
                RemoteCommand command = connection.start("sleep 2; echo done")) {
            assertThat(text(command.stdout())).isEqualTo("done\n");
        }
    }

    /// Dropbear of 2022 as Debian builds it: without AES-GCM, and before AES-CTR a cipher that the
    /// JDK alone does not serve.
    @Test
    void aServerWithoutGcmIsReached() throws Exception {
        Sshd.Options plain =
                Sshd.Options.usual().withConfig("Ciphers chacha20-poly1305@openssh.com,aes256-ctr");
        try (Sshd own = Sshd.start(directory.resolve("plain"), plain);
                Connection connection = new SshConnector(Map.of()).connect(own.endpoint());
                RemoteCommand command = connection.start("echo in")) {
            assertThat(text(command.stdout())).isEqualTo("in\n");
        }
    }

    @Test
    void aRefusedSessionIsSaid() throws Exception {
        Sshd.Options one = Sshd.Options.usual().withConfig("MaxSessions 1");
        try (Sshd own = Sshd.start(directory.resolve("one"), one);
                Connection connection = new SshConnector(Map.of()).connect(own.endpoint())) {
            RemoteCommand first = connection.start("cat");
            ConnectionException refused =
                    assertReason(Reason.REFUSED, () -> connection.start("true"));
            assertThat(refused.remedy()).contains("MaxSessions");
            first.stdin().close();
            assertThat(first.awaitExit(Duration.ofSeconds(5))).hasValue(0);
            assertThat(text(first.stdout())).isEmpty();
            first.close();
            try (RemoteCommand next = connection.start("echo next")) {
                assertThat(text(next.stdout())).isEqualTo("next\n");
            }
        }
    }

    @Test
    void anInterruptedStartLeavesTheConnectionUsable() throws Exception {
        try (Connection connection = open()) {
            FutureTask<Reason> interrupted =
                    new FutureTask<>(
                            () -> {
                                Thread.currentThread().interrupt();
                                try {
                                    connection.start("sleep 60").close();
                                    return Reason.REFUSED;
                                } catch (ConnectionException expected) {
                                    return expected.reason();
                                }
                            });
            Thread.startVirtualThread(interrupted);
            assertThat(interrupted.get(5, TimeUnit.SECONDS)).isEqualTo(Reason.LOST);
            try (RemoteCommand command = connection.start("echo on")) {
                assertThat(text(command.stdout())).isEqualTo("on\n");
            }
        }
    }

    static ConnectionException assertReason(
            Reason reason, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        ConnectionException thrown =
                org.assertj.core.api.Assertions.catchThrowableOfType(
                        ConnectionException.class, call);
        assertThat(thrown).as("an exception").isNotNull();
        assertThat(thrown.reason()).as(thrown.getMessage()).isEqualTo(reason);
        assertThat(thrown.getMessage()).doesNotContain("\n").isNotBlank();
        return thrown;
    }
}
