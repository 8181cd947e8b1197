package dev.rookery.demo.winrm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rookery.secret.Secret;
import dev.rookery.shell.powershell.PowerShells;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/// python3-winrm against our server: plain, sealed, over TLS and by a certificate.
class PywinrmTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /// NTLM needs MD4, which OpenSSL 3 has in its legacy provider only.
    private static final String OPENSSL =
            """
            openssl_conf = init
            [init]
            providers = providers
            [providers]
            default = active
            legacy = active
            [active]
            activate = 1
            """;

    private static final String TALK = "printf 'grüße €'; printf nö >&2; exit 5";

    @TempDir private static Path home;
    private static String python = "";

    @BeforeAll
    static void findPython() throws Exception {
        python = pythonWith("winrm, requests_ntlm").orElse("");
        assumeTrue(!python.isEmpty(), "no python3 that has winrm and requests_ntlm");
        Files.writeString(home.resolve("openssl.cnf"), OPENSSL);
        try (InputStream script = PywinrmTest.class.getResourceAsStream("pywinrm.py")) {
            Files.write(home.resolve("pywinrm.py"), Objects.requireNonNull(script).readAllBytes());
        }
    }

    /// A distribution's own python3 may not be the first on PATH.
    private static Optional<String> pythonWith(String modules)
            throws IOException, InterruptedException {
        for (String candidate : List.of("python3", "/usr/bin/python3")) {
            boolean there = Tool.isThere(candidate) || Files.isExecutable(Path.of(candidate));
            if (there
                    && Tool.run(home, Map.of(), List.of(candidate, "-c", "import " + modules))
                                    .code()
                            == 0) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    private static JsonNode pywinrm(
            WinRmServer server, String transport, Map<String, Object> options, String... task)
            throws IOException, InterruptedException {
        List<String> command =
                Stream.concat(
                                Stream.of(
                                        python,
                                        "pywinrm.py",
                                        server.url(),
                                        transport,
                                        JSON.writeValueAsString(options)),
                                Stream.of(task))
                        .toList();
        Map<String, String> environment =
                Map.of("OPENSSL_CONF", home.resolve("openssl.cnf").toString());
        Tool.Said said = Tool.run(home, environment, command);
        assertThat(said.code()).as(said.out() + said.err()).isZero();
        return JSON.readTree(said.out());
    }

    private static Map<String, Object> password(String password) {
        return Map.of("username", WsClient.USER, "password", password);
    }

    private static ServerOptions ntlm(ServerOptions options) {
        return ntlm(options, false);
    }

    private static ServerOptions ntlm(ServerOptions options, boolean bindingRequired) {
        Map<String, Secret> users = Map.of(WsClient.USER, new Secret(WsClient.PASSWORD));
        return options.withAcceptor(
                NtlmAcceptor.factory(
                        "Negotiate", new NtlmAccounts("WINDOWS", users, bindingRequired)));
    }

    private static void assertTalks(JsonNode said, boolean sealed) {
        assertThat(said.toString())
                .isEqualTo(
                        "{\"out\":\"grüße €\",\"err\":\"nö\",\"code\":5,\"sealed\":"
                                + sealed
                                + "}");
    }

    @Test
    void basicOverHttpRunsCommandsAndSendsInput() throws Exception {
        try (WinRmServer server = WinRmServer.start(Servers.plain())) {
            Map<String, Object> login = password(WsClient.PASSWORD);
            assertTalks(pywinrm(server, "plaintext", login, "run", TALK), false);
            assertThat(
                            pywinrm(server, "plaintext", login, "echo", "100000")
                                    .path("same")
                                    .asBoolean())
                    .isTrue();
            assertThat(server.openShells()).isZero();
        }
    }

    @Test
    void aWrongPasswordIsRefused() throws Exception {
        try (WinRmServer server = WinRmServer.start(ntlm(Servers.plain()))) {
            for (String transport : List.of("plaintext", "ntlm")) {
                assertThat(
                                pywinrm(server, transport, password("wrong"), "run", TALK)
                                        .path("refused")
                                        .asString())
                        .startsWith("InvalidCredentialsError");
            }
            assertThat(server.openShells()).isZero();
        }
    }

    @Test
    void ntlmOverHttpSealsEveryMessage() throws Exception {
        try (WinRmServer server = WinRmServer.start(ntlm(Servers.with(Servers::sh)))) {
            Map<String, Object> login =
                    Map.of(
                            "username", WsClient.USER,
                            "password", WsClient.PASSWORD,
                            "message_encryption", "always");
            assertTalks(pywinrm(server, "ntlm", login, "run", TALK), true);
            assertThat(pywinrm(server, "ntlm", login, "echo", "100000").path("same").asBoolean())
                    .isTrue();
            JsonNode fault = pywinrm(server, "ntlm", login, "run", "x".repeat(9000));
            assertThat(fault.path("err").asString()).contains("The command line is too long");
        }
    }

    @Test
    void ntlmWithoutSealingIsRefusedWhereMessagesMustBeEncrypted() throws Exception {
        try (WinRmServer server = WinRmServer.start(ntlm(Servers.with(Servers::sh)))) {
            Map<String, Object> login =
                    Map.of(
                            "username", WsClient.USER,
                            "password", WsClient.PASSWORD,
                            "message_encryption", "never");
            assertThat(pywinrm(server, "ntlm", login, "run", TALK).path("refused").asString())
                    .contains("Code 500");
            assertThat(server.openShells()).isZero();
        }
    }

    @Test
    void overTlsItChecksTheCertificateAndUsesBasicNtlmAndACertificate(@TempDir Path authority)
            throws Exception {
        TestAuthority ca = TestAuthority.createOrSkip(authority);
        ServerOptions options =
                ntlm(
                        Servers.with(Servers::sh)
                                .withTls(ca.serverContext())
                                .withBasic()
                                .withCertificates(),
                        true);
        try (WinRmServer server = WinRmServer.start(options)) {
            Map<String, Object> login =
                    Map.of(
                            "username", WsClient.USER,
                            "password", WsClient.PASSWORD,
                            "ca_trust_path", ca.authorityFile().toString());
            assertTalks(pywinrm(server, "ssl", login, "run", TALK), false);
            assertTalks(pywinrm(server, "ntlm", login, "run", TALK), false);
            Map<String, Object> certificate =
                    Map.of(
                            "cert_pem", ca.clientFile().toString(),
                            "cert_key_pem", ca.clientKeyFile().toString(),
                            "ca_trust_path", ca.authorityFile().toString());
            assertTalks(pywinrm(server, "certificate", certificate, "run", TALK), false);
        }
    }

    @Test
    void anotherPersonsCertificateIsRefused(@TempDir Path authority) throws Exception {
        TestAuthority ca = TestAuthority.createOrSkip(authority);
        ServerOptions options =
                ServerOptions.of(Servers::sh, "somebody", new Secret("else"))
                        .withTls(ca.serverContext())
                        .withCertificates();
        try (WinRmServer server = WinRmServer.start(options)) {
            Map<String, Object> certificate =
                    Map.of(
                            "cert_pem", ca.clientFile().toString(),
                            "cert_key_pem", ca.clientKeyFile().toString(),
                            "ca_trust_path", ca.authorityFile().toString());
            assertThat(
                            pywinrm(server, "certificate", certificate, "run", TALK)
                                    .path("refused")
                                    .asString())
                    .startsWith("InvalidCredentialsError");
        }
    }

    @Test
    void powerShellRunsSealed() throws Exception {
        Path program = PowerShells.powershellOrSkip();
        ServerOptions options = ntlm(Servers.with(Servers.powerShell(program, home)));
        try (WinRmServer server = WinRmServer.start(options)) {
            JsonNode said =
                    pywinrm(
                            server,
                            "ntlm",
                            password(WsClient.PASSWORD),
                            "ps",
                            "'gr' + [char]0xfc + [char]0xdf + 'e'; exit 4");
            assertThat(said.path("out").asString().strip()).isEqualTo("grüße");
            assertThat(said.path("code").asInt()).isEqualTo(4);
            assertThat(said.path("sealed").asBoolean()).isTrue();
        }
    }
}
