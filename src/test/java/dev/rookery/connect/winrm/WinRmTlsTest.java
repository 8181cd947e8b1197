package dev.rookery.connect.winrm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rookery.connect.Connection;
import dev.rookery.connect.ConnectionException;
import dev.rookery.connect.ConnectionException.Reason;
import dev.rookery.connect.RemoteCommand;
import dev.rookery.connect.WinRmEndpoint;
import dev.rookery.connect.WinRmEndpoint.Login;
import dev.rookery.connect.WinRmEndpoint.Tls;
import dev.rookery.connect.winrm.auth.ChannelBinding;
import dev.rookery.connect.winrm.http.RawServer;
import dev.rookery.connect.winrm.tls.TestAuthority;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

@Timeout(60)
class WinRmTlsTest {
    private static final Duration SHORT = Duration.ofSeconds(1);
    private static final Duration LONG = Duration.ofSeconds(8);

    @TempDir static Path directory;
    private static Optional<TestAuthority> made = Optional.empty();

    private final List<Optional<ChannelBinding>> bound = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void authority() throws Exception {
        made = Optional.of(TestAuthority.in(directory));
    }

    private static TestAuthority ca() {
        return made.orElseThrow();
    }

    @Test
    void w27_anAuthoritysFileIsEnough() throws Exception {
        Tls tls = new Tls.Authorities(ca().certificateFile("ca"));
        assertThat(echo("server", tls, TestService.basic())).isEqualTo("hi\n");
    }

    @Test
    void w27_aPinnedCertificateIsEnoughWhateverItsNameAndDates() throws Exception {
        Tls tls = new Tls.Pinned(sha256("expired"));
        assertThat(echo("expired", tls, TestService.basic())).isEqualTo("hi\n");
    }

    @Test
    void w27_onlyIgnoreAcceptsAnything() throws Exception {
        assertThat(echo("elsewhere", new Tls.Unchecked(), TestService.basic())).isEqualTo("hi\n");
    }

    @Test
    void w27_anUntrustedCertificateIsShownWithThreeRemedies() throws Exception {
        ConnectionException refused = refused("server", new Tls.SystemAuthorities());
        assertThat(refused.reason()).isEqualTo(Reason.HOST_KEY_UNKNOWN);
        assertThat(refused).hasMessageContaining(sha256("server")).hasMessageContaining("CN=hv");
        assertThat(refused.remedy())
                .contains(
                        "ansible_winrm_ca_trust_path",
                        "rookery_winrm_fingerprint: " + sha256("server"),
                        "ansible_winrm_server_cert_validation: ignore");
    }

    @Test
    void w27_aCertificateForAnotherNameOrTimeIsRefused() throws Exception {
        Tls tls = new Tls.Authorities(ca().certificateFile("ca"));
        assertThat(refused("elsewhere", tls)).hasMessageContaining("not for the name 127.0.0.1");
        assertThat(refused("expired", tls)).hasMessageContaining("it expired on 20");
    }

    @Test
    void w27_anotherThanThePinnedCertificateIsAChangedOne() throws Exception {
        ConnectionException changed = refused("server", new Tls.Pinned(sha256("expired")));
        assertThat(changed.reason()).isEqualTo(Reason.HOST_KEY_CHANGED);
        assertThat(changed.remedy()).contains(sha256("server"));
    }

    @Test
    void aHandshakeOverTlsIsBoundToTheCertificateAndSealsNothing() throws Exception {
        Tls tls = new Tls.Authorities(ca().certificateFile("ca"));
        assertThat(echo("server", tls, TestService.ntlm())).isEqualTo("hi\n");
        assertThat(bound).isNotEmpty().containsOnly(ChannelBinding.of(ca().certificate("server")));
    }

    @Test
    void aClientCertificateIsShownOverTls12() throws Exception {
        Login login =
                new Login.Certificate(
                        ca().certificateFile("client"), ca().keyFile("client"), Optional.empty());
        Tls tls = new Tls.Authorities(ca().certificateFile("ca"));
        try (RawServer server =
                RawServer.over(
                        ca().listen("server", true),
                        (number, in, out) -> {
                            String head = RawServer.read(in).head();
                            assertThat(head).contains("/secprofile/https/mutual\r\n");
                            RawServer.write(out, "HTTP/1.1 404 \r\nContent-Length: 0\r\n\r\n");
                        })) {
            assertThatThrownBy(() -> connect(server.port(), Optional.of(tls), login, Map.of()))
                    .isInstanceOf(ConnectionException.class)
                    .hasMessageContaining("no WinRM service at /wsman, HTTP status 404");
        }
    }

    @Test
    void tlsToAnHttpPortIsSaidInWords() throws Exception {
        try (RawServer server =
                RawServer.start(
                        (number, in, out) ->
                                RawServer.write(out, "HTTP/1.1 400 Bad Request\r\n\r\n"))) {
            assertThatThrownBy(
                            () ->
                                    connect(
                                            server.port(),
                                            Optional.of(new Tls.Unchecked()),
                                            TestService.basic(),
                                            Map.of()))
                    .isInstanceOfSatisfying(
                            ConnectionException.class,
                            refused -> assertThat(refused.remedy()).contains("scheme"));
        }
    }

