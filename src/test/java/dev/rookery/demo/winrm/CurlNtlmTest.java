package dev.rookery.demo.winrm;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import dev.rookery.connect.winrm.auth.HandshakeException;
import dev.rookery.secret.Secret;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// curl logs in, with its own NTLM and with the system's SPNEGO. It asks for no sealing.
class CurlNtlmTest {
    private static final String PASSWORD = "p4ss word";

    @TempDir Path folder;

    private final Map<InetSocketAddress, Acceptor> connections = new ConcurrentHashMap<>();
    private Optional<HttpServer> started = Optional.empty();

    @BeforeEach
    void start() throws IOException {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        for (String scheme : List.of("NTLM", "Negotiate")) {
            Map<String, Secret> users = Map.of("tester", new Secret(PASSWORD));
            Acceptor.Factory factory =
                    NtlmAcceptor.factory(scheme, new NtlmAccounts("demo", users, false));
            server.createContext("/" + scheme, exchange -> serve(exchange, factory));
        }
        server.start();
        started = Optional.of(server);
    }

    @AfterEach
    void stop() {
        started.ifPresent(server -> server.stop(0));
    }

    @ParameterizedTest
    @CsvSource({
        "NTLM, --ntlm, tester, p4ss word, 200",
        "NTLM, --ntlm, DEMO\\Tester, p4ss word, 200",
        "NTLM, --ntlm, tester, wrong, 401",
        "NTLM, --ntlm, nobody, p4ss word, 401",
        "Negotiate, --negotiate, tester, p4ss word, 200",
        "Negotiate, --negotiate, tester, wrong, 401"
    })
    void aUserLogsInWithTheRightPasswordOnly(
            String scheme, String option, String user, String password, int status)
            throws IOException, InterruptedException {
        Path users = folder.resolve("users");
        Files.writeString(users, "DEMO:" + user + ":" + password + "\n");
        int port = started.orElseThrow().getAddress().getPort();
        List<String> command = new ArrayList<>(List.of("curl", "--silent", "--noproxy", "*"));
        command.addAll(List.of("--max-time", "20", "--output", "/dev/null"));
        command.addAll(List.of("--write-out", "%{http_code}", option));
        command.addAll(List.of("--user", option.equals("--ntlm") ? user + ":" + password : ":"));
        command.add("http://127.0.0.1:" + port + "/" + scheme);
        Assumptions.assumeTrue(has(option.equals("--ntlm") ? "NTLM" : "SPNEGO"), "no such curl");
        if (option.equals("--negotiate")) {
            Assumptions.assumeTrue(
                    Files.exists(Path.of("/etc/gss/mech.d/mech.ntlmssp.conf")), "no gss-ntlmssp");
        }
        Map<String, String> more =
                Map.of(
                        "NTLM_USER_FILE",
                        users.toString(),
                        "KRB5CCNAME",
                        "FILE:" + folder.resolve("none"));
        assertThat(run(command, more)).isEqualTo(Integer.toString(status));
    }

    private static boolean has(String feature) throws InterruptedException {
        try {
            return run(List.of("curl", "--version"), Map.of()).contains(feature);
        } catch (IOException missing) {
            return false;
        }
    }

    private static String run(List<String> command, Map<String, String> environment)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        Process process = builder.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said;
    }

    private void serve(HttpExchange exchange, Acceptor.Factory factory) throws IOException {
        exchange.getRequestBody().readAllBytes();
        String prefix = factory.scheme() + " ";
        String said = exchange.getRequestHeaders().getFirst("Authorization");
        int status = 401;
        String answer = factory.scheme();
        if (said != null && said.startsWith(prefix)) {
            try {
                byte[] token = Base64.getDecoder().decode(said.substring(prefix.length()));
                Acceptor.Step step =
                        connections
                                .computeIfAbsent(
                                        exchange.getRemoteAddress(),
                                        _ -> factory.accept(Optional.empty()))
                                .step(token);
                status = step.done() ? 200 : 401;
                answer =
                        step.reply()
                                .map(reply -> prefix + Base64.getEncoder().encodeToString(reply))
                                .orElse(factory.scheme());
            } catch (HandshakeException refused) {
                connections.remove(exchange.getRemoteAddress());
            }
        }
        exchange.getResponseHeaders().set("WWW-Authenticate", answer);
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }
}
