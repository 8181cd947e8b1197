package dev.rookery.connect.winrm.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rookery.demo.winrm.Acceptor;
import dev.rookery.demo.winrm.NtlmAcceptor;
import dev.rookery.demo.winrm.NtlmAccounts;
import dev.rookery.secret.Secret;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/// NTLM against the libraries of others: python3-ntlm-auth under python3-winrm, pyspnego under
/// newer ones, gss-ntlmssp under curl's `--negotiate`.
class ForeignNtlmTest {
    private static final String PASSWORD = "p\u00e4ss\u20ac";

    @TempDir Path folder;

    private final Optional<ChannelBinding> binding = ChannelBinding.of(Certificates.SHA256);

    @ParameterizedTest
    @CsvSource({
        "ntlm_auth, ntlm, ''",
        "ntlm_auth, ntlm, Demo",
        "spnego, ntlm, Demo",
        "spnego, spnego, Demo",
        "gss, ntlm, Demo",
        "gss, spnego, Demo"
    })
    void aForeignClientLogsInAndItsMessagesAreUnderstood(
            String library, String mechanism, String domain)
            throws IOException, HandshakeException {
        try (Peer client = peer(library, "client", mechanism, domain, PASSWORD, binding)) {
            Acceptor service = service(!library.equals("gss"));
            assertThat(login(client, service)).isTrue();
            assertThat(Exchange.talk(client, service.sealing())).isGreaterThan(40);
        }
    }

    @Test
    void aForeignClientWithAWrongPasswordIsRefused() throws IOException, HandshakeException {
        try (Peer client = peer("ntlm_auth", "client", "ntlm", "", "wrong", binding)) {
            assertThatThrownBy(() -> login(client, service(true)))
                    .hasMessageContaining("wrong password");
        }
    }

    @Test
    void aForeignClientWithAnotherBindingIsRefused() throws IOException, HandshakeException {
        Optional<ChannelBinding> other = ChannelBinding.of(Certificates.SHA384);
        try (Peer client = peer("ntlm_auth", "client", "ntlm", "", PASSWORD, other)) {
            assertThatThrownBy(() -> login(client, service(true))).hasMessageContaining("TLS");
        }
    }

    @ParameterizedTest
    @CsvSource({"spnego, ntlm", "gss, ntlm", "gss, spnego"})
    void aForeignServiceLetsUsInAndUnderstandsUs(String library, String mechanism)
            throws IOException, HandshakeException {
        try (Peer service = peer(library, "server", mechanism, "", "x", binding)) {
            Handshake client = client("DEMO\\tester", PASSWORD, binding);
            byte[] first = client.next(new byte[0]).orElseThrow();
            byte[] begin = mechanism.equals("spnego") ? Spnego.initial(first) : first;
            byte[] challenge = service.step(begin).token().orElseThrow();
            Peer.Step end = service.step(client.next(challenge).orElseThrow());
            assertThat(end.done()).isTrue();
            assertThat(client.next(end.token().orElse(new byte[0]))).isEmpty();
            assertThat(Exchange.talk(client.sealing(), service)).isGreaterThan(40);
        }
    }

    @Test
    void aForeignServiceRefusesAWrongPassword() throws IOException, HandshakeException {
        try (Peer service = peer("gss", "server", "ntlm", "", "x", Optional.empty())) {
            Handshake client = client("DEMO\\tester", "wrong", Optional.empty());
            byte[] first = client.next(new byte[0]).orElseThrow();
            byte[] challenge = service.step(first).token().orElseThrow();
            byte[] last = client.next(challenge).orElseThrow();
            assertThatThrownBy(() -> service.step(last)).isInstanceOf(HandshakeException.class);
        }
    }

    private static boolean login(Peer client, Acceptor service) throws HandshakeException {
        byte[] received = {};
        for (int leg = 0; leg < 5; leg++) {
            Peer.Step said = client.step(received);
            Acceptor.Step answer = service.step(said.token().orElseThrow());
            if (answer.done()) {
                Optional<byte[]> reply = answer.reply();
                return reply.isPresent() ? client.step(reply.get()).done() : said.done();
            }
            received = answer.reply().orElseThrow();
        }
        return false;
    }

    private Peer peer(
            String library,
            String role,
            String mechanism,
            String domain,
            String password,
            Optional<ChannelBinding> binding)
            throws IOException {
        Path users = folder.resolve("users");
        Files.writeString(users, "DEMO:tester:" + PASSWORD + "\n");
        if (library.equals("gss")) {
            Assumptions.assumeTrue(
                    Files.exists(Path.of("/etc/gss/mech.d/mech.ntlmssp.conf")), "no gss-ntlmssp");
        }
        String bytes =
                binding.map(ChannelBinding::applicationData)
                        .map(HexFormat.of()::formatHex)
                        .orElse("");
        return Peer.start(
                folder,
                library.equals("gss") ? "gssapi" : library,
                Map.of("NTLM_USER_FILE", users.toString()),
                library,
                role,
                mechanism,
                "tester",
                domain,
                password,
                bytes);
    }

    private static Handshake client(
            String user, String password, Optional<ChannelBinding> binding) {
        return new NtlmHandshake(user, new Secret(password), "HTTP/localhost", binding);
    }

    private Acceptor service(boolean strict) {
        Map<String, Secret> users = Map.of("tester", new Secret(PASSWORD));
        return NtlmAcceptor.factory("Negotiate", new NtlmAccounts("demo", users, strict))
                .accept(binding);
    }
}
