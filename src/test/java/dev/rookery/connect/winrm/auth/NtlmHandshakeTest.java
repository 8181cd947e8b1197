package dev.rookery.connect.winrm.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rookery.connect.winrm.der.Der;
import dev.rookery.demo.winrm.Acceptor;
import dev.rookery.demo.winrm.NtlmAcceptor;
import dev.rookery.demo.winrm.NtlmAccounts;
import dev.rookery.secret.Secret;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/// Our client against our service. What keeps the two from being wrong alike is in
/// [NtlmVectorsTest] and [ForeignNtlmTest].
class NtlmHandshakeTest {
    private static final int FLAGS = 20;

    private final Optional<ChannelBinding> binding = ChannelBinding.of(Certificates.SHA256);
    private final Optional<ChannelBinding> other = ChannelBinding.of(Certificates.SHA384);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tester",
                "TESTER",
                "DEMO\\tester",
                "demo\\Tester",
                ".\\tester",
                "tester@demo.example",
                "j\u00f6rg"
            })
    void aUserLogsIn(String user) throws HandshakeException {
        Handshake client = client(user, "p\u00e4ss\u20ac", binding);
        Acceptor service = service(false, binding);
        Exchange.shakeHands(client, service);
        assertThat(Exchange.talk(client.sealing(), service.sealing())).isGreaterThan(40);
        byte[] nothing = client.sealing().seal(new byte[0]);
        assertThat(service.sealing().unseal(nothing)).isEmpty();
    }

    @Test
    void aWrongPasswordIsRefused() {
        assertRefused(client("tester", "wrong", binding), service(false, binding), "password");
    }

    @Test
    void anUnknownUserIsRefusedInTheSameWords() {
        assertRefused(client("nobody", "", binding), service(false, binding), "password");
    }

    @Test
    void anotherCertificatesBindingIsRefused() {
        assertRefused(client("tester", "p\u00e4ss\u20ac", other), service(false, binding), "TLS");
    }

    @Test
    void aStrictServiceRefusesAMissingBinding() {
        Optional<ChannelBinding> none = Optional.empty();
        assertRefused(client("tester", "p\u00e4ss\u20ac", none), service(true, binding), "TLS");
    }

    @Test
    void aRelaxedServiceTakesAMissingBinding() throws HandshakeException {
        Handshake client = client("tester", "p\u00e4ss\u20ac", Optional.empty());
        Exchange.shakeHands(client, service(false, binding));
        assertThat(client.isComplete()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                NtlmFlags.SIGN,
                NtlmFlags.SEAL,
                NtlmFlags.KEY_128,
                NtlmFlags.KEY_EXCHANGE,
                NtlmFlags.EXTENDED_SESSION_SECURITY,
                NtlmFlags.UNICODE
            })
    void aServiceThatCannotSealProperlyIsRefused(int missing) throws HandshakeException {
        Handshake client = client("tester", "p\u00e4ss\u20ac", Optional.empty());
        byte[] challenge = challenge(client);
        for (int i = 0; i < Integer.BYTES; i++) {
            challenge[FLAGS + i] &= (byte) ~(missing >>> (8 * i));
        }
        assertThatThrownBy(() -> client.next(challenge))
                .isInstanceOf(HandshakeException.class)
                .hasMessageContaining("without 128-bit sealing");
        assertThat(client.isComplete()).isFalse();
    }

    @Test
    void aChallengeThatWasChangedOnItsWayIsNoticedByTheService() throws HandshakeException {
        Handshake client = client("tester", "p\u00e4ss\u20ac", Optional.empty());
        Acceptor service = service(false, Optional.empty());
        byte[] first = client.next(new byte[0]).orElseThrow();
        byte[] challenge = service.step(first).reply().orElseThrow();
        challenge[FLAGS + 3] &= (byte) ~(NtlmFlags.KEY_56 >>> 24);
        byte[] last = client.next(challenge).orElseThrow();
        assertThatThrownBy(() -> service.step(last)).hasMessageContaining("changed");
    }

    @Test
    void anAnswerIsSentOnceAndSealingComesAfterIt() throws HandshakeException {
        Handshake client = client("tester", "p\u00e4ss\u20ac", Optional.empty());
        byte[] challenge = challenge(client);
        assertThatThrownBy(client::sealing).isInstanceOf(IllegalStateException.class);
        assertThat(client.next(challenge)).isPresent();
        assertThat(client.next(new byte[0])).isEmpty();
        assertThatThrownBy(() -> client.next(challenge)).isInstanceOf(HandshakeException.class);
    }

    @Test
    void anUnreadableChallengeIsRefused() throws HandshakeException {
        for (byte[] token : new byte[][] {{}, {1, 2, 3}, {0x60}, {(byte) 0xa1, 0}}) {
            Handshake client = client("tester", "x", Optional.empty());
            assertThat(client.next(new byte[0])).isPresent();
            assertThatThrownBy(() -> client.next(token)).isInstanceOf(HandshakeException.class);
        }
    }

    @Test
    void aChallengeInSpnegoIsAnsweredInSpnego() throws HandshakeException {
        Handshake client = client("tester", "p\u00e4ss\u20ac", binding);
        Acceptor service = service(true, binding);
        byte[] first = Spnego.initial(client.next(new byte[0]).orElseThrow());
        byte[] challenge = service.step(first).reply().orElseThrow();
        byte[] last = client.next(challenge).orElseThrow();
        assertThat(Spnego.looksLikeSpnego(last)).isTrue();
        Acceptor.Step end = service.step(last);
        assertThat(end.done()).isTrue();
        assertThat(client.next(end.reply().orElseThrow())).isEmpty();
        assertThat(Exchange.talk(client.sealing(), service.sealing())).isGreaterThan(40);
    }

    /// A client that would rather use Kerberos must sign what it offered, or somebody on the way
    /// could have taken Kerberos out of the list.
    @Test
    void aSecondChoiceOfNtlmMustBeSigned() throws HandshakeException {
        byte[] list = HexFormat.of().parseHex("301706092a864886f712010202060a2b06010401823702020a");
        byte[] init =
                Der.element(
                        0x60,
                        HexFormat.of().parseHex("06062b0601050502"),
                        Der.element(0xa0, Der.element(0x30, Der.element(0xa0, list))));
        for (boolean signed : new boolean[] {true, false}) {
            Handshake client = client("tester", "p\u00e4ss\u20ac", Optional.empty());
            Acceptor service = service(false, Optional.empty());
            Spnego chosen = Spnego.parse(service.step(init).reply().orElseThrow());
            assertThat(chosen.state()).hasValue(Spnego.REQUEST_MIC);
            assertThat(chosen.prefersNtlm()).isTrue();
            byte[] first = client.next(new byte[0]).orElseThrow();
            byte[] wrapped = resumed(first, Optional.empty());
            byte[] last = client.next(service.step(wrapped).reply().orElseThrow()).orElseThrow();
            byte[] inner = Spnego.parse(last).token().orElseThrow();
            NtlmSealing sealing = (NtlmSealing) client.sealing();
            if (signed) {
                byte[] mic = sealing.sign(list);
                Acceptor.Step end = service.step(resumed(inner, Optional.of(mic)));
                assertThat(end.done()).isTrue();
                Spnego reply = Spnego.parse(end.reply().orElseThrow());
                sealing.verify(list, reply.mic().orElseThrow());
                sealing.restartCiphers();
                assertThat(Exchange.talk(sealing, service.sealing())).isGreaterThan(40);
            } else {
                assertThatThrownBy(() -> service.step(last)).hasMessageContaining("not signed");
            }
        }
    }

    private static byte[] resumed(byte[] token, Optional<byte[]> mic) {
        return Spnego.response(Optional.empty(), false, Optional.of(token), mic);
    }

    @Test
    void aRejectInSpnegoIsRefused() throws HandshakeException {
        Handshake client = client("tester", "x", Optional.empty());
        assertThat(client.next(new byte[0])).isPresent();
        byte[] reject =
                Spnego.response(
                        Optional.of(Spnego.REJECT), false, Optional.empty(), Optional.empty());
        assertThatThrownBy(() -> client.next(reject)).hasMessageContaining("refused NTLM");
    }

    private static byte[] challenge(Handshake client) throws HandshakeException {
        byte[] first = client.next(new byte[0]).orElseThrow();
        return service(false, Optional.empty()).step(first).reply().orElseThrow();
    }

    private static void assertRefused(Handshake client, Acceptor service, String why) {
        assertThatThrownBy(() -> Exchange.shakeHands(client, service))
                .isInstanceOf(HandshakeException.class)
                .hasMessageContaining(why);
    }

    private static Handshake client(
            String user, String password, Optional<ChannelBinding> binding) {
        return new NtlmHandshake(user, new Secret(password), "HTTP/demo", binding);
    }

    private static Acceptor service(boolean strict, Optional<ChannelBinding> binding) {
        Secret password = new Secret("p\u00e4ss\u20ac");
        Map<String, Secret> users = Map.of("Tester", password, "j\u00f6rg", password);
        NtlmAccounts accounts = new NtlmAccounts("demo", users, strict);
        return NtlmAcceptor.factory("Negotiate", accounts).accept(binding);
    }
}
