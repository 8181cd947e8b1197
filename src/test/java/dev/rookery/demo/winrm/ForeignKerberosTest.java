package dev.rookery.demo.winrm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rookery.connect.winrm.auth.Kdc;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// curl with a ticket of a real KDC against our server.
class ForeignKerberosTest {
    private static final String HOST = "aes256-sha1.rookery.test";

    @TempDir private static Path home;
    private static Optional<Kdc> kdc = Optional.empty();

    @BeforeAll
    static void startKdc(@TempDir Path folder) throws Exception {
        assumeTrue(Tool.isThere("curl"), "curl is not installed");
        kdc = Optional.of(Kdc.start(folder));
        Files.writeString(home.resolve("identify.xml"), CurlTest.IDENTIFY);
    }

    @AfterAll
    static void stopKdc() throws Exception {
        if (kdc.isPresent()) {
            kdc.get().close();
        }
    }

    private static ServerOptions kerberos() throws Exception {
        return Servers.with(Servers::sh)
                .withAcceptor(
                        KerberosAcceptor.factory(
                                kdc.orElseThrow().keytab(), "HTTP/" + HOST + "@" + Kdc.REALM));
    }

    private static String curl(WinRmServer server) throws Exception {
        return Tool.run(
                        home,
                        kdc.orElseThrow().environment(),
                        List.of(
                                "curl",
                                "--silent",
                                "--max-time",
                                "60",
                                "--write-out",
                                "\n%{http_code}",
                                "--negotiate",
                                "--user",
                                ":",
                                "--resolve",
                                HOST + ":" + server.port() + ":127.0.0.1",
                                "--header",
                                "Content-Type: application/soap+xml;charset=UTF-8",
                                "--data-binary",
                                "@identify.xml",
                                server.url().replace("127.0.0.1", HOST)))
                .out();
    }

    @Test
    void negotiateLetsATicketIn() throws Exception {
        kdc.orElseThrow().kinit();
        try (WinRmServer server = WinRmServer.start(kerberos().withUnencrypted())) {
            assertThat(curl(server)).contains("IdentifyResponse").endsWith("\n200");
        }
    }

    @Test
    void aPlainMessageIsRefusedThoughItsSenderHasATicket() throws Exception {
        kdc.orElseThrow().kinit();
        try (WinRmServer server = WinRmServer.start(kerberos())) {
            assertThat(curl(server)).isEqualTo("\n500");
        }
    }
}
