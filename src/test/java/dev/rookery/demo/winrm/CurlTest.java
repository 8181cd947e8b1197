package dev.rookery.demo.winrm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rookery.secret.Secret;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// curl asks our server who it is.
class CurlTest {
    static final String IDENTIFY =
            """
            <s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"
              xmlns:i="http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd">
              <s:Header/><s:Body><i:Identify/></s:Body></s:Envelope>
            """;

    @TempDir private Path home;

    @BeforeEach
    void requireCurl() {
        assumeTrue(Tool.isThere("curl"), "curl is not installed");
    }

    /// What curl says: the body, and the last answer's status in a line of its own.
    private String curl(WinRmServer server, String... arguments)
            throws IOException, InterruptedException {
        return curl(IDENTIFY, server, arguments);
    }

    private String curl(String text, WinRmServer server, String... arguments)
            throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "curl",
                                "--silent",
                                "--max-time",
                                "60",
                                "--write-out",
                                "\n%{http_code}",
                                "--header",
                                "Content-Type: application/soap+xml;charset=UTF-8",
                                "--data-binary",
                                "@request.xml"));
        command.addAll(List.of(arguments));
        command.add(server.url());
        Files.writeString(home.resolve("request.xml"), text);
        return Tool.run(home, Map.of(), command).out();
    }

    private static ServerOptions ntlm(String scheme) {
        Map<String, Secret> users = Map.of(WsClient.USER, new Secret(WsClient.PASSWORD));
        return Servers.with(Servers::sh)
                .withAcceptor(
                        NtlmAcceptor.factory(scheme, new NtlmAccounts("WINDOWS", users, false)));
    }

    @Test
    void ntlmLetsItIn() throws Exception {
        try (WinRmServer server = WinRmServer.start(ntlm("NTLM").withUnencrypted())) {
            assertThat(curl(server, "--ntlm", "--user", WsClient.USER + ":" + WsClient.PASSWORD))
                    .contains("IdentifyResponse")
                    .endsWith("\n200");
            assertThat(curl(server, "--ntlm", "--user", WsClient.USER + ":wrong"))
                    .endsWith("\n401");
        }
    }

    @Test
    void aPlainMessageIsRefusedThoughItsSenderIsKnown() throws Exception {
        try (WinRmServer server = WinRmServer.start(ntlm("NTLM"))) {
            assertThat(curl(server, "--ntlm", "--user", WsClient.USER + ":" + WsClient.PASSWORD))
                    .isEqualTo("\n500");
        }
    }

    @Test
    void basicOverTlsLetsItIn(@TempDir Path authority) throws Exception {
        TestAuthority ca = TestAuthority.createOrSkip(authority);
        ServerOptions options = Servers.with(Servers::sh).withBasic().withTls(ca.serverContext());
        try (WinRmServer server = WinRmServer.start(options)) {
            String authorities = ca.authorityFile().toString();
            assertThat(
                            curl(
                                    server,
                                    "--cacert",
                                    authorities,
                                    "--user",
                                    WsClient.USER + ":" + WsClient.PASSWORD))
                    .endsWith("\n200");
            assertThat(curl(server, "--cacert", authorities)).endsWith("\n401");
        }
    }

    @Test
    void whoeverAsksWithoutALoginIsToldWhatIsOffered() throws Exception {
        try (WinRmServer server =
                WinRmServer.start(ntlm("Negotiate").withBasic().withUnencrypted())) {
            assertThat(curl(server, "--include").replace("\r", ""))
                    .containsSubsequence(
                            "WWW-Authenticate: Negotiate",
                            "WWW-Authenticate: Basic realm=\"WSMAN\"")
                    .endsWith("\n401");
            assertThat(curl(server, "--header", "WSMANIDENTIFY: unauthenticated"))
                    .endsWith("\n200");
        }
    }

    @Test
    void whoeverAsksWithoutALoginMayAskForNothingElse() throws Exception {
        try (WinRmServer server = WinRmServer.start(ntlm("Negotiate"))) {
            String create = IDENTIFY.replace("<i:Identify/>", "<i:Create/>");
            assertThat(curl(create, server, "--header", "WSMANIDENTIFY: unauthenticated"))
                    .endsWith("\n401");
            assertThat(curl(server, "--header", "WSMANIDENTIFY: other")).endsWith("\n401");
        }
    }
}
