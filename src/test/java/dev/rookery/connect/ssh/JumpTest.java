package dev.rookery.connect.ssh;

import static dev.rookery.connect.ssh.SshConnectionTest.assertReason;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rookery.connect.Carrier;
import dev.rookery.connect.Connection;
import dev.rookery.connect.ConnectionException;
import dev.rookery.connect.ConnectionException.Reason;
import dev.rookery.connect.RemoteCommand;
import dev.rookery.connect.SshEndpoint;
import dev.rookery.connect.SshEndpoint.HostKeyChecking;
import dev.rookery.connect.ssh.SshConnector.Patience;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/// Machines behind machines: four real servers in a row, each with keys of its own.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JumpTest {
    private static final Patience SHORT =
            new Patience(Duration.ofMillis(200), Duration.ofMillis(800), Duration.ofSeconds(5));

    @TempDir private static Path directory;

    private final List<Sshd> row = new ArrayList<>();
    private int number;

    @BeforeAll
    void start() throws Exception {
        for (int i = 1; i <= 4; i++) {
            row.add(sshd(i));
        }
    }

    /// A server of its own, for a test that ends it.
    private Sshd sshd(int place, String... config) throws Exception {
        return Sshd.start(
                directory.resolve("sshd" + number++),
                Sshd.Options.usual().withAddress("127.0.0." + place).withConfig(config));
    }

    @AfterAll
    void stop() {
        row.forEach(Sshd::close);
    }

    /// The last of them, behind the others.
    private static SshEndpoint behind(List<Sshd> servers) throws IOException {
        List<SshEndpoint> endpoints = new ArrayList<>();
        for (Sshd sshd : servers) {
            endpoints.add(sshd.endpoint());
        }
        return endpoints.removeLast().behind(endpoints);
    }

    private static String said(Connection connection, String command) throws Exception {
        try (RemoteCommand started = connection.start(command)) {
            return new String(started.stdout().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static ConnectionException refused(Reason reason, SshEndpoint endpoint) {
        return assertReason(reason, () -> new SshConnector(Map.of()).connect(endpoint));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4})
    void aMachineBehindOthersIsReachedAndEachIsLeftAgain(int servers) throws Exception {
        List<Sshd> some = row.subList(0, servers);
        try (Connection connection = new SshConnector(Map.of()).connect(behind(some))) {
            assertThat(said(connection, "echo in")).isEqualTo("in\n");
            assertThat(some).allMatch(sshd -> sshd.processes().size() > 1);
        }
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (some.stream().anyMatch(sshd -> sshd.processes().size() > 1)
                && System.nanoTime() < end) {
            Thread.sleep(10);
        }
        assertThat(some).allMatch(sshd -> sshd.processes().size() == 1);
    }

    private static int count(Sshd sshd, String text) throws IOException {
        return sshd.log().split(text, -1).length - 1;
    }

    @Test
    void aParentsConnectionCarriesThatToItsGuestAndSoOn() throws Exception {
        SshConnector connector = new SshConnector(Map.of());
        try (Connection host = connector.connect(row.get(0).endpoint())) {
            Connection guest = connector.connect(row.get(1).endpoint(), host.carrier());
            try (Connection inner = connector.connect(row.get(2).endpoint(), guest.carrier())) {
                assertThat(said(inner, "echo in")).isEqualTo("in\n");
                guest.close();
                assertReason(Reason.LOST, () -> inner.start("true"));
            } finally {
                guest.close();
            }
            assertThat(said(host, "echo still")).isEqualTo("still\n");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void aJumpThatDiesIsNamed(int dying) throws Exception {
        List<Sshd> servers = new ArrayList<>(row);
        try (Sshd mortal = sshd(dying + 1)) {
            servers.set(dying, mortal);
            try (Connection connection = new SshConnector(Map.of()).connect(behind(servers));
                    RemoteCommand command = connection.start("echo up; sleep 60")) {
                assertThat(command.stdout().read()).isEqualTo('u');
                mortal.signal("KILL");
                assertThatThrownBy(() -> command.stdout().readAllBytes())
                        .isInstanceOf(IOException.class)
                        .hasMessage(
                                "the connection to "
                                        + mortal.endpoint().address()
                                        + " was lost: the server closed the connection");
                assertReason(Reason.LOST, () -> connection.start("true"));
            }
        }
    }

    @Test
    void aJumpThatFallsSilentIsNamed() throws Exception {
        List<Sshd> servers = new ArrayList<>(row.subList(0, 3));
        try (Sshd silent = sshd(2)) {
            servers.set(1, silent);
            try (Connection connection =
                            new SshConnector(Map.of(), SHORT).connect(behind(servers));
                    RemoteCommand command = connection.start("echo up; sleep 60")) {
                assertThat(command.stdout().read()).isEqualTo('u');
                silent.signal("STOP");
                assertThatThrownBy(() -> command.stdout().readAllBytes())
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining(
                                "the connection to "
                                        + silent.endpoint().address()
                                        + " was lost: the server has not answered for 1 s");
            }
        }
    }

    @Test
    void aServerThatForwardsNothingIsSaid() throws Exception {
        try (Sshd strict = sshd(2, "AllowTcpForwarding no")) {
            ConnectionException refusal =
                    refused(Reason.REFUSED, behind(List.of(row.get(0), strict, row.get(2))));
            assertThat(refusal.getMessage())
                    .startsWith(
                            strict.endpoint().address()
                                    + " lets no connection through to 127.0.0.3 port "
                                    + row.get(2).port()
                                    + ": ");
            assertThat(refusal.remedy())
                    .contains("AllowTcpForwarding yes")
                    .contains(strict.endpoint().address());
        }
    }

    @Test
    void aMachineThatAJumpCannotReachIsSaid() throws Exception {
        Sshd gone = sshd(3);
        SshEndpoint endpoint = behind(List.of(row.get(0), gone, row.get(1)));
        gone.close();
        ConnectionException refusal = refused(Reason.UNREACHABLE, endpoint);
        assertThat(refusal.getMessage())
                .isEqualTo(
                        "jump 2 of 2, %s: %s cannot reach 127.0.0.3 port %d: Connection refused"
                                .formatted(
                                        gone.endpoint().address(),
                                        row.get(0).endpoint().address(),
                                        gone.port()));
    }

    @Test
    void aSilentServerBehindAJumpIsGivenUpInTime() throws Exception {
        try (ServerSocket mute = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            SshEndpoint jump = row.get(0).endpoint();
            SshEndpoint endpoint =
                    new SshEndpoint(
                                    "127.0.0.1",
                                    mute.getLocalPort(),
                                    "nobody",
                                    Optional.empty(),
                                    Optional.of(row.get(0).userKey()),
                                    Optional.empty(),
                                    HostKeyChecking.OFF,
                                    List.of(),
                                    Duration.ofMillis(500))
                            .behind(List.of(jump));
            ConnectionException late = refused(Reason.TIMEOUT, endpoint);
            assertThat(late.getMessage()).contains("did not let us in within 500 ms");
        }
    }

    @Test
    void aTunnelThatIsNotAnsweredIsGivenUpInTime() throws Exception {
        try (Sshd silent = sshd(1);
                Connection connection = new SshConnector(Map.of()).connect(silent.endpoint())) {
            silent.signal("STOP");
            Carrier carrier = connection.carrier().orElseThrow();
            ConnectionException late =
                    assertReason(
                            Reason.TIMEOUT,
                            () -> carrier.open("127.0.0.2", 22, Duration.ofMillis(300)));
            assertThat(late.getMessage())
                    .isEqualTo(
                            silent.endpoint().address()
                                    + " has not reached 127.0.0.2 port 22 within 300 ms");
        }
    }

    @Test
    void aWrongHostKeyInTheMiddleStopsThere() throws Exception {
        SshEndpoint second = row.get(1).endpoint();
        SshEndpoint wrong = knowing(second, row.get(0));
        SshEndpoint target = row.get(2).endpoint().behind(List.of(row.get(0).endpoint(), wrong));
        int before = count(row.get(2), "Connection from");
        ConnectionException changed = refused(Reason.HOST_KEY_CHANGED, target);
        assertThat(changed.getMessage())
                .startsWith("jump 2 of 2, " + second.address() + ": the host key has changed");
        assertThat(count(row.get(2), "Connection from")).isEqualTo(before);
    }

    /// A server whose key is taken for another's.
    private static SshEndpoint knowing(SshEndpoint server, Sshd other) throws IOException {
        Path file = Files.createTempFile(directory, "known_hosts", "");
        Files.writeString(
                file, "[%s]:%d %s\n".formatted(server.host(), server.port(), other.hostKey()));
        return new SshEndpoint(
                server.host(),
                server.port(),
                server.user(),
                server.password(),
                Optional.of(((SshEndpoint.Identities.Only) server.identities()).file()),
                server.passphrase(),
                server.hostKeys(),
                List.of(file),
                server.connectTimeout());
    }

    @Test
    void anUnknownHostKeyBehindAJumpIsScannedFromThere() throws Exception {
        SshEndpoint machine = row.get(2).endpoint();
        Path none = directory.resolve("no known hosts");
        SshEndpoint unknown =
                new SshEndpoint(
                                machine.host(),
                                machine.port(),
                                machine.user(),
                                machine.password(),
                                Optional.of(row.get(2).userKey()),
                                machine.passphrase(),
                                HostKeyChecking.STRICT,
                                List.of(none),
                                machine.connectTimeout())
                        .behind(List.of(row.get(0).endpoint(), row.get(1).endpoint()));
        assertThat(refused(Reason.HOST_KEY_UNKNOWN, unknown).remedy())
                .contains(
                        "ssh -J %s ssh://%s ssh-keyscan -p %d 127.0.0.3 >> '%s'"
                                .formatted(
                                        row.get(0).endpoint().address(),
                                        row.get(1).endpoint().address(),
                                        machine.port(),
                                        none));
    }

    @Test
    void twoHundredConnectionsGoThroughOne() throws Exception {
        int count = 200;
        try (Sshd parent = sshd(1, "MaxSessions 1");
                ServerSocket guest = new ServerSocket(0, count, InetAddress.getLoopbackAddress());
                Connection connection = new SshConnector(Map.of()).connect(parent.endpoint())) {
            Thread.startVirtualThread(() -> echo(guest));
            Carrier carrier = connection.carrier().orElseThrow();
            List<FutureTask<Integer>> tasks = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int mark = i;
                FutureTask<Integer> task =
                        new FutureTask<>(
                                () -> {
                                    Socket socket =
                                            carrier.open(
                                                    "127.0.0.1",
                                                    guest.getLocalPort(),
                                                    Duration.ofSeconds(20));
                                    socket.getOutputStream().write(mark);
                                    return socket.getInputStream().read();
                                });
                tasks.add(task);
                Thread.startVirtualThread(task);
            }
            for (int i = 0; i < count; i++) {
                assertThat(tasks.get(i).get(20, TimeUnit.SECONDS)).isEqualTo(i);
            }
        }
    }

    /// One end is closed while the other goes on sending: as a server does until it has learned of
    /// it.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aTunnelThatIsClosedUnderItsSenderIsTheOnlyOneToEnd(boolean onlyItsInput) throws Exception {
        try (ServerSocket talker = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Connection connection = new SshConnector(Map.of()).connect(row.get(0).endpoint())) {
            Thread.startVirtualThread(() -> talk(talker));
            Carrier carrier = connection.carrier().orElseThrow();
            for (int i = 0; i < 5; i++) {
                Socket socket =
                        carrier.open("127.0.0.1", talker.getLocalPort(), Duration.ofSeconds(20));
                assertThat(socket.getInputStream().read()).isZero();
                if (onlyItsInput) {
                    // What the library does first when it leaves a server behind this one.
                    socket.getInputStream().close();
                    assertThat(said(connection, "echo with")).isEqualTo("with\n");
                }
                socket.close();
                assertThat(said(connection, "echo after")).isEqualTo("after\n");
            }
        }
    }

    private static void talk(ServerSocket server) {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                while (true) {
                    socket.getOutputStream().write(new byte[1000]);
                }
            } catch (IOException left) {
                // That is how each of them ends.
            }
        }
    }

    /// Answers each connection with its own first byte, once all are open.
    private static void echo(ServerSocket server) {
        List<Socket> open = new ArrayList<>();
        try {
            for (int i = 0; i < 200; i++) {
                open.add(server.accept());
            }
            for (Socket socket : open) {
                socket.getOutputStream().write(socket.getInputStream().read());
            }
        } catch (IOException ended) {
            throw new java.io.UncheckedIOException(ended);
        }
    }

    @Test
    void anAliasIsWhatTheHostKeyIsKnownBy() throws Exception {
        Sshd sshd = row.get(0);
        Path file = directory.resolve("alias");
        Files.writeString(file, "guest-01 " + sshd.hostKey() + "\n");
        SshEndpoint own = sshd.endpoint();
        for (String alias : List.of("guest-01", "guest-02")) {
            SshEndpoint endpoint =
                    new SshEndpoint(
                            own.host(),
                            own.port(),
                            own.user(),
                            own.password(),
                            own.identities(),
                            own.passphrase(),
                            HostKeyChecking.STRICT,
                            List.of(file),
                            Optional.of(alias),
                            own.connectTimeout(),
                            List.of());
            if (alias.equals("guest-01")) {
                new SshConnector(Map.of()).connect(endpoint).close();
            } else {
                refused(Reason.HOST_KEY_UNKNOWN, endpoint);
            }
        }
    }
}
