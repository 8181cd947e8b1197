package dev.rookery.connect.ssh;

import static dev.rookery.connect.ssh.SshConnectionTest.assertReason;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.connect.ConnectionException;
import dev.rookery.connect.ConnectionException.Reason;
import dev.rookery.connect.SshEndpoint;
import dev.rookery.connect.SshEndpoint.HostKeyChecking;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What answers is no SSH server, or one that does not get on: it is given up in time, with words.
class StrangeServerTest {
    private static ConnectionException refused(Reason reason, SshEndpoint endpoint) {
        return assertReason(reason, () -> new SshConnector(Map.of()).connect(endpoint));
    }

    @Test
    void aServerThatNeverAnswersIsGivenUp() throws Exception {
        try (ServerSocket mute = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            ConnectionException late = refused(Reason.TIMEOUT, at(mute));
            assertThat(late.getMessage()).contains("500 ms");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "SSH-2.0-Half\r\n",
                "SSH-2.0-Half\r\n\0\0\0\7nonsense",
                "HTTP/1.1 400\r\n\r\n"
            })
    void aServerThatClosesInTheMiddleIsSaid(String said) throws Exception {
        try (ServerSocket rude = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            // Where it is noticed depends on which thread is first.
            for (int i = 0; i < 20; i++) {
                serve(
                        rude,
                        socket ->
                                socket.getOutputStream()
                                        .write(said.getBytes(StandardCharsets.UTF_8)));
                refused(Reason.UNREACHABLE, at(rude));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"banner without an end ", "SSH-2.0-Slow\r\n\0\0\1\0"})
    void aServerThatDripsIsGivenUp(String said) throws Exception {
        try (ServerSocket slow = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            serve(
                    slow,
                    socket -> {
                        OutputStream out = socket.getOutputStream();
                        byte[] bytes = said.getBytes(StandardCharsets.UTF_8);
                        for (int i = 0; i < 200; i++) {
                            out.write(i < bytes.length ? bytes[i] : 0);
                            Thread.sleep(20);
                        }
                    });
            long start = System.nanoTime();
            refused(Reason.TIMEOUT, at(slow));
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(Duration.ofSeconds(3));
        }
    }

    @Test
    void nobodyThereIsSaid() throws Exception {
        ServerSocket gone = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        SshEndpoint endpoint = at(gone);
        gone.close();
        assertThat(refused(Reason.UNREACHABLE, endpoint).getMessage())
                .contains("connection refused: is sshd listening on port " + endpoint.port());
    }

    private interface Conversation {
        void hold(Socket socket) throws Exception;
    }

    private static void serve(ServerSocket server, Conversation conversation) {
        Thread.startVirtualThread(
                () -> {
                    try (Socket socket = server.accept()) {
                        conversation.hold(socket);
                    } catch (Exception ended) {
                        // The client went away, which is what the test is about.
                    }
                });
    }

    private static SshEndpoint at(ServerSocket server) {
        return new SshEndpoint(
                "127.0.0.1",
                server.getLocalPort(),
                "nobody",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                HostKeyChecking.OFF,
                List.of(),
                Duration.ofMillis(500));
    }
}
