package dev.rookery.demo.winrm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;

class LimitsTest {
    private static WinRmServer limited(Limits limits) throws Exception {
        return WinRmServer.start(Servers.plain().withLimits(limits));
    }

    @Test
    void oneShellTooManyIsAFaultUntilAnotherIsDeleted() throws Exception {
        try (WinRmServer server = limited(Limits.ofWindows().withMaxShellsPerUser(2))) {
            WsClient client = new WsClient(server.url());
            String first = client.shell();
            client.shell();
            assertThat(client.create("").faultCode()).isEqualTo(2150859173L);
            client.delete(first);
            assertThat(client.create("").status()).isEqualTo(200);
        }
    }

    @Test
    void aShellThatIsNotThereIsAFault() throws Exception {
        try (WinRmServer server = limited(Limits.ofWindows())) {
            WsClient.Said said = new WsClient(server.url()).delete("F00D");
            assertThat(said.status()).isEqualTo(500);
            assertThat(said.faultCode()).isEqualTo(2150858843L);
            assertThat(said.value("Message")).contains("ShellId F00D");
        }
    }

    @Test
    void aSilentCommandIsTimedOutAndGoesOn() throws Exception {
        try (WinRmServer server = limited(Limits.ofWindows())) {
            WsClient client = new WsClient(server.url()).timeout("PT0.2S");
            String shell = client.shell();
            String command = client.command(shell, "read line; echo got $line");
            assertThat(client.receive(shell, command).faultCode()).isEqualTo(2150858793L);
            client.feed(shell, command, "it\n", false);
            client.timeout("PT20S");
            assertThat(client.all(shell, command, "stdout")).isEqualTo("got it\n");
        }
    }

    @Test
    void theServiceCutsALongOperationTimeout() throws Exception {
        Limits limits = Limits.ofWindows().withMaxTimeout(Duration.ofMillis(100));
        try (WinRmServer server = limited(limits)) {
            WsClient client = new WsClient(server.url()).timeout("PT100S");
            String shell = client.shell();
            String command = client.command(shell, "sleep 300");
            assertThat(client.receive(shell, command).faultCode()).isEqualTo(2150858793L);
        }
    }

    @Test
    void aMessageOverTheEnvelopesSizeIsAFaultAndOneFarOverItIsStatus413() throws Exception {
        try (WinRmServer server = limited(Limits.ofWindows().withMaxEnvelopeSize(20_000))) {
            WsClient client = new WsClient(server.url());
            String shell = client.shell();
            String command = client.command(shell, "cat");
            assertThat(client.feed(shell, command, "x".repeat(14_400), false).faultCode())
                    .isEqualTo(2150858825L);
            assertThat(client.feed(shell, command, "x".repeat(40_000), false).status())
                    .isEqualTo(413);
            assertThat(client.feed(shell, command, "x".repeat(10_000), true).status())
                    .isEqualTo(200);
            assertThat(client.all(shell, command, "stdout")).hasSize(10_000);
        }
    }

    @Test
    void anEnvelopeTooSmallForAnAnswerIsAFault() throws Exception {
        try (WinRmServer server = limited(Limits.ofWindows())) {
            WsClient client = new WsClient(server.url()).envelope(100);
            assertThat(client.create("").faultCode()).isEqualTo(2150858878L);
        }
    }

    @Test
    void anIdleShellIsDeletedWithItsProcesses() throws Exception {
        try (WinRmServer server = limited(Limits.ofWindows())) {
            WsClient client = new WsClient(server.url());
            String shell =
                    client.create("<rsp:IdleTimeOut>PT0.5S</rsp:IdleTimeOut>").value("ShellId");
            String command = client.command(shell, "echo $$; sleep 300");
            String pid = client.receive(shell, command).stream("stdout");
            assertThat(Servers.comes(() -> server.openShells() == 0)).isTrue();
            assertThat(Servers.comes(() -> Servers.process(pid).isEmpty())).isTrue();
            assertThat(client.receive(shell, command).faultCode()).isEqualTo(2150858843L);
        }
    }

    @Test
    void aShellIsNotIdleWhileItsOutputIsWaitedFor() throws Exception {
        Limits limits = Limits.ofWindows().withIdleTimeout(Duration.ofMillis(300));
        try (WinRmServer server = limited(limits)) {
            WsClient client = new WsClient(server.url());
            String shell = client.shell();
            String command = client.command(shell, "sleep 1; echo late");
            assertThat(client.receive(shell, command).stream("stdout")).isEqualTo("late\n");
        }
    }

    @Test
    void inputThatNobodyReadsIsTimedOut() throws Exception {
        try (WinRmServer server = limited(Limits.ofWindows())) {
            WsClient client = new WsClient(server.url()).timeout("PT0.2S");
            String shell = client.shell();
            String command = client.command(shell, "sleep 300");
            WsClient.Said said;
            int sent = 0;
            do {
                said = client.feed(shell, command, "x".repeat(60_000), false);
                sent++;
            } while (said.status() == 200 && sent < 100);
            assertThat(said.faultCode()).isEqualTo(2150858793L);
            assertThat(sent).isLessThan(30);
        }
    }
}
