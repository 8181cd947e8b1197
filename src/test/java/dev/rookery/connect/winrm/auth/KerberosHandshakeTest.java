package dev.rookery.connect.winrm.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rookery.connect.WinRmEndpoint.Login;
import dev.rookery.demo.winrm.Acceptor;
import dev.rookery.demo.winrm.KerberosAcceptor;
import dev.rookery.secret.Secret;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

import javax.security.auth.login.LoginException;

/// Kerberos with a real MIT KDC, against MIT's `gss_wrap_iov` and against Java.
@Timeout(60)
class KerberosHandshakeTest {
    private static final String HOST = "aes256-sha1.rookery.test";

    @TempDir static Path folder;

    private static Optional<Kdc> started = Optional.empty();

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        Kdc kdc = Kdc.start(folder);
        started = Optional.of(kdc);
        kdc.kinit();
    }

    @AfterAll
    static void stop() throws IOException {
        if (started.isPresent()) {
            started.get().close();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "aes256-sha1.rookery.test, 60",
        "aes128-sha1.rookery.test, 60",
        "aes256-sha384.rookery.test, 72",
        "aes128-sha256.rookery.test, 64"
    })
    void mitUnderstandsUsAndWeMit(String host, int signature)
            throws IOException, HandshakeException {
        try (Peer service = service(Optional.empty())) {
            Handshake client = withTicket(host, Optional.empty());
            shakeHands(client, service);
            assertThat(Exchange.talk(client.sealing(), service)).isGreaterThan(40);
            byte[] sealed = client.sealing().seal(new byte[7]);
            assertThat(sealed).hasSize(Integer.BYTES + signature + 7);
            assertThat(ByteBuffer.wrap(sealed).order(ByteOrder.LITTLE_ENDIAN).getInt())
                    .isEqualTo(signature);
            assertThat(service.unseal(sealed)).isEqualTo(new byte[7]);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "aes256-sha1.rookery.test",
        "aes128-sha1.rookery.test",
        "aes256-sha384.rookery.test",
        "aes128-sha256.rookery.test"
    })
    void aMitClientIsAccepted(String host) throws IOException, HandshakeException, LoginException {
        try (Peer client = peer("client", host, Optional.empty())) {
            Acceptor service = acceptor(host);
            Acceptor.Step step = service.step(client.step(new byte[0]).token().orElseThrow());
            assertThat(step.done()).isTrue();
            assertThat(client.step(step.reply().orElseThrow()).done()).isTrue();
            assertThat(Exchange.talk(client, service.sealing())).isGreaterThan(40);
        }
    }

    @Test
    void aPasswordGetsATicketThatSeveralConnectionsUse() throws HandshakeException, LoginException {
        Handshakes handshakes = withPassword("tester@ROOKERY.TEST", Kdc.PASSWORD, HOST);
        for (int connection = 0; connection < 3; connection++) {
            Handshake client = handshakes.begin(Optional.empty());
            Acceptor service = acceptor(HOST);
            Exchange.shakeHands(client, service);
            assertThat(Exchange.talk(client.sealing(), service.sealing())).isGreaterThan(40);
        }
    }

    @Test
    void aTicketIsDelegatedWhenAsked() throws HandshakeException, LoginException {
        Login.Kerberos login =
                new Login.Kerberos(Optional.empty(), Optional.empty(), Optional.empty(), true);
        Handshake client = begin(login, HOST, kdc().cacheName());
        Exchange.shakeHands(client, acceptor(HOST));
        assertThat(client.isComplete()).isTrue();
    }

    @Test
    void aBindingIsSentAsWindowsComputesIt() throws IOException, HandshakeException {
        ChannelBinding binding = ChannelBinding.of(Certificates.SHA256).orElseThrow();
        Assumptions.assumeTrue(
                KerberosHandshake.named(binding).isPresent(),
                "no --add-exports java.security.jgss/sun.security.jgss.krb5.internal=ALL-UNNAMED");
        try (Peer service = service(Optional.of(binding))) {
            Handshake client = withTicket(HOST, Optional.of(binding));
            shakeHands(client, service);
            assertThat(client.isComplete()).isTrue();
        }
        Optional<ChannelBinding> other = ChannelBinding.of(Certificates.SHA384);
        try (Peer service = service(Optional.of(binding))) {
            Handshake client = withTicket(HOST, other);
            assertThatThrownBy(() -> shakeHands(client, service))
                    .hasMessageContaining("channel binding");
        }
    }

    @Test
    void aTokenThatIsNotTheServicesIsRefused() throws HandshakeException {
        Handshake client = withTicket(HOST, Optional.empty());
        assertThat(client.next(new byte[0])).isPresent();
        byte[] accepted =
                Spnego.response(
                        Optional.of(Spnego.ACCEPT_COMPLETED),
                        false,
                        Optional.empty(),
                        Optional.empty());
        assertThatThrownBy(() -> client.next(accepted)).isInstanceOf(HandshakeException.class);
        assertThat(client.isComplete()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {Spnego.REJECT, Spnego.REQUEST_MIC, 7})
    void anEndWithoutTheServicesProofIsRefused(int state)
            throws HandshakeException, LoginException {
        Handshake client = withTicket(HOST, Optional.empty());
        assertThat(client.next(new byte[0])).isPresent();
        byte[] token =
                Spnego.response(
                        Optional.of(state), false, Optional.of(new byte[40]), Optional.empty());
        assertThatThrownBy(() -> client.next(token)).isInstanceOf(HandshakeException.class);
        assertThat(client.isComplete()).isFalse();
    }

    @Test
    void anyAnswerIsSurvived() throws HandshakeException, LoginException {
        Handshake good = withTicket(HOST, Optional.empty());
        byte[] answer =
                acceptor(HOST).step(good.next(new byte[0]).orElseThrow()).reply().orElseThrow();
        Mutations mutations = new Mutations(6, List.of(answer));
        Handshakes handshakes = handshakes(ticket(), HOST, kdc().cacheName());
        int refused = 0;
        for (int round = 0; round < 300; round++) {
            Handshake client = handshakes.begin(Optional.empty());
            assertThat(client.next(new byte[0])).isPresent();
            byte[] token = mutations.next();
            try {
                client.next(token);
            } catch (HandshakeException due) {
                refused++;
            } catch (RuntimeException undue) {
                throw new AssertionError(HexFormat.of().formatHex(token), undue);
            }
            assertThat(client.isComplete()).as(HexFormat.of().formatHex(token)).isFalse();
        }
        assertThat(refused).isGreaterThan(250);
    }

    @Test
    void withoutATicketKinitIsNamed() {
        Path missing = folder.resolve("missing");
        assertFails(begin(ticket(), HOST, "FILE:" + missing), missing.toString(), "kinit");
        assertFails(begin(ticket(), HOST, folder.toString()), folder.toString(), "kinit");
    }

    @ParameterizedTest
    @CsvSource({"KCM:0", "KEYRING:persistent:0", "DIR:/tmp/x", "MEMORY:x"})
    void aCacheThatJavaCannotReadIsNamed(String cache) {
        assertFails(begin(ticket(), HOST, cache), cache, "KRB5CCNAME=FILE:");
    }

    @Test
    void anUnknownServiceIsNamed() {
        String host = "other.rookery.test";
        assertFails(begin(ticket(), host, kdc().cacheName()), "HTTP/" + host, "setspn");
    }

    @ParameterizedTest
    @CsvSource({
        "tester@ROOKERY.TEST, wrong, password is wrong, ''",
        "unguarded@ROOKERY.TEST, wrong, password is wrong, ''",
        "nobody@ROOKERY.TEST, x, does not know the user, user@REALM",
        "expired@ROOKERY.TEST, p4ss word, password has expired, kpasswd",
        "tester@CLOSED.TEST, x, does not answer, krb5.conf",
        "tester@NOWHERE.TEST, x, does not answer, krb5.conf",
        "DOMAIN\\tester, x, knows no user, user@REALM"
    })
    void aLoginThatFailsSaysWhyAndWhatToDo(
            String user, String password, String why, String remedy) {
        assertFails(withPassword(user, password, HOST).begin(Optional.empty()), why, remedy);
    }

    @Test
    void aKdcThatIsSilentIsGivenUp() {
        Login login =
                new Login.Kerberos(
                        Optional.of("tester@SILENT.TEST"),
                        Optional.of(new Secret("x")),
                        Optional.empty(),
                        false);
        Handshake client =
                Handshakes.of(login, HOST, Duration.ofMillis(300), Optional.empty())
                        .orElseThrow()
                        .begin(Optional.empty());
        assertFails(client, "the KDC does not answer within 300 ms", "krb5.conf");
    }

    private static void assertFails(Handshake client, String why, String remedy) {
        assertThatThrownBy(() -> client.next(new byte[0]))
                .isInstanceOfSatisfying(
                        HandshakeException.class,
                        failed -> {
                            assertThat(failed).hasMessageContaining(why);
                            assertThat(failed.remedy()).contains(remedy);
                        });
    }

    private static void shakeHands(Handshake client, Peer service) throws HandshakeException {
        Peer.Step step = service.step(client.next(new byte[0]).orElseThrow());
        assertThat(step.done()).isTrue();
        assertThat(client.next(step.token().orElseThrow())).isEmpty();
        assertThat(client.isComplete()).isTrue();
    }

    private static Kdc kdc() {
        return started.orElseThrow();
    }

    private static Login.Kerberos ticket() {
        return new Login.Kerberos(Optional.empty(), Optional.empty(), Optional.empty(), false);
    }

    private static Handshake withTicket(String host, Optional<ChannelBinding> binding) {
        return handshakes(ticket(), host, kdc().cacheName()).begin(binding);
    }

    private static Handshake begin(Login login, String host, String cache) {
        return handshakes(login, host, cache).begin(Optional.empty());
    }

    private static Handshakes withPassword(String user, String password, String host) {
        return handshakes(
                new Login.Kerberos(
                        Optional.of(user),
                        Optional.of(new Secret(password)),
                        Optional.of(host),
                        false),
                "127.0.0.1",
                kdc().cacheName());
    }

    private static Handshakes handshakes(Login login, String host, String cache) {
        return Handshakes.of(login, host, Duration.ofSeconds(20), Optional.of(cache)).orElseThrow();
    }

    private static Acceptor acceptor(String host) throws LoginException {
        return KerberosAcceptor.factory(kdc().keytab(), "HTTP/" + host + "@" + Kdc.REALM)
                .accept(Optional.empty());
    }

    private static Peer service(Optional<ChannelBinding> binding) throws IOException {
        return peer("server", HOST, binding);
    }

    private static Peer peer(String role, String host, Optional<ChannelBinding> binding)
            throws IOException {
        String bytes =
                binding.map(ChannelBinding::applicationData)
                        .map(HexFormat.of()::formatHex)
                        .orElse("");
        return Peer.start(
                folder, "gssapi", kdc().environment(), "gss", role, "spnego", "", host, "", bytes);
    }
}
