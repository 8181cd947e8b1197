package dev.rookery.connect.winrm.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.rookery.connect.WinRmEndpoint.Login;
import dev.rookery.demo.winrm.Acceptor;
import dev.rookery.demo.winrm.KerberosAcceptor;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

import javax.security.auth.login.LoginException;

/// What a Kerberos message that is not the next, whole, sealed one meets.
@Timeout(60)
class KerberosSealingTest {
    private static final String HOST = "aes256-sha1.rookery.test";
    private static final byte[] PLAIN = "<s:Envelope/>".getBytes(StandardCharsets.UTF_8);
    private static final int HEADER = 16;
    private static final int EXTRA_COUNT = Integer.BYTES + 4;
    private static final int ROTATION = Integer.BYTES + 6;
    private static final int SEQUENCE_END = Integer.BYTES + HEADER - 1;

    @TempDir static Path folder;

    private static Optional<Kdc> started = Optional.empty();
    private static Optional<Acceptor.Factory> acceptors = Optional.empty();

    /// Both ends of a connection.
    private record Ends(Sealing client, Sealing service) {}

    @BeforeAll
    static void start() throws IOException, InterruptedException, LoginException {
        Kdc kdc = Kdc.start(folder);
        started = Optional.of(kdc);
        kdc.kinit();
        String principal = "HTTP/" + HOST + "@" + Kdc.REALM;
        acceptors = Optional.of(KerberosAcceptor.factory(kdc.keytab(), principal));
    }

    @AfterAll
    static void stop() throws IOException {
        if (started.isPresent()) {
            started.get().close();
        }
    }

    @Test
    void aReplayedMessageIsRefused() throws HandshakeException {
        Ends ends = connect();
        byte[] sealed = ends.service().seal(PLAIN);
        assertThat(ends.client().unseal(sealed)).isEqualTo(PLAIN);
        assertThatThrownBy(() -> ends.client().unseal(sealed))
                .hasMessageContaining("not the next one");
    }

    @Test
    void aMissingMessageIsNoticed() throws HandshakeException {
        Ends ends = connect();
        assertThat(ends.service().seal(PLAIN)).isNotEmpty();
        byte[] second = ends.service().seal(PLAIN);
        assertThatThrownBy(() -> ends.client().unseal(second))
                .hasMessageContaining("not the next one");
    }

    @Test
    void oursReflectedToUsIsRefused() throws HandshakeException {
        Ends ends = connect();
        byte[] sealed = ends.client().seal(PLAIN);
        assertThatThrownBy(() -> ends.client().unseal(sealed)).hasMessageContaining("our own");
    }

    /// The rotation itself is not secured, and not looked at.
    @Test
    void everyByteCounts() throws HandshakeException {
        int length = connect().service().seal(PLAIN).length;
        for (int i = 0; i < length; i++) {
            Ends ends = connect();
            byte[] changed = ends.service().seal(PLAIN);
            changed[i] ^= 1;
            if (i == ROTATION || i == ROTATION + 1) {
                assertThat(ends.client().unseal(changed)).isEqualTo(PLAIN);
            } else {
                assertRefused(ends.client(), changed, "byte " + i);
            }
        }
    }

    @Test
    void everyTruncationIsRefused() throws HandshakeException {
        int length = connect().service().seal(PLAIN).length;
        for (int i = 0; i < length; i++) {
            Ends ends = connect();
            byte[] cut = Arrays.copyOf(ends.service().seal(PLAIN), i);
            assertRefused(ends.client(), cut, i + " bytes");
        }
    }

    @Test
    void aSequenceNumberOfTheFutureIsRefused() throws HandshakeException {
        Ends ends = connect();
        byte[] changed = ends.service().seal(PLAIN);
        changed[SEQUENCE_END]++;
        assertThatThrownBy(() -> ends.client().unseal(changed))
                .isInstanceOf(HandshakeException.class);
    }

    @Test
    void nothingIsTakenAfterAChangedMessage() throws HandshakeException {
        Ends ends = connect();
        byte[] changed = ends.service().seal(PLAIN);
        changed[changed.length - 1] ^= 1;
        byte[] next = ends.service().seal(PLAIN);
        assertThatThrownBy(() -> ends.client().unseal(changed))
                .isInstanceOf(HandshakeException.class);
        assertThatThrownBy(() -> ends.client().unseal(next))
                .hasMessageContaining("earlier message");
    }

