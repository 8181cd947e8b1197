package dev.rookery.demo.winrm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;

class WinRmServerTest {
    @Test
    void aCommandGivesItsOutputItsErrorsAndItsExitCode() throws Exception {
        try (WinRmServer server = WinRmServer.start(Servers.plain())) {
            WsClient client = new WsClient(server.url());
            String shell = client.shell();
            String command = client.command(shell, "printf 'grüße'; printf no >&2; exit 7");
            assertThat(client.all(shell, command, "stdout")).isEqualTo("grüße");
            WsClient.Said last = client.receive(shell, command);
            assertThat(last.value("ExitCode")).isEqualTo("7");
            assertThat(client.delete(shell).status()).isEqualTo(200);
            assertThat(server.openShells()).isZero();
        }
    }

    @Test
    void inputArrivesInOrderAndEnds() throws Exception {
        try (WinRmServer server = WinRmServer.start(Servers.plain())) {
            WsClient client = new WsClient(server.url());
            String shell = client.shell();
            String command = client.command(shell, "cat; echo over");
            client.feed(shell, command, "one ", false);
            client.feed(shell, command, "two ", true);
            assertThat(client.all(shell, command, "stdout")).isEqualTo("one two over\n");
        }
    }

    @Test
    void aCommandAtAConsoleWaitsForNoInput() throws Exception {
        try (WinRmServer server = WinRmServer.start(Servers.plain())) {
            WsClient client = new WsClient(server.url());
            String shell = client.shell();
            String command =
                    client.tryCommand(shell, "cat; echo over", true, false).value("CommandId");
            assertThat(client.all(shell, command, "stdout")).isEqualTo("over\n");
        }
    }

    @Test
    void theShellsVariablesReachItsCommands() throws Exception {
        try (WinRmServer server = WinRmServer.start(Servers.plain())) {
            WsClient client = new WsClient(server.url());
            String variables =
                    "<rsp:Environment><rsp:Variable Name='A'>1</rsp:Variable>"
                            + "<rsp:Variable Name='B'>2</rsp:Variable></rsp:Environment>"
                            + "<rsp:WorkingDirectory>/</rsp:WorkingDirectory>";
            String shell = client.create(variables).value("ShellId");
            String command = client.command(shell, "echo $A$B; pwd");
            assertThat(client.all(shell, command, "stdout")).isEqualTo("12\n/\n");
        }
    }

    @Test
    void muchOutputComesInAnswersOfTheSizeThatTheClientTakes() throws Exception {
        try (WinRmServer server = WinRmServer.start(Servers.plain())) {
            WsClient client = new WsClient(server.url()).envelope(8192);
            String shell = client.shell();
            String command = client.command(shell, "yes | head -c 50000; yes | head -c 50000 >&2");
            int answers = 0;
            int total = 0;
            WsClient.Said part;
            do {
                part = client.receive(shell, command);
                answers++;
                total += part.stream("stdout").length() + part.stream("stderr").length();
                assertThat(part.text().length()).isLessThan(8192);
            } while (!part.text().contains("/Done"));
            assertThat(total).isEqualTo(100_000);
            assertThat(answers).isGreaterThan(12);
        }
    }

    @Test
    void aCommandThatWritesForEverIsHeldUpAndEnded() throws Exception {
        try (WinRmServer server = WinRmServer.start(Servers.plain())) {
            WsClient client = new WsClient(server.url());
            String shell = client.shell();
            String command = client.command(shell, "yes");
            assertThat(client.receive(shell, command).stream("stdout")).startsWith("y\ny\n");
            assertThat(client.signal(shell, command, "terminate").status()).isEqualTo(200);
            assertThat(Servers.comes(() -> server.busyShells() == 0)).isTrue();
            assertThat(client.receive(shell, command).faultCode()).isEqualTo(2150858810L);
        }
    }

    @Test
    void anInterruptedCommandIsDoneAndItsOutputIsKept() throws Exception {
        try (WinRmServer server = WinRmServer.start(Servers.plain())) {
            WsClient client = new WsClient(server.url());
            String shell = client.shell();
            String command = client.command(shell, "echo begun; sleep 300");
            assertThat(client.receive(shell, command).stream("stdout")).isEqualTo("begun\n");
            client.signal(shell, command, "ctrl_c");
            assertThat(client.receive(shell, command).value("ExitCode")).isNotEqualTo("0");
        }
    }

