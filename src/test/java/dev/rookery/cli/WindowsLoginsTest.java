package dev.rookery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.connect.winrm.auth.ChannelBinding;
import dev.rookery.connect.winrm.auth.Kdc;
import dev.rookery.demo.winrm.Acceptor;
import dev.rookery.demo.winrm.KerberosAcceptor;
import dev.rookery.demo.winrm.NtlmAcceptor;
import dev.rookery.demo.winrm.NtlmAccounts;
import dev.rookery.demo.winrm.ServerOptions;
import dev.rookery.demo.winrm.TestAuthority;
import dev.rookery.demo.winrm.WinRmServer;
import dev.rookery.lab.Ran;
import dev.rookery.resource.hyperv.SimulatedWindows;
import dev.rookery.secret.Secret;
import dev.rookery.shell.powershell.PowerShells;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/// A whole run of the program for each way to log in to WinRM: the inventory's variables, a real
/// handshake, the lock, a task, and the look whether it is so now. The task starts a service, so
/// that nothing waits for a restart.
class WindowsLoginsTest {
    private static final String HOST = "aes256-sha1.rookery.test";
    private static final Secret PASSWORD = new Secret("Grün & \"blau\" 7");
    private static final String USER_AND_PASSWORD =
            """
            ansible_user: %s
            ansible_password: '%s'
            """
                    .formatted(TestAuthority.USER, PASSWORD.reveal());
    private static final String TICKET =
            """
            ansible_winrm_transport: kerberos
            ansible_winrm_kerberos_hostname_override: %s
            ansible_user: %s@%s
            ansible_password: '%s'
            """
                    .formatted(HOST, Kdc.USER, Kdc.REALM, Kdc.PASSWORD);

    @TempDir Path folder = Path.of("");

    @BeforeEach
    void needsAPowerShell() {
        PowerShells.powershellOrSkip();
    }

    @Test
    void ntlmOverHttpsWithAnAuthoritysFileNamesItsChannel() throws Exception {
        TestAuthority authority = authority();
        converges(
                options ->
                        options.withTls(context(authority))
                                .withAcceptor(
                                        NtlmAcceptor.factory(
                                                "Negotiate",
                                                new NtlmAccounts(
                                                        "HV-01",
                                                        Map.of(TestAuthority.USER, PASSWORD),
                                                        true))),
                trusting(authority) + USER_AND_PASSWORD);
    }

    @Test
    void basicOverHttpsWithAPinnedFingerprint() throws Exception {
        TestAuthority authority = authority();
        converges(
                options -> options.withTls(context(authority)).withBasic(),
                "rookery_winrm_fingerprint: '"
                        + authority.serverFingerprint()
                        + "'\nansible_winrm_transport: basic\n"
                        + USER_AND_PASSWORD);
    }

    @Test
    void aClientCertificate() throws Exception {
        TestAuthority authority = authority();
        converges(
                options -> options.withTls(context(authority)).withCertificates(),
                trusting(authority)
                        + "ansible_winrm_cert_pem: '%s'\nansible_winrm_cert_key_pem: '%s'\n"
                                .formatted(authority.clientFile(), authority.clientKeyFile()));
    }

    @Test
    void kerberosOverHttpSealsEveryMessage() throws Exception {
        try (Kdc kdc = kdc()) {
            Acceptor.Factory service = KerberosAcceptor.factory(kdc.keytab(), principal());
            converges(
                    options -> options.withAcceptor(service),
                    "ansible_winrm_scheme: http\n" + TICKET);
        }
    }

    @Test
    void kerberosOverHttpsNamesItsChannel() throws Exception {
        TestAuthority authority = authority();
        try (Kdc kdc = kdc()) {
            Acceptor.Factory strict =
                    KerberosAcceptor.factory(
                            kdc.keytab(), principal(), ChannelBinding.of(authority.server()));
            converges(
                    options -> options.withTls(context(authority)).withAcceptor(strict),
                    trusting(authority) + TICKET);

            Acceptor.Factory another =
                    KerberosAcceptor.factory(
                            kdc.keytab(), principal(), ChannelBinding.of(authority.client()));
            try (WinRmServer server =
                    WinRmServer.start(
                            machineOptions(SimulatedWindows.server(folder.resolve("other")))
                                    .withTls(context(authority))
                                    .withAcceptor(another))) {
                Ran refused = run(server, trusting(authority) + TICKET, "plan");
                assertThat(refused.code()).as("%s", refused).isEqualTo(4);
            }
        }
    }

    private TestAuthority authority() throws Exception {
        return TestAuthority.createOrSkip(Files.createDirectory(folder.resolve("authority")));
    }

    private Kdc kdc() throws Exception {
        return Kdc.start(Files.createDirectory(folder.resolve("kdc")));
    }

    private static String principal() {
        return "HTTP/" + HOST + "@" + Kdc.REALM;
    }

    private static String trusting(TestAuthority authority) {
        return "ansible_winrm_ca_trust_path: '" + authority.authorityFile() + "'\n";
    }

    private static javax.net.ssl.SSLContext context(TestAuthority authority) {
        try {
            return authority.serverContext();
        } catch (java.io.IOException | java.security.GeneralSecurityException broken) {
            throw new AssertionError(broken);
        }
    }

    private static ServerOptions machineOptions(SimulatedWindows windows) throws Exception {
        return ServerOptions.of(
                windows.write().runner(PowerShells.powershellOrSkip()),
                TestAuthority.USER,
                PASSWORD);
    }

    /// Applies once on a machine whose service does not run.
    private void converges(UnaryOperator<ServerOptions> login, String variables) throws Exception {
        SimulatedWindows windows =
                SimulatedWindows.server(folder.resolve("machine"))
                        .enabled()
                        .set("services/2/status", "Stopped");
        try (WinRmServer server = WinRmServer.start(login.apply(machineOptions(windows)))) {
            Ran apply = run(server, variables, "apply", "--yes");
            assertThat(apply.code()).as("%s", apply).isZero();
            assertThat(apply.out()).contains("the service vmms does not run", "changed=1");
            assertThat(apply.out() + apply.err()).doesNotContain(PASSWORD.reveal(), Kdc.PASSWORD);
            assertThat(windows.calls()).containsExactly("Start-Service -Name vmms");
            assertThat(server.openShells()).isZero();
        }
    }

    private Ran run(WinRmServer server, String variables, String command, String... options)
            throws Exception {
        Path inventory = folder.resolve("inventory.yml");
        Files.writeString(
                inventory,
                "all:\n  hosts:\n    hv-01:\n"
                        + ("ansible_connection: winrm\nansible_host: 127.0.0.1\nansible_port: "
                                        + server.port()
                                        + "\n"
                                        + variables)
                                .indent(6));
        Path playbook = folder.resolve("lab.yml");
        Files.writeString(playbook, "- hosts: hv-01\n  hypervisor: { nested: true }\n");
        return Program.in(folder).run(command, playbook, List.of(inventory), options);
    }
}
