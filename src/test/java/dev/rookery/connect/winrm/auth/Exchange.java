package dev.rookery.connect.winrm.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.demo.winrm.Acceptor;

import java.nio.charset.StandardCharsets;
import java.util.Random;

/// Runs two ends against each other.
final class Exchange {
    private Exchange() {}

    /// Shakes hands until both ends are done.
    static void shakeHands(Handshake client, Acceptor service) throws HandshakeException {
        byte[] token = client.next(new byte[0]).orElseThrow();
        for (int leg = 0; leg < 5; leg++) {
            Acceptor.Step step = service.step(token);
            byte[] reply = step.reply().orElse(new byte[0]);
            if (step.done()) {
                assertThat(client.next(reply)).isEmpty();
                assertThat(client.isComplete()).isTrue();
                return;
            }
            token = client.next(reply).orElseThrow();
        }
        throw new AssertionError("no end");
    }

    /// Sends messages of many lengths both ways.
    static int talk(Sealing one, Sealing other) throws HandshakeException {
        Random random = new Random(4);
        int count = 0;
        for (int length : new int[] {1, 7, 8, 15, 16, 17, 63, 64, 1000, 4096, 70_000, 300_000}) {
            byte[] plain = new byte[length];
            random.nextBytes(plain);
            assertThat(other.unseal(one.seal(plain))).isEqualTo(plain);
            assertThat(one.unseal(other.seal(plain))).isEqualTo(plain);
            count += 2;
        }
        byte[] text = "<s:Envelope>\u00fc\u20ac</s:Envelope>".getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 20; i++) {
            assertThat(other.unseal(one.seal(text))).isEqualTo(text);
            count++;
        }
        return count;
    }
}
