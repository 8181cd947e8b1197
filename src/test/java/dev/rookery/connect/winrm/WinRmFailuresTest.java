package dev.rookery.connect.winrm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rookery.connect.Connection;
import dev.rookery.connect.ConnectionException;
import dev.rookery.connect.ConnectionException.Reason;
import dev.rookery.connect.RemoteCommand;
import dev.rookery.connect.WinRmEndpoint;
import dev.rookery.connect.WinRmEndpoint.Login;
import dev.rookery.connect.winrm.TestService.Failing;
import dev.rookery.connect.winrm.http.RawServer;
import dev.rookery.secret.Secret;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;

/// Each step of a command fails in each way: its streams end, its shell goes if it can, and nothing
/// runs twice.
@Timeout(30)
class WinRmFailuresTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    private TestService service = newService();

    private static TestService newService() {
        try {
            return new TestService();
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @BeforeEach
    @AfterEach
    void another() throws IOException {
        service.close();
        service = newService();
    }

    private Connection connect(Login login) throws ConnectionException {
        return connect(login, Duration.ofMillis(300), Duration.ofMillis(1200));
    }

    private Connection connect(Login login, Duration operation, Duration read)
            throws ConnectionException {
        return new WinRmConnector(
                        Map.of(), endpoint -> binding -> new ToyHandshake(password(login)))
                .connect(service.endpoint(login, Optional.empty(), operation, read));
    }

    private static String password(Login login) {
        return login instanceof Login.Ntlm ntlm ? ntlm.password().reveal() : "";
    }

    @ParameterizedTest
    @CsvSource({
        "200 OK, what answers is not WinRM",
        "302 Found, the service redirects",
        "404 Not Found, there is no WinRM service at /wsman",
        "503 Unavailable, not running or too busy"
    })
    void whoeverAnswersWithoutTheHandshakeIsNoWinRm(String status, String words) throws Exception {
        try (RawServer server =
                RawServer.start(
                        (number, in, out) -> {
                            RawServer.read(in);
                            RawServer.write(
                                    out, "HTTP/1.1 " + status + "\r\nContent-Length: 2\r\n\r\nno");
                        })) {
            WinRmEndpoint there =
                    new WinRmEndpoint(
                            "127.0.0.1",
                            server.port(),
                            Optional.empty(),
                            "/wsman",
                            TestService.ntlm(),
                            Optional.empty(),
                            SOON,
                            SOON,
                            SOON.multipliedBy(2));
            assertThatThrownBy(() -> new WinRmConnector(Map.of()).connect(there))
                    .isInstanceOfSatisfying(
                            ConnectionException.class,
                            failed -> {
                                assertThat(failed).hasMessageContaining(words);
                                assertThat(failed.remedy()).isNotEmpty();
                            });
        }
    }

    @Test
    void aPortThatNobodyListensOnSaysWhatToDo() throws IOException {
        service.close();
        assertThatThrownBy(() -> connect(TestService.ntlm()))
                .isInstanceOfSatisfying(
                        ConnectionException.class,
                        refused -> {
                            assertThat(refused.reason()).isEqualTo(Reason.UNREACHABLE);
                            assertThat(refused).hasMessageContaining("is WinRM listening");
                            assertThat(refused.remedy()).contains("Enable-PSRemoting", "5986");
                        });
    }

    @ParameterizedTest
    @EnumSource(
            value = Failing.class,
            names = {"CUT", "CUT_AFTER_DOING_IT", "STATUS_500", "FAULT", "SILENCE", "OPEN_BODY"})
    void aServiceThatFailsToAnswerFirstDoesNotConnect(Failing how) {
        service.fail("Identify", how);
        assertThatThrownBy(() -> connect(TestService.ntlm(), SOON, SOON.multipliedBy(2)))
                .isInstanceOf(ConnectionException.class);
    }

    @ParameterizedTest
    @EnumSource
    void aShellThatCannotBeMadeStartsNothing(Failing how) throws Exception {
        try (Connection connection = connect(TestService.ntlm())) {
            service.fail("Create", how);
            assertThatThrownBy(() -> connection.start("true"))
                    .isInstanceOf(ConnectionException.class);
            assertThat(service.asked()).doesNotContain("Command");
            assertThat(times("Create")).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aCommandThatDoesNotStartIsSentOnceAndItsShellGoes(Failing how) throws Exception {
        try (Connection connection = connect(TestService.ntlm())) {
            service.fail("Command", how);
            assertThatThrownBy(() -> connection.start("true"))
                    .isInstanceOf(ConnectionException.class);
            assertThat(times("Command")).isEqualTo(1);
        }
        assertThat(service.shells()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void inputThatIsNotTakenFailsItsWriterAndIsSentOnce(Failing how) throws Exception {
        try (Connection connection = connect(TestService.ntlm())) {
            service.fail("Send", how);
            try (RemoteCommand command = connection.start("cat")) {
                assertThatThrownBy(
                                () -> {
                                    command.stdin().write(new byte[] {1});
                                    command.stdin().flush();
                                })
                        .isInstanceOf(IOException.class);
                assertThat(times("Send")).isEqualTo(1);
            }
        }
        assertThat(service.shells()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void outputThatIsLostEndsTheStreamsAndTheShell(Failing how) throws Exception {
        try (Connection connection = connect(TestService.ntlm())) {
            service.fail("Receive", how);
            try (RemoteCommand command = connection.start("echo x; sleep 60")) {
                assertThatThrownBy(() -> command.stdout().read()).isInstanceOf(IOException.class);
                assertThatThrownBy(() -> command.stderr().read()).isInstanceOf(IOException.class);
                assertThat(command.awaitExit(SOON)).isEmpty();
            }
            assertThat(times("Receive")).isEqualTo(1);
            assertThat(service.shells()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Failing.class,
            names = {"SILENCE"},
            mode = EnumSource.Mode.EXCLUDE)
    void aSignalThatFailsLeavesTheShellsEnd(Failing how) throws Exception {
        try (Connection connection = connect(TestService.ntlm())) {
            service.fail("Signal", how);
            connection.start("sleep 60").close();
            assertThat(service.shells()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aDeleteThatFailsIsQuietAndShort(Failing how) throws Exception {
        Connection connection = connect(TestService.ntlm());
        service.fail("Delete", how);
        RemoteCommand command = connection.start("true");
        assertThat(command.stdout().readAllBytes()).isEmpty();
        assertThat(command.awaitExit(SOON)).hasValue(0);
        long start = System.nanoTime();
        command.close();
        connection.close();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(9));
    }

    @Test
    void noOutputForLongerThanTheOperationTimeoutIsNoFailure() throws Exception {
        try (Connection connection = connect(TestService.ntlm());
                RemoteCommand command = connection.start("sleep 1.2; echo late; exit 3")) {
            assertThat(text(command)).isEqualTo("late\n");
            assertThat(command.awaitExit(SOON)).hasValue(3);
            assertThat(times("Receive")).isGreaterThan(3);
        }
    }

    @ParameterizedTest
    @CsvSource({"1", "2", "3"})
    void aServiceThatEndsItsConnectionsLosesNothing(int requests) throws Exception {
        service.closeConnectionsAfter(requests);
        try (Connection connection = connect(TestService.basic());
                RemoteCommand command = connection.start("cat; exit 4")) {
            command.stdin().write(new byte[100_000]);
            command.stdin().close();
            assertThat(command.stdout().readAllBytes()).hasSize(100_000);
            assertThat(command.awaitExit(SOON)).hasValue(4);
        }
        assertThat(service.shells()).isZero();
        assertThat(service.connections()).isGreaterThan(2);
    }

    @Test
    void afterASuccessTheConnectionsAreUsedAgain() throws Exception {
        try (Connection connection = connect(TestService.ntlm())) {
            for (int i = 0; i < 4; i++) {
                try (RemoteCommand command = connection.start("echo hi")) {
                    assertThat(text(command)).isEqualTo("hi\n");
                }
            }
        }
        assertThat(service.connections()).isEqualTo(2);
        assertThat(service.asked()).doesNotContain("Signal");
    }

    @Test
    void aFullQuotaIsTriedAgainAndThenExplained() throws Exception {
        try (Connection connection = connect(TestService.ntlm())) {
            service.failWithCode("Create", 2_150_859_174L, 2);
            connection.start("true").close();
            assertThat(times("Create")).isEqualTo(3);
            service.failWithCode("Create", 2_150_859_173L, 100);
            assertThatThrownBy(() -> connection.start("true"))
                    .isInstanceOfSatisfying(
                            ConnectionException.class,
                            full -> {
                                assertThat(full.reason()).isEqualTo(Reason.REFUSED);
                                assertThat(full).hasMessageContaining("too many shells");
                                assertThat(full).hasMessageContaining("Etwas ging schief.");
                                assertThat(full.remedy()).contains("MaxShellsPerUser");
                            });
        }
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void aWrongPasswordFailsToConnectAndSaysWhatIsOffered(boolean sealed) {
        Secret wrong = new Secret("wrong-secret");
        Login login = sealed ? new Login.Ntlm("u", wrong) : new Login.Basic("u", wrong);
        assertThatThrownBy(() -> connect(login))
                .isInstanceOfSatisfying(
                        ConnectionException.class,
                        refused -> {
                            assertThat(refused.reason()).isEqualTo(Reason.AUTHENTICATION);
                            assertThat(refused)
                                    .hasMessageContaining("Negotiate, Basic")
                                    .hasMessageNotContaining("wrong-secret");
                            assertThat(refused.remedy()).contains("ansible_password");
                        });
    }

    @Test
    void aFloodWaitsForItsReader() throws Exception {
        try (Connection connection = connect(TestService.ntlm());
                RemoteCommand command = connection.start("yes")) {
            Thread.sleep(1500);
            int unread = command.stdout().available();
            assertThat(unread).isBetween(1, 1 << 20);
            assertThat(command.stdout().readNBytes(3_000_000)).hasSize(3_000_000);
        }
        assertThat(service.shells()).isZero();
    }

    @Test
    void allOfUnicodeGoesBothWays() throws Exception {
        String text = "Grüße, Ελλάδα, 日本, \uD83D\uDC27 & <tag> \"quoted\" ]]>";
        try (Connection connection = connect(TestService.ntlm());
                RemoteCommand command = connection.start("printf %s '" + text + "'; cat")) {
            command.stdin().write(text.getBytes(StandardCharsets.UTF_8));
            command.stdin().close();
            assertThat(text(command)).isEqualTo(text + text);
        }
    }

    @Test
    void aControlCharacterIsRefusedBeforeAnythingStarts() throws Exception {
        try (Connection connection = connect(TestService.ntlm())) {
            assertThatThrownBy(() -> connection.start("echo \u0001"))
                    .isInstanceOf(ConnectionException.class)
                    .hasMessageContaining("cannot be sent");
        }
        assertThat(service.shells()).isZero();
    }

    private int times(String step) {
        return Collections.frequency(service.asked(), step);
    }

    private static String text(RemoteCommand command) throws IOException {
        return new String(command.stdout().readAllBytes(), StandardCharsets.UTF_8);
    }
}
