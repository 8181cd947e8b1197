package dev.rookery.connect.winrm.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.demo.winrm.Acceptor;
import dev.rookery.demo.winrm.NtlmAcceptor;
import dev.rookery.demo.winrm.NtlmAccounts;
import dev.rookery.secret.Secret;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Whatever is received, the only exception is [HandshakeException]. Each seed's tokens are always
/// the same ones but for random challenges in them.
@Timeout(60)
class NtlmFuzzTest {
    private static final int ROUNDS = 20_000;

    private static final NtlmAccounts ACCOUNTS =
            new NtlmAccounts("demo", Map.of("tester", new Secret("secret")), false);

    /// Feeds something that was received.
    @FunctionalInterface
    private interface Receiver {
        void take(byte[] token) throws HandshakeException;
    }

    @Test
    void aClientSurvivesAnyChallenge() throws HandshakeException {
        byte[] challenge =
                service().step(client().next(new byte[0]).orElseThrow()).reply().orElseThrow();
        byte[] wrapped =
                Spnego.response(
                        Optional.of(Spnego.ACCEPT_INCOMPLETE),
                        true,
                        Optional.of(challenge),
                        Optional.empty());
        int refused =
                fuzz(
                        1,
                        List.of(challenge, wrapped),
                        token -> {
                            Handshake client = client();
                            assertThat(client.next(new byte[0])).isPresent();
                            assertThat(client.next(token)).isPresent();
                        });
        assertThat(refused).isBetween(ROUNDS / 4, ROUNDS - 1);
    }

    @Test
    void aClientSurvivesAnyEnd() throws HandshakeException {
        byte[] end =
                Spnego.response(
                        Optional.of(Spnego.ACCEPT_COMPLETED),
                        true,
                        Optional.of(new byte[20]),
                        Optional.of(new byte[16]));
        Handshake client = client();
        Exchange.shakeHands(client, service());
        assertThat(fuzz(2, List.of(end), client::next)).isGreaterThan(ROUNDS / 4);
    }

    @Test
    void aServiceSurvivesAnyFirstToken() throws HandshakeException {
        byte[] first = client().next(new byte[0]).orElseThrow();
        assertThat(fuzz(3, List.of(first, Spnego.initial(first)), service()::step))
                .isGreaterThan(ROUNDS / 4);
    }

    /// Each round has a challenge of its own, so that what comes after a right proof is reached.
    @Test
    void aServiceSurvivesAnyAnswer() throws HandshakeException {
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Handshake client = client();
            Acceptor service = service();
            byte[] challenge =
                    service.step(client.next(new byte[0]).orElseThrow()).reply().orElseThrow();
            byte[] answer = client.next(challenge).orElseThrow();
            byte[] token = new Mutations(round, List.of(answer, wrapped(answer))).next();
            refused += refusals(token, service::step);
        }
        assertThat(refused).isBetween(ROUNDS / 2, ROUNDS - 1);
    }

    @Test
    void whatIsSealedIsNeverTakenIfAnythingChanged() throws HandshakeException {
        byte[] key = new byte[16];
        byte[] sealed = NtlmSealing.ofClient(key).seal(new byte[200]);
        int refused =
                fuzz(
                        5,
                        List.of(sealed),
                        token -> {
                            NtlmSealing service = NtlmSealing.ofService(key);
                            byte[] plain = service.unseal(token);
                            assertThat(token).isEqualTo(sealed);
                            assertThat(plain).hasSize(200);
                        });
        assertThat(refused).isGreaterThan(ROUNDS * 9 / 10);
    }

    private static byte[] wrapped(byte[] answer) {
        return Spnego.response(Optional.empty(), false, Optional.of(answer), Optional.empty());
    }

    private static int fuzz(long seed, List<byte[]> valid, Receiver receiver) {
        Mutations mutations = new Mutations(seed, valid);
        int refused = 0;
        for (int i = 0; i < ROUNDS; i++) {
            refused += refusals(mutations.next(), receiver);
        }
        return refused;
    }

    private static int refusals(byte[] token, Receiver receiver) {
        try {
            receiver.take(token);
            return 0;
        } catch (HandshakeException due) {
            return 1;
        } catch (RuntimeException undue) {
            throw new AssertionError(HexFormat.of().formatHex(token), undue);
        }
    }

    private static Handshake client() {
        return new NtlmHandshake("tester", new Secret("secret"), "HTTP/demo", Optional.empty());
    }

    private static Acceptor service() {
        return NtlmAcceptor.factory("Negotiate", ACCOUNTS).accept(Optional.empty());
    }
}
