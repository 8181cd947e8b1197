package dev.rookery.connect.winrm.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.Random;

class ResponseReaderTest {
    private static final String COUNTED =
            "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello";
    private static final String CHUNKED =
            "HTTP/1.1 500 \r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n";

    @Test
    void aCountedBodyIsRead() throws IOException {
        Response response = read(COUNTED);
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.header("content-type")).hasValue("text/plain");
        assertThat(text(response)).isEqualTo("hello");
        assertThat(response.keepsOpen()).isTrue();
    }

    @Test
    void aChunkedBodyIsRead() throws IOException {
        Response response = read(CHUNKED);
        assertThat(response.status()).isEqualTo(500);
        assertThat(text(response)).isEqualTo("hello");
    }

    @Test
    void theServiceSaysWhetherItStays() throws IOException {
        assertThat(read("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n").keepsOpen()).isFalse();
        assertThat(
                        read("HTTP/1.1 200 OK\r\nConnection: x, Close\r\nContent-Length: 0\r\n\r\n")
                                .keepsOpen())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/2 200 OK\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 99 OK\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
                "SSH-2.0-OpenSSH_9.2\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 0\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length : 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nA: 1\r\n folded\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nno colon\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\n\r\nwithout a length",
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\nContent-Length: 5, 5\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\nContent-Length: +5\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhello\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-2\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffff\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nA: trailer\r\n\r\n",
                "HTTP/1.1 200 OK\r\nA: a\rb\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nA: a\u0000b\r\nContent-Length: 0\r\n\r\n",
            })
    void whatCanBeUnderstoodInTwoWaysIsRefused(String answer) {
        assertThatThrownBy(() -> read(answer)).isInstanceOf(ProtocolException.class);
    }

    @Test
    void aLengthBesideChunksIsRefused() {
        String both = CHUNKED.replace("Transfer-", "Content-Length: 5\r\nTransfer-");
        assertThatThrownBy(() -> read(both)).hasMessageContaining("how long it is");
    }

    @Test
    void floodsAreRefused() {
        assertThatThrownBy(() -> read("HTTP/1.1 200 " + "x".repeat(1 << 20)))
                .isInstanceOf(ProtocolException.class);
        assertThatThrownBy(() -> read("HTTP/1.1 200 OK\r\n" + "A: b\r\n".repeat(200) + "\r\n"))
                .isInstanceOf(ProtocolException.class);
        String chunk = "3e8\r\n" + "x".repeat(1000) + "\r\n";
        assertThatThrownBy(
                        () ->
                                read(
                                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                                                + chunk
                                                + "1\r\nx\r\n0\r\n\r\n"))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("larger than 1000");
    }

    @Test
    void anAnswerCutAtAnyByteIsNoAnswer() {
        for (String whole : new String[] {COUNTED, CHUNKED}) {
            for (int end = 0; end < whole.length(); end++) {
                String part = whole.substring(0, end);
                assertThatThrownBy(() -> read(part))
                        .as("after %d bytes", end)
                        .isInstanceOfAny(EOFException.class, ProtocolException.class);
            }
        }
    }

    @Test
    void aTlsAlertIsNamed() {
        assertThatThrownBy(() -> read("\u0015\u0003\u0001\u0000\u0002"))
                .hasMessageContaining("HTTPS port");
    }

    @Test
    void noInputMakesItFailInAnotherWay() {
        Random random = new Random(20261125);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes =
                    (random.nextBoolean() ? COUNTED : CHUNKED)
                            .getBytes(StandardCharsets.ISO_8859_1);
            for (int change = random.nextInt(1, 5); change > 0; change--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            try {
                new ResponseReader(new ByteArrayInputStream(bytes), 1000).read(false);
            } catch (IOException refused) {
                assertThat(refused).isInstanceOfAny(EOFException.class, ProtocolException.class);
            }
        }
    }

    private static Response read(String answer) throws IOException {
        byte[] bytes = answer.getBytes(StandardCharsets.ISO_8859_1);
        return new ResponseReader(new ByteArrayInputStream(bytes), 1000).read(false);
    }

    private static String text(Response response) {
        return new String(response.body(), StandardCharsets.ISO_8859_1);
    }
}