    @Test
    void httpToATlsPortIsSaidInWords() throws Exception {
        try (TestService service = new TestService(ca().listen("server", false))) {
            assertThatThrownBy(
                            () ->
                                    connect(
                                            service.port(),
                                            Optional.empty(),
                                            TestService.basic(),
                                            Map.of()))
                    .isInstanceOfSatisfying(
                            ConnectionException.class,
                            refused -> {
                                assertThat(refused.reason()).isEqualTo(Reason.UNREACHABLE);
                                assertThat(refused.remedy()).contains("ansible_winrm_scheme");
                            });
        }
    }

    @Test
    void w21_aServerThatNeverAgreesOnTlsIsGivenUp() throws Exception {
        try (RawServer server = RawServer.start((number, in, out) -> Thread.sleep(60_000))) {
            assertThatThrownBy(
                            () ->
                                    connect(
                                            server.port(),
                                            Optional.of(new Tls.Unchecked()),
                                            TestService.basic(),
                                            Map.of()))
                    .isInstanceOfSatisfying(
                            ConnectionException.class,
                            late -> assertThat(late.reason()).isEqualTo(Reason.TIMEOUT));
        }
    }

    @Test
    void aProxyIsAskedForATunnelToAnHttpsPort() throws Exception {
        List<String> heads = new CopyOnWriteArrayList<>();
        try (TestService service = new TestService(ca().listen("server", false));
                RawServer proxy =
                        RawServer.start((n, in, out) -> tunnel(service.port(), heads, in, out))) {
            Tls tls = new Tls.Pinned(sha256("server"));
            Map<String, String> environment =
                    Map.of("https_proxy", "http://u:p@127.0.0.1:" + proxy.port());
            WinRmEndpoint endpoint =
                    endpoint("hv.invalid", 5986, Optional.of(tls), TestService.basic());
            connector(environment).connect(endpoint).close();
            assertThat(heads)
                    .allMatch(head -> head.startsWith("CONNECT hv.invalid:5986 HTTP/1.1\r\n"))
                    .allMatch(head -> head.contains("Proxy-Authorization: Basic dTpw\r\n"));
        }
    }

    @Test
    void aProxyIsGivenTheWholeAddressOfAnHttpPort() throws Exception {
        List<String> heads = new CopyOnWriteArrayList<>();
        try (RawServer proxy =
                RawServer.start(
                        (n, in, out) -> {
                            heads.add(RawServer.read(in).head());
                            RawServer.write(out, "HTTP/1.1 407 \r\nContent-Length: 0\r\n\r\n");
                        })) {
            Map<String, String> environment =
                    Map.of("http_proxy", "http://127.0.0.1:" + proxy.port());
            WinRmEndpoint endpoint =
                    endpoint("hv.invalid", 5985, Optional.empty(), TestService.basic());
            assertThatThrownBy(() -> connector(environment).connect(endpoint))
                    .isInstanceOf(ConnectionException.class)
                    .hasMessageContaining("proxy 127.0.0.1");
            assertThat(heads.getFirst())
                    .startsWith("POST http://hv.invalid:5985/wsman HTTP/1.1\r\n");
        }
    }

    private static void tunnel(int port, List<String> heads, InputStream in, OutputStream out)
            throws IOException {
        heads.add(RawServer.read(in).head());
        RawServer.write(out, "HTTP/1.1 200 Connection established\r\n\r\n");
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            Thread.ofVirtual()
                    .start(
                            () -> {
                                try {
                                    in.transferTo(socket.getOutputStream());
                                    socket.shutdownOutput();
                                } catch (IOException gone) {
                                    // Then it has ended.
                                }
                            });
            socket.getInputStream().transferTo(out);
        }
    }

    private String echo(String alias, Tls tls, Login login) throws Exception {
        try (TestService service = new TestService(ca().listen(alias, false));
                Connection connection = connect(service.port(), Optional.of(tls), login, Map.of());
                RemoteCommand command = connection.start("echo hi")) {
            return new String(command.stdout().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private ConnectionException refused(String alias, Tls tls) throws Exception {
        try (TestService service = new TestService(ca().listen(alias, false))) {
            connect(service.port(), Optional.of(tls), TestService.basic(), Map.of()).close();
        } catch (ConnectionException refused) {
            return refused;
        }
        throw new AssertionError("it was trusted");
    }

    private Connection connect(
            int port, Optional<Tls> tls, Login login, Map<String, String> environment)
            throws ConnectionException {
        return connector(environment).connect(endpoint("127.0.0.1", port, tls, login));
    }

    private WinRmConnector connector(Map<String, String> environment) {
        return new WinRmConnector(
                environment,
                endpoint ->
                        binding -> {
                            bound.add(binding);
                            return new ToyHandshake(TestService.PASSWORD);
                        });
    }

    private static WinRmEndpoint endpoint(String host, int port, Optional<Tls> tls, Login login) {
        return new WinRmEndpoint(
                host, port, tls, "/wsman", login, Optional.empty(), LONG, SHORT, LONG);
    }

    private static String sha256(String alias) throws Exception {
        byte[] der = ca().certificate(alias).getEncoded();
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(der));
    }
}