    @Test
    void aProgramThatDoesNotExistIsAFaultOrWhatCmdSays() throws Exception {
        try (WinRmServer server = WinRmServer.start(Servers.plain())) {
            WsClient client = new WsClient(server.url());
            String shell = client.shell();
            WsClient.Said direct = client.tryCommand(shell, "missing.exe", true, true);
            assertThat(direct.faultCode()).isEqualTo(2147942402L);
            String command =
                    client.tryCommand(shell, "missing.exe -x", true, false).value("CommandId");
            WsClient.Said said = client.receive(shell, command);
            assertThat(said.stream("stderr")).contains("is not recognized");
            assertThat(said.value("ExitCode")).isEqualTo("1");
        }
    }

    @Test
    void identifyNeedsNoShell() throws Exception {
        try (WinRmServer server = WinRmServer.start(Servers.plain())) {
            WsClient.Said said =
                    new WsClient(server.url())
                            .post(
                                    """
                                    <s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"
                                      xmlns:i="http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd">
                                      <s:Header/><s:Body><i:Identify/></s:Body></s:Envelope>
                                    """);
            assertThat(said.value("ProductVersion")).contains("Stack: 3.0");
        }
    }

    @Test
    void aDocumentTypeIsRefused() throws Exception {
        try (WinRmServer server = WinRmServer.start(Servers.plain())) {
            WsClient client = new WsClient(server.url());
            assertThat(
                            client.post(
                                    "<!DOCTYPE x [<!ENTITY y SYSTEM"
                                            + " 'file:///etc/passwd'>]><x>&y;</x>"))
                    .isEqualTo(new WsClient.Said(400, ""));
            assertThat(client.shell()).isNotEmpty();
        }
    }

    @Test
    void basicIsNeitherOfferedNorTakenWhereMessagesMustBeEncrypted() throws Exception {
        try (WinRmServer server = WinRmServer.start(Servers.with(Servers::sh).withBasic())) {
            WsClient.Said said = new WsClient(server.url()).create("");
            assertThat(said.status()).isEqualTo(401);
            assertThat(server.openShells()).isZero();
        }
    }

    @Test
    void closingEndsEveryProcessAndEveryThread() throws Exception {
        String child;
        String stray;
        try (WinRmServer server = WinRmServer.start(Servers.plain())) {
            WsClient client = new WsClient(server.url());
            String shell = client.shell();
            String command =
                    client.command(shell, "setsid sleep 300 & echo $!; sleep 301 & echo $!; wait");
            StringBuilder pids = new StringBuilder();
            while (pids.toString().lines().count() < 2) {
                pids.append(client.receive(shell, command).stream("stdout"));
            }
            stray = pids.toString().lines().toList().get(0);
            child = pids.toString().lines().toList().get(1);
            assertThat(Servers.process(child)).isPresent();
        }
        assertThat(Servers.comes(() -> Servers.process(child).isEmpty())).isTrue();
        assertThat(Servers.comes(() -> Servers.process(stray).isEmpty())).isTrue();
        assertThat(Servers.comes(() -> threads() == 0)).isTrue();
    }

    @Test
    void anOrphanIsEndedWithTheServer() throws Exception {
        String orphan;
        try (WinRmServer server = WinRmServer.start(Servers.plain())) {
            WsClient client = new WsClient(server.url());
            String shell = client.shell();
            String command = client.command(shell, "(setsid sleep 300 >&- 2>&- & echo $!)");
            orphan = client.all(shell, command, "stdout");
            client.delete(shell);
            assertThat(Servers.process(orphan)).isPresent();
        }
        assertThat(Servers.comes(() -> Servers.process(orphan).isEmpty())).isTrue();
    }

    @Test
    void closingDoesNotWaitForAClientThatWaits() throws Exception {
        WinRmServer server = WinRmServer.start(Servers.plain());
        WsClient client = new WsClient(server.url());
        String shell = client.shell();
        String command = client.command(shell, "sleep 300");
        Thread waiting =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try {
                                        client.receive(shell, command);
                                    } catch (Exception cut) {
                                        return;
                                    }
                                });
        assertThat(Servers.comes(() -> server.busyShells() == 1)).isTrue();
        long begin = System.nanoTime();
        server.close();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(4));
        waiting.join(Duration.ofSeconds(10));
        assertThat(waiting.isAlive()).isFalse();
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("winrm-"))
                .count();
    }
}
