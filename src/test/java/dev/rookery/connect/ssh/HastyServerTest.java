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

import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.channel.RequestHandler.Result;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.channel.ChannelSessionFactory;
import org.apache.sshd.server.keyprovider.SimpleGeneratorHostKeyProvider;
import org.apache.sshd.server.shell.ProcessShellCommandFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/// A server that closes sessions before it has begun their commands, as Dropbear of 2022 does where
/// another session ends at that moment.
class HastyServerTest {
    private final SshServer server = SshServer.setUpDefaultServer();
    private final AtomicInteger unbegun = new AtomicInteger();
    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicInteger ending = new AtomicInteger();
    private final AtomicInteger openedBesideAnEnding = new AtomicInteger();

    /// Closes the first sessions instead of an answer, and takes a moment to end each.
    private final class Hasty extends ChannelSession {
        @Override
        protected Result handleExec(String request, Buffer buffer, boolean wantReply)
                throws IOException {
            if (unbegun.getAndDecrement() > 0) {
                close(false);
                return Result.Replied;
            }
            return super.handleExec(request, buffer, wantReply);
        }

        @Override
        public void handleClose() {
            ending.incrementAndGet();
            Thread.startVirtualThread(this::end);
        }

        private void end() {
            try {
                Thread.sleep(200);
                ending.decrementAndGet();
                super.handleClose();
            } catch (IOException lost) {
                throw new UncheckedIOException(lost);
            } catch (InterruptedException never) {
                throw new IllegalStateException(never);
            }
        }
    }

    private Connection connect(String version) throws Exception {
        server.setHost("127.0.0.1");
        server.setPort(0);
        server.setKeyPairProvider(new SimpleGeneratorHostKeyProvider());
        server.setPasswordAuthenticator((user, password, session) -> true);
        server.setCommandFactory(ProcessShellCommandFactory.INSTANCE);
        CoreModuleProperties.SERVER_IDENTIFICATION.set(server, version);
        server.setChannelFactories(
                List.of(
                        new ChannelSessionFactory() {
                            @Override
                            public Channel createChannel(Session session) {
                                opened.incrementAndGet();
                                openedBesideAnEnding.addAndGet(ending.get());
                                return new Hasty();
                            }
                        }));
        server.start();
        SshEndpoint endpoint =
                new SshEndpoint(
                        "127.0.0.1",
                        server.getPort(),
                        "somebody",
                        Optional.of(new Secret("open")),
                        Optional.empty(),
                        Optional.empty(),
                        HostKeyChecking.OFF,
                        List.of(),
                        Duration.ofSeconds(10));
        return new SshConnector(Map.of()).connect(endpoint);
    }

    @AfterEach
    void stop() throws IOException {
        server.stop(true);
    }

    private static String said(Connection connection) throws Exception {
        try (RemoteCommand command = connection.start("echo in")) {
            return new String(command.stdout().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void aSessionThatIsClosedUnbegunIsOpenedAgain() throws Exception {
        try (Connection connection = connect("hasty")) {
            unbegun.set(3);
            assertThat(said(connection)).isEqualTo("in\n");
            assertThat(opened).hasValue(4);
        }
    }

    @Test
    void aServerThatBeginsNothingIsGivenUpAtOnce() throws Exception {
        try (Connection connection = connect("hasty")) {
            unbegun.set(4);
            long start = System.nanoTime();
            ConnectionException refused = assertReason(Reason.REFUSED, () -> said(connection));
            assertThat(refused.getMessage())
                    .isEqualTo("the server closed the session before the command had begun");
            assertThat(System.nanoTime() - start).isLessThan(Duration.ofSeconds(10).toNanos());
            assertThat(said(connection)).isEqualTo("in\n");
        }
    }

    @ParameterizedTest
    @CsvSource({"dropbear_2022.83, false", "OpenSSH_9.2, true"})
    void onlyWithDropbearIsTheLastSessionsEndWaitedFor(String version, boolean beside)
            throws Exception {
        try (Connection connection = connect(version)) {
            for (int i = 0; i < 3; i++) {
                connection.start("sleep 60").close();
                while (ending.get() == 0) {
                    Thread.onSpinWait();
                }
            }
            assertThat(openedBesideAnEnding.get() > 0).isEqualTo(beside);
        }
    }
}
