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
import dev.rookery.connect.winrm.tls.TestAuthority;
import dev.rookery.demo.winrm.Disturbance;
import dev.rookery.demo.winrm.Interceptor;
import dev.rookery.demo.winrm.NtlmAcceptor;
import dev.rookery.demo.winrm.NtlmAccounts;
import dev.rookery.demo.winrm.ServerOptions;
import dev.rookery.demo.winrm.WinRmServer;
import dev.rookery.secret.Secret;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Against a WS-Management server with NTLM that seals, as Windows has it.
@Timeout(60)
class WinRmConnectionTest {
    private static final Secret PASSWORD = new Secret("Passw0rd!");
    private static final Login NTLM = new Login.Ntlm("Administrator", PASSWORD);
    private static final Duration OPERATION = Duration.ofMillis(400);
    private static final Duration READ = Duration.ofMillis(1500);
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir Path directory;

    /// Where an exchange is broken, and how.
    record Break(String action, boolean done, Disturbance how) {
        @Override
        public String toString() {
            return how + (done ? " after " : " before ") + action;
        }
    }

    static List<Break> breaks() {
        List<Break> all = new ArrayList<>();
        List<Disturbance> ways =
                List.of(
                        new Disturbance.Cut(),
                        new Disturbance.Status(500),
                        new Disturbance.Faulty(2_150_858_752L),
                        new Disturbance.Delay(Duration.ofSeconds(6)),
                        new Disturbance.CutAfter(150),
                        new Disturbance.Corrupt(400));
        for (String action : List.of("Create", "Command", "Send", "Receive", "Signal", "Delete")) {
            for (Disturbance how : ways) {
                all.add(new Break(action, false, how));
                if (how instanceof Disturbance.Cut) {
                    all.add(new Break(action, true, how));
                }
            }
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("breaks")
    void w21_whateverBreaksTheCommandEndsAndRunsOnce(Break broken) throws Exception {
        Path ran = directory.resolve("ran");
        Map<String, Integer> counts = new ConcurrentHashMap<>();
        Interceptor interceptor =
                step -> {
                    if (!step.done()) {
                        counts.merge(step.action(), 1, Integer::sum);
                    }
                    return step.action().equals(broken.action()) && step.done() == broken.done()
                            ? broken.how()
                            : new Disturbance.None();
                };
        try (WinRmServer server = WinRmServer.start(sealed().withInterceptor(interceptor))) {
            try (Connection connection = connect(server, NTLM, Optional.empty())) {
                use(connection, "echo ran >> " + ran + "; head -c 3; sleep 60");
            }
            List<String> lines = Files.exists(ran) ? Files.readAllLines(ran) : List.of();
            assertThat(lines).hasSizeLessThan(2);
            for (String once : List.of("Create", "Command", "Send")) {
                assertThat(counts.getOrDefault(once, 0)).as(once).isLessThan(2);
            }
            if (!List.of("Create", "Delete").contains(broken.action())) {
                assertThat(server.openShells()).isZero();
            }
        }
    }

    /// Writes, reads a little, and gives the command up while it runs.
    private static void use(Connection connection, String line) {
        try (RemoteCommand command = connection.start(line)) {
            command.stdin().write("abc".getBytes(StandardCharsets.US_ASCII));
            command.stdin().close();
            assertThat(command.stdout().readNBytes(3))
                    .isEqualTo("abc".getBytes(StandardCharsets.US_ASCII));
        } catch (ConnectionException | IOException broken) {
            assertThat(broken.getMessage()).isNotBlank();
        }
    }

    @Test
    void sealedMessagesCarryACommandOverHttp() throws Exception {
        try (WinRmServer server = WinRmServer.start(sealed());
                Connection connection = connect(server, NTLM, Optional.empty());
                RemoteCommand command = connection.start("cat; echo bad >&2; exit 9")) {
            byte[] much = "Größe 日本 \uD83D\uDC27\n".repeat(20_000).getBytes(StandardCharsets.UTF_8);
            command.stdin().write(much);
            command.stdin().close();
            assertThat(command.stdout().readAllBytes()).isEqualTo(much);
            assertThat(command.stderr().readAllBytes())
                    .isEqualTo("bad\n".getBytes(StandardCharsets.UTF_8));
            assertThat(command.awaitExit(SOON)).hasValue(9);
        }
    }

    @Test
    void overTlsTheHandshakeIsBoundToTheChannel() throws Exception {
        TestAuthority authority = TestAuthority.in(directory);
        ServerOptions options = withNtlm(true).withTls(authority.context("server"));
        Tls tls = new Tls.Authorities(authority.certificateFile("ca"));
        try (WinRmServer server = WinRmServer.start(options);
                Connection connection = connect(server, NTLM, Optional.of(tls));
                RemoteCommand command = connection.start("echo hi")) {
            assertThat(command.stdout().readAllBytes())
                    .isEqualTo("hi\n".getBytes(StandardCharsets.UTF_8));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"wrong", ""})
    void aWrongPasswordIsKnownBeforeAnyCommand(String password) throws Exception {
        Login wrong = new Login.Ntlm("Administrator", new Secret(password));
        try (WinRmServer server = WinRmServer.start(sealed())) {
            assertThatThrownBy(() -> connect(server, wrong, Optional.empty()))
                    .isInstanceOfSatisfying(
                            ConnectionException.class,
                            refused -> {
                                assertThat(refused.reason()).isEqualTo(Reason.AUTHENTICATION);
                                assertThat(refused.remedy()).contains("ansible_password");
                            });
        }
    }

    @Test
    void theServicesQuotaIsExplained() throws Exception {
        ServerOptions one =
                sealed().withLimits(
                                dev.rookery.demo.winrm.Limits.ofWindows().withMaxShellsPerUser(1));
        try (WinRmServer server = WinRmServer.start(one);
                Connection connection = connect(server, NTLM, Optional.empty());
                RemoteCommand first = connection.start("cat")) {
            assertThatThrownBy(() -> connection.start("true"))
                    .isInstanceOfSatisfying(
                            ConnectionException.class,
                            full -> assertThat(full.remedy()).contains("MaxShellsPerUser"));
            first.stdin().close();
            assertThat(first.awaitExit(SOON)).hasValue(0);
        }
    }

    @Test
    void anAnswerCutAtAnyPlaceStartsNothingTwice() throws Exception {
        for (int bytes = 0; bytes < 900; bytes += 37) {
            Disturbance cut = new Disturbance.CutAfter(bytes);
            Interceptor interceptor =
                    step ->
                            step.action().equals("Command") && step.done()
                                    ? cut
                                    : new Disturbance.None();
            Path ran = directory.resolve("ran" + bytes);
            try (WinRmServer server = WinRmServer.start(sealed().withInterceptor(interceptor));
                    Connection connection = connect(server, NTLM, Optional.empty())) {
                assertThatThrownBy(() -> connection.start("echo ran >> " + ran))
                        .isInstanceOf(ConnectionException.class);
                assertThat(server.openShells()).isZero();
            }
            List<String> lines = Files.exists(ran) ? Files.readAllLines(ran) : List.of();
            assertThat(lines).hasSizeLessThan(2);
        }
    }

    private static ServerOptions sealed() {
        return withNtlm(false);
    }

    private static ServerOptions withNtlm(boolean bound) {
        NtlmAccounts accounts = new NtlmAccounts("demo", Map.of("Administrator", PASSWORD), bound);
        return ServerOptions.of(
                        line -> new ProcessBuilder("/bin/sh", "-c", line),
                        "Administrator",
                        PASSWORD)
                .withAcceptor(NtlmAcceptor.factory("Negotiate", accounts));
    }

    private static Connection connect(WinRmServer server, Login login, Optional<Tls> tls)
            throws ConnectionException {
        WinRmEndpoint endpoint =
                new WinRmEndpoint(
                        "127.0.0.1",
                        server.port(),
                        tls,
                        "/wsman",
                        login,
                        Optional.empty(),
                        Duration.ofSeconds(10),
                        OPERATION,
                        READ);
        return new WinRmConnector(Map.of()).connect(endpoint);
    }
}
