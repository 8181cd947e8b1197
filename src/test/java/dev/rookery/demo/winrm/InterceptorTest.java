package dev.rookery.demo.winrm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;

class InterceptorTest {
    private static WinRmServer disturbed(String action, boolean done, Disturbance how)
            throws IOException {
        Interceptor interceptor =
                step ->
                        step.action().equals(action) && step.done() == done && step.number() == 1
                                ? how
                                : new Disturbance.None();
        return WinRmServer.start(Servers.plain().withInterceptor(interceptor));
    }

    @Test
    void aCutBeforeLeavesNothingDoneAndOneAfterLeavesItDone() throws Exception {
        try (WinRmServer server = disturbed("Create", false, new Disturbance.Cut())) {
            assertThatThrownBy(() -> new WsClient(server.url()).create(""))
                    .isInstanceOf(IOException.class);
            assertThat(server.openShells()).isZero();
        }
        try (WinRmServer server = disturbed("Create", true, new Disturbance.Cut())) {
            assertThatThrownBy(() -> new WsClient(server.url()).create(""))
                    .isInstanceOf(IOException.class);
            assertThat(server.openShells()).isEqualTo(1);
        }
    }

    @Test
    void anAnswerCanBeAStatusOrAFault() throws Exception {
        try (WinRmServer server = disturbed("Create", false, new Disturbance.Status(503))) {
            assertThat(new WsClient(server.url()).create("")).isEqualTo(new WsClient.Said(503, ""));
            assertThat(server.openShells()).isZero();
        }
        try (WinRmServer server = disturbed("Delete", true, new Disturbance.Faulty(5))) {
            WsClient client = new WsClient(server.url());
            assertThat(client.delete(client.shell()).faultCode()).isEqualTo(5);
            assertThat(server.openShells()).isZero();
        }
    }

    @Test
    void anAnswerCanEndTooEarlyOrBeAnother() throws Exception {
        try (WinRmServer server = disturbed("Create", true, new Disturbance.CutAfter(300))) {
            assertThatThrownBy(() -> new WsClient(server.url()).create(""))
                    .isInstanceOf(IOException.class);
        }
        try (WinRmServer server = disturbed("Create", true, new Disturbance.Corrupt(1))) {
            assertThat(new WsClient(server.url()).create("").text()).startsWith("<S:Envelope");
        }
    }

    @Test
    void anAnswerCanBeLate() throws Exception {
        Disturbance late = new Disturbance.Delay(Duration.ofMillis(300));
        try (WinRmServer server = disturbed("Create", true, late)) {
            long begin = System.nanoTime();
            assertThat(new WsClient(server.url()).create("").status()).isEqualTo(200);
            assertThat(Duration.ofNanos(System.nanoTime() - begin))
                    .isGreaterThan(Duration.ofMillis(290));
        }
    }
}
