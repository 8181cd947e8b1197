package dev.rookery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.connect.winrm.auth.ChannelBinding;
import dev.rookery.connect.winrm.auth.Kdc;
import dev.rookery.demo.winrm.KerberosAcceptor;
import dev.rookery.demo.winrm.ServerOptions;
import dev.rookery.demo.winrm.TestAuthority;
import dev.rookery.demo.winrm.WinRmServer;
import dev.rookery.lab.Ran;
import dev.rookery.resource.hyperv.SimulatedWindows;
import dev.rookery.secret.Secret;
import dev.rookery.shell.powershell.PowerShells;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// The packaged program with a realm that only the environment's variables name.
class KerberosIT {
    private static final String HOST = "aes256-sha1.rookery.test";

    @TempDir Path folder = Path.of("");

    @Test
    void theTicketOfMitsKinitIsUsedAndTheTlsChannelIsNamed() throws Exception {
        Path powershell = PowerShells.powershellOrSkip();
        TestAuthority authority =
                TestAuthority.createOrSkip(Files.createDirectory(folder.resolve("authority")));
        try (Kdc kdc = Kdc.start(Files.createDirectory(folder.resolve("kdc")));
                WinRmServer server =
                        WinRmServer.start(
                                ServerOptions.of(
                                                SimulatedWindows.client(folder.resolve("machine"))
                                                        .write()
                                                        .runner(powershell),
                                                "nobody",
                                                new Secret("none"))
                                        .withTls(authority.serverContext())
                                        .withAcceptor(
                                                KerberosAcceptor.factory(
                                                        kdc.keytab(),
                                                        "HTTP/" + HOST + "@" + Kdc.REALM,
                                                        ChannelBinding.of(authority.server()))))) {
            kdc.kinit();
            ProcessBuilder builder = plan(server, authority);
            builder.environment().putAll(kdc.environment());
            Ran ran = Ran.of(builder, Duration.ofMinutes(2));
            assertThat(ran.code()).as("%s", ran).isZero();
            assertThat(ran.out()).contains("hv-01", "Hyper-V is not enabled");
        }
    }

    private ProcessBuilder plan(WinRmServer server, TestAuthority authority) throws Exception {
        Path inventory = folder.resolve("inventory.yml");
        Files.writeString(
                inventory,
                """
                all:
                  hosts:
                    hv-01:
                      ansible_connection: winrm
                      ansible_host: 127.0.0.1
                      ansible_port: %d
                      ansible_winrm_transport: kerberos
                      ansible_winrm_kerberos_hostname_override: %s
                      ansible_winrm_ca_trust_path: '%s'
                """
                        .formatted(server.port(), HOST, authority.authorityFile()));
        Path playbook = folder.resolve("lab.yml");
        Files.writeString(
                playbook, "- hosts: hv-01\n  reboot: true\n  hypervisor: { nested: true }\n");
        ProcessBuilder builder =
                new ProcessBuilder(
                        Path.of("rookery").toAbsolutePath().toString(),
                        "plan",
                        playbook.toString(),
                        "-i",
                        inventory.toString());
        builder.environment().put("ROOKERY_JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("XDG_STATE_HOME", folder.resolve("state").toString());
        return builder;
    }
}
