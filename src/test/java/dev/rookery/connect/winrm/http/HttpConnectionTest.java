package dev.rookery.connect.winrm.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rookery.connect.ConnectionException;
import dev.rookery.connect.ConnectionException.Reason;

import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

class HttpConnectionTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final Duration SHORT = Duration.ofMillis(400);
    private static final Duration LONG = Duration.ofSeconds(10);

    @Test
    void severalRequestsUseOneConnection() throws Exception {
        try (RawServer server =
                RawServer.start(
                        (number, in, out) -> {
                            while (true) {
                                RawServer.Asked asked = RawServer.read(in);
                                assertThat(asked.head()).startsWith("POST /wsman HTTP/1.1\r\n");
                                RawServer.write(out, OK);
                            }
                        })) {
            HttpConnection http = open(server);
            for (int i = 0; i < 3; i++) {
                assertThat(http.exchange(request(), LONG).body()).isEqualTo(bytes("ok"));
                assertThat(http.isUsable()).isTrue();
            }
            assertThat(server.connections()).isEqualTo(1);
            http.close();
        }
    }

    @Test
    void w21_aSilentServerIsGivenUp() throws Exception {
        try (RawServer server = RawServer.start((number, in, out) -> Thread.sleep(60_000))) {
            long start = System.nanoTime();
            refused(open(server), SHORT, Reason.TIMEOUT);
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofMillis(350), Duration.ofSeconds(4));
        }
    }

    @Test
    void w21_aServerThatDripsIsGivenUpToo() throws Exception {
        try (RawServer server =
                RawServer.start(
                        (number, in, out) -> {
                            RawServer.read(in);
                            for (byte one : bytes(OK)) {
                                out.write(one);
                                out.flush();
                                Thread.sleep(50);
                            }
                        })) {
            refused(open(server), SHORT, Reason.TIMEOUT);
        }
    }

    @Test
    void w21_aServerThatReadsNothingIsGivenUp() throws Exception {
        try (RawServer server = RawServer.start((number, in, out) -> Thread.sleep(60_000))) {
            HttpConnection http = open(server);
            Request large = Request.post("/wsman", "host", List.of(), new byte[32 << 20]);
            assertThatThrownBy(() -> http.exchange(large, SHORT))
                    .isInstanceOfSatisfying(
                            ConnectionException.class,
                            late -> assertThat(late.reason()).isEqualTo(Reason.TIMEOUT));
        }
    }

    @Test
    void anAnswerThatNobodyAskedForEndsTheConnection() throws Exception {
        try (RawServer server =
                RawServer.start(
                        (number, in, out) -> {
                            RawServer.read(in);
                            RawServer.write(out, OK + OK);
                            RawServer.read(in);
                        })) {
            HttpConnection http = open(server);
            http.exchange(request(), LONG);
            refused(http, LONG, Reason.LOST);
            assertThat(http.isUsable()).isFalse();
        }
    }

    @Test
    void whatEndsBeforeItHasSaidAnythingWasNeverReached() throws Exception {
        try (RawServer server = RawServer.start((number, in, out) -> RawServer.read(in))) {
            assertThat(refused(open(server), LONG, Reason.UNREACHABLE).remedy())
                    .contains("ansible_winrm_scheme");
        }
    }

    @Test
    void closingFromAnotherThreadEndsAnExchange() throws Exception {
        try (RawServer server = RawServer.start((number, in, out) -> Thread.sleep(60_000))) {
            HttpConnection http = open(server);
            Thread.ofVirtual()
                    .start(
                            () -> {
                                try {
                                    Thread.sleep(100);
                                } catch (InterruptedException never) {
                                    Thread.currentThread().interrupt();
                                }
                                http.close();
                            });
            refused(http, LONG, Reason.UNREACHABLE);
        }
    }

    private static ConnectionException refused(
            HttpConnection http, Duration within, Reason reason) {
        try {
            http.exchange(request(), within);
        } catch (ConnectionException failed) {
            assertThat(failed.reason()).isEqualTo(reason);
            return failed;
        }
        throw new AssertionError("there was an answer");
    }

    private static Request request() {
        return Request.post("/wsman", "host", List.of(), bytes("question"));
    }

    private static HttpConnection open(RawServer server) throws Exception {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        return HttpConnection.over(socket, socket, 1 << 20);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
