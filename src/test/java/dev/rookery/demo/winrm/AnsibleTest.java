package dev.rookery.demo.winrm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rookery.secret.Secret;
import dev.rookery.shell.powershell.PowerShells;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Ansible's `raw` over its winrm connection, with a real PowerShell behind our server.
class AnsibleTest {
    private static final String SCRIPT =
            "Write-Output ('gr' + [char]0xfc + [char]0xdf + 'e'); Write-Output (6 * 7)";

    @TempDir private static Path home;
    private static Path powerShell = Path.of("");

    @BeforeAll
    static void findAnsible() throws Exception {
        powerShell = PowerShells.powershellOrSkip();
        assumeTrue(Tool.isThere("ansible"), "ansible is not installed");
        Tool.Said winrm =
                Tool.run(
                        home,
                        Map.of(),
                        List.of("ansible", "localhost", "-m", "debug", "-a", "msg=there"));
        assumeTrue(winrm.code() == 0, "ansible does not run: " + winrm.err());
    }

    private static void assertRuns(WinRmServer server, String... variables)
            throws IOException, InterruptedException {
        Files.writeString(
                home.resolve("inventory"),
                """
                windows ansible_host=127.0.0.1 ansible_port=%d ansible_connection=winrm \
                ansible_user=%s ansible_password="%s" ansible_shell_type=powershell %s
                """
                        .formatted(
                                server.port(),
                                WsClient.USER,
                                WsClient.PASSWORD,
                                String.join(" ", variables)));
        Tool.Said said =
                Tool.run(
                        home,
                        Map.of("ANSIBLE_NOCOLOR", "1"),
                        List.of(
                                "ansible",
                                "windows",
                                "-i",
                                "inventory",
                                "-m",
                                "raw",
                                "-a",
                                SCRIPT));
        assertThat(said.code()).as(said.out() + said.err()).isZero();
        assertThat(said.out().replace("\r", "")).contains("| CHANGED | rc=0 >>\ngrüße\n42\n");
        assertThat(server.openShells()).isZero();
    }

    private static ServerOptions options() {
        return Servers.with(Servers.powerShell(powerShell, home));
    }

    @Test
    void rawRunsOverBasic() throws Exception {
        try (WinRmServer server = WinRmServer.start(options().withBasic().withUnencrypted())) {
            assertRuns(server, "ansible_winrm_transport=basic", "ansible_winrm_scheme=http");
        }
    }

    @Test
    void rawRunsOverNtlmSealed() throws Exception {
        Map<String, Secret> users = Map.of(WsClient.USER, new Secret(WsClient.PASSWORD));
        ServerOptions ntlm =
                options()
                        .withAcceptor(
                                NtlmAcceptor.factory(
                                        "Negotiate", new NtlmAccounts("WINDOWS", users, false)));
        try (WinRmServer server = WinRmServer.start(ntlm)) {
            assertRuns(
                    server,
                    "ansible_winrm_transport=ntlm",
                    "ansible_winrm_scheme=http",
                    "ansible_winrm_message_encryption=always");
        }
    }

    @Test
    void rawRunsOverHttps(@TempDir Path authority) throws Exception {
        TestAuthority ca = TestAuthority.createOrSkip(authority);
        try (WinRmServer server =
                WinRmServer.start(options().withBasic().withTls(ca.serverContext()))) {
            assertRuns(
                    server,
                    "ansible_winrm_transport=basic",
                    "ansible_winrm_scheme=https",
                    "ansible_winrm_ca_trust_path=" + ca.authorityFile());
        }
    }
}
