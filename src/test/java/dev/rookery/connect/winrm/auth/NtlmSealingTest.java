package dev.rookery.connect.winrm.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// What a message that is not the next, whole one meets.
class NtlmSealingTest {
    private static final byte[] PLAIN = "<s:Envelope/>".getBytes(StandardCharsets.UTF_8);

    private final NtlmSealing client = NtlmSealing.ofClient(new byte[16]);
    private final NtlmSealing service = NtlmSealing.ofService(new byte[16]);

    @Test
    void aReplayedMessageIsRefused() throws HandshakeException {
        byte[] sealed = client.seal(PLAIN);
        assertThat(service.unseal(sealed)).isEqualTo(PLAIN);
        assertThatThrownBy(() -> service.unseal(sealed)).hasMessageContaining("not the next one");
    }

    @Test
    void aMissingMessageIsNoticed() {
        assertThat(client.seal(PLAIN)).isNotEmpty();
        byte[] second = client.seal(PLAIN);
        assertThatThrownBy(() -> service.unseal(second)).isInstanceOf(HandshakeException.class);
    }

    @Test
    void oursReflectedToUsIsRefused() {
        byte[] sealed = client.seal(PLAIN);
        assertThatThrownBy(() -> client.unseal(sealed)).isInstanceOf(HandshakeException.class);
    }

    @Test
    void everyByteCounts() {
        byte[] sealed = client.seal(PLAIN);
        for (int i = 0; i < sealed.length; i++) {
            byte[] changed = sealed.clone();
            changed[i] ^= 1;
            assertThatThrownBy(() -> NtlmSealing.ofService(new byte[16]).unseal(changed))
                    .isInstanceOf(HandshakeException.class);
        }
    }

    @Test
    void everyTruncationIsRefused() {
        byte[] sealed = client.seal(PLAIN);
        for (int i = 0; i < sealed.length; i++) {
            byte[] cut = Arrays.copyOf(sealed, i);
            assertThatThrownBy(() -> NtlmSealing.ofService(new byte[16]).unseal(cut))
                    .isInstanceOf(HandshakeException.class);
        }
    }

    @Test
    void nothingIsTakenAfterAChangedMessage() {
        byte[] changed = client.seal(PLAIN);
        changed[changed.length - 1] ^= 1;
        byte[] next = client.seal(PLAIN);
        assertThatThrownBy(() -> service.unseal(changed)).isInstanceOf(HandshakeException.class);
        assertThatThrownBy(() -> service.unseal(next)).hasMessageContaining("earlier message");
    }

    @Test
    void anUnsealedMessageIsRefused() {
        assertThatThrownBy(() -> service.unseal(PLAIN)).hasMessageContaining("not sealed");
    }
}
