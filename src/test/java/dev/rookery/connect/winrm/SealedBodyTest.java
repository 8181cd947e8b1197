package dev.rookery.connect.winrm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rookery.connect.winrm.ToyHandshake.ToySealing;
import dev.rookery.connect.winrm.auth.HandshakeException;

import org.junit.jupiter.api.Test;

import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

class SealedBodyTest {
    @Test
    void theFrameIsThatOfTheSpecification() throws Exception {
        String body = text(SealedBody.seal(new ToySealing(0), bytes("<x/>")));
        assertThat(body)
                .startsWith(
                        "--Encrypted Boundary\r\n"
                                + "\tContent-Type: application/HTTP-SPNEGO-session-encrypted\r\n"
                                + "\tOriginalContent:"
                                + " type=application/soap+xml;charset=UTF-8;Length=4\r\n"
                                + "--Encrypted Boundary\r\n"
                                + "\tContent-Type: application/octet-stream\r\n")
                .endsWith("--Encrypted Boundary--\r\n");
        assertThat(SealedBody.contentType(new ToySealing(0)).value())
                .isEqualTo(
                        "multipart/encrypted;protocol=\"application/HTTP-SPNEGO-session-encrypted\""
                                + ";boundary=\"Encrypted Boundary\"");
    }

    @Test
    void messagesOfAnySizeComeBack() throws Exception {
        Random random = new Random(1);
        ToySealing ours = new ToySealing(0);
        ToySealing theirs = new ToySealing(0);
        for (int size : new int[] {0, 1, 17, 16_384, 16_385, 300_000}) {
            byte[] plain = new byte[size];
            random.nextBytes(plain);
            assertThat(SealedBody.unseal(theirs, SealedBody.seal(ours, plain))).isEqualTo(plain);
        }
    }

    @Test
    void aBoundaryInsideTheDataIsData() throws Exception {
        byte[] plain = new byte[60];
        byte[] boundary = bytes("--Encrypted Boundary--\r\n");
        for (int i = 0; i < boundary.length; i++) {
            plain[10 + i] = (byte) (boundary[i] ^ 0x55);
        }
        byte[] body = SealedBody.seal(new ToySealing(0), plain);
        assertThat(SealedBody.unseal(new ToySealing(0), body)).isEqualTo(plain);
    }

    @Test
    void aBodyThatWasCutOrChangedIsRefused() throws Exception {
        byte[] body = SealedBody.seal(new ToySealing(0), bytes("<x/>"));
        for (int end = 0; end < body.length - 2; end++) {
            byte[] part = Arrays.copyOf(body, end);
            assertThatThrownBy(() -> SealedBody.unseal(new ToySealing(0), part))
                    .isInstanceOfAny(ProtocolException.class, HandshakeException.class);
        }
        String longer = text(body).replace("Length=4", "Length=5");
        String other = text(body).replace("HTTP-SPNEGO", "HTTP-OTHER");
        for (String changed : new String[] {longer, other, "<x/>", "x" + text(body)}) {
            assertThatThrownBy(() -> SealedBody.unseal(new ToySealing(0), bytes(changed)))
                    .isInstanceOf(ProtocolException.class);
        }
        assertThatThrownBy(() -> SealedBody.unseal(new ToySealing(1), body))
                .isInstanceOf(HandshakeException.class);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