    @Test
    void aMessageThatMitOnlySignedIsRefused() throws IOException, HandshakeException {
        try (Peer service =
                Peer.start(
                        folder,
                        "gssapi",
                        started.orElseThrow().environment(),
                        "gss",
                        "server",
                        "spnego",
                        "",
                        HOST,
                        "",
                        "")) {
            Handshake client = client();
            Peer.Step step = service.step(client.next(new byte[0]).orElseThrow());
            assertThat(client.next(step.token().orElseThrow())).isEmpty();
            byte[] signed = service.sign(PLAIN);
            assertThatThrownBy(() -> client.sealing().unseal(signed))
                    .isInstanceOf(HandshakeException.class);
        }
    }

    /// RFC 4757 7.3: the RC4 of older Windows.
    @Test
    void rc4IsRefused() throws HandshakeException {
        byte[] signature = new byte[60];
        byte[] begin = HexFormat.of().parseHex("602306092a864886f712010202020111001000ffff");
        System.arraycopy(begin, 0, signature, 0, begin.length);
        byte[] sealed = new byte[Integer.BYTES + signature.length + PLAIN.length];
        sealed[0] = (byte) signature.length;
        System.arraycopy(signature, 0, sealed, Integer.BYTES, signature.length);
        assertThatThrownBy(() -> connect().client().unseal(sealed))
                .isInstanceOfSatisfying(
                        HandshakeException.class,
                        refused -> {
                            assertThat(refused).hasMessageContaining("not AES");
                            assertThat(refused.remedy()).contains("msDS-SupportedEncryptionTypes");
                        });
    }

    /// Windows may send 16 bytes behind the data, whose count is in the header's EC.
    @Test
    void whatIsPaddedAsWindowsMayDoItIsUnderstood() throws HandshakeException {
        Ends ends = connect();
        int extra = 16;
        byte[] sealed = ends.service().seal(Arrays.copyOf(PLAIN, PLAIN.length + extra));
        int signature = sealed[0];
        sealed[0] = (byte) (signature + extra);
        sealed[EXTRA_COUNT + 1] = (byte) extra;
        rotate(sealed, Integer.BYTES + HEADER, extra);
        assertThat(signature).isEqualTo(60);
        assertThat(ends.client().unseal(sealed)).isEqualTo(PLAIN);
    }

    @Test
    void aMutatedMessageIsRefusedOrMeansTheSame() throws HandshakeException {
        int refused = 0;
        for (int round = 0; round < 600; round++) {
            Ends ends = connect();
            byte[] token = new Mutations(round, List.of(ends.service().seal(PLAIN))).next();
            try {
                assertThat(ends.client().unseal(token)).isEqualTo(PLAIN);
            } catch (HandshakeException due) {
                refused++;
            } catch (RuntimeException undue) {
                throw new AssertionError(HexFormat.of().formatHex(token), undue);
            }
        }
        assertThat(refused).isBetween(450, 599);
    }

    private static void assertRefused(Sealing client, byte[] sealed, String what) {
        assertThat(catchThrowable(() -> client.unseal(sealed)))
                .as(what)
                .isInstanceOf(HandshakeException.class);
    }

    private static void rotate(byte[] bytes, int from, int right) {
        List<Byte> list = new ArrayList<>();
        for (int i = from; i < bytes.length; i++) {
            list.add(bytes[i]);
        }
        Collections.rotate(list, right);
        for (int i = from; i < bytes.length; i++) {
            bytes[i] = list.get(i - from);
        }
        ByteBuffer.wrap(bytes).order(ByteOrder.BIG_ENDIAN).putShort(ROTATION, (short) 44);
    }

    private static Ends connect() throws HandshakeException {
        Handshake client = client();
        Acceptor service = acceptors.orElseThrow().accept(Optional.empty());
        Exchange.shakeHands(client, service);
        return new Ends(client.sealing(), service.sealing());
    }

    private static Handshake client() {
        Login.Kerberos ticket =
                new Login.Kerberos(Optional.empty(), Optional.empty(), Optional.empty(), false);
        Optional<String> cache = Optional.of(started.orElseThrow().cacheName());
        return Handshakes.of(ticket, HOST, Duration.ofSeconds(20), cache)
                .orElseThrow()
                .begin(Optional.empty());
    }
}
