package dev.rookery.connect.winrm.auth;

import org.junit.jupiter.api.Assumptions;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.AppConfigurationEntry.LoginModuleControlFlag;
import javax.security.auth.login.Configuration;
import javax.security.auth.login.LoginContext;
import javax.security.auth.login.LoginException;

/// A real MIT KDC on a free port of loopback, with a realm, users and services of its own. This JVM
/// uses it as long as it lives.
public final class Kdc implements AutoCloseable {
    public static final String REALM = "ROOKERY.TEST";
    public static final String USER = "tester";
    public static final String PASSWORD = "p4ss word";

    /// The services' hosts, each with one cipher: the session has it too.
    static final Map<String, String> CIPHERS =
            Map.of(
                    "aes256-sha1.rookery.test", "aes256-cts-hmac-sha1-96",
                    "aes128-sha1.rookery.test", "aes128-cts-hmac-sha1-96",
                    "aes256-sha384.rookery.test", "aes256-cts-hmac-sha384-192",
                    "aes128-sha256.rookery.test", "aes128-cts-hmac-sha256-128");

    private static final String PROPERTY = "java.security.krb5.conf";
    private static final List<String> PROGRAMS =
            List.of(
                    "/usr/sbin/krb5kdc",
                    "/usr/sbin/kdb5_util",
                    "/usr/sbin/kadmin.local",
                    "/usr/bin/kinit");

    private final Path folder;
    private final Optional<Process> process;

    /// Takes connections, and says nothing.
    private final ServerSocket silent;

    private final Optional<String> before = Optional.ofNullable(System.getProperty(PROPERTY));

    private Kdc(Path folder, Optional<Process> process, ServerSocket silent) {
        this.folder = folder;
        this.process = process;
        this.silent = silent;
    }

    /// Starts one, or skips the test.
    public static Kdc start(Path folder) throws IOException, InterruptedException {
        for (String program : PROGRAMS) {
            Assumptions.assumeTrue(Files.isExecutable(Path.of(program)), "no " + program);
        }
        int port = freePort();
        ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Files.writeString(folder.resolve("krb5.conf"), krb5Conf(port, silent.getLocalPort()));
        Files.writeString(folder.resolve("kdc.conf"), kdcConf(folder, port));
        Kdc setup = new Kdc(folder, Optional.empty(), silent);
        setup.run("", "/usr/sbin/kdb5_util", "create", "-s", "-r", REALM, "-P", "master");
        setup.run(principals(folder), "/usr/sbin/kadmin.local", "-r", REALM);
        Process process = setup.builder("/usr/sbin/krb5kdc", "-n", "-r", REALM).start();
        Kdc kdc = new Kdc(folder, Optional.of(process), silent);
        kdc.awaitPort(port);
        System.setProperty(PROPERTY, folder.resolve("krb5.conf").toString());
        reread();
        return kdc;
    }

    private static String krb5Conf(int port, int silentPort) {
        return """
        [libdefaults]
            default_realm = ROOKERY.TEST
            dns_lookup_kdc = false
            dns_lookup_realm = false
            dns_canonicalize_hostname = false
            rdns = false
            udp_preference_limit = 1
            forwardable = true
            kdc_timeout = 5000
            max_retries = 1
        [realms]
            ROOKERY.TEST = {
                kdc = 127.0.0.1:%1$d
            }
            CLOSED.TEST = {
                kdc = 127.0.0.1:1
            }
            SILENT.TEST = {
                kdc = 127.0.0.1:%2$d
            }
        [domain_realm]
            .rookery.test = ROOKERY.TEST
        """
                .formatted(port, silentPort);
    }

    private static String kdcConf(Path folder, int port) {
        return """
        [kdcdefaults]
            kdc_listen = 127.0.0.1:%2$d
            kdc_tcp_listen = 127.0.0.1:%2$d
        [realms]
            ROOKERY.TEST = {
                database_name = %1$s/principal
                key_stash_file = %1$s/stash
                acl_file = %1$s/acl
                max_renewable_life = 1h
            }
        [logging]
            kdc = FILE:%1$s/kdc.log
        """
                .formatted(folder, port);
    }

    private static String principals(Path folder) {
        StringBuilder commands = new StringBuilder();
        commands.append("addprinc +requires_preauth -pw \"" + PASSWORD + "\" " + USER + "\n");
        commands.append("addprinc -pw \"" + PASSWORD + "\" unguarded\n");
        commands.append("addprinc -pw \"" + PASSWORD + "\" +needchange expired\n");
        CIPHERS.forEach(
                (host, cipher) -> {
                    String service = "HTTP/" + host;
                    commands.append("addprinc -randkey -e " + cipher + ":normal " + service + "\n");
                    commands.append("setstr " + service + " session_enctypes " + cipher + "\n");
                    commands.append("ktadd -k " + folder + "/keytab -e " + cipher + ":normal ");
                    commands.append(service + "\n");
                });
        return commands.append("quit\n").toString();
    }

    /// What MIT's programs need to find it.
    public Map<String, String> environment() {
        return Map.of(
                "KRB5_CONFIG", folder.resolve("krb5.conf").toString(),
                "KRB5_KDC_PROFILE", folder.resolve("kdc.conf").toString(),
                "KRB5_KTNAME", keytab().toString(),
                "KRB5RCACHENAME", "none:",
                "KRB5CCNAME", cacheName());
    }

    public Path keytab() {
        return folder.resolve("keytab");
    }

    String cacheName() {
        return "FILE:" + folder.resolve("cache");
    }

    /// Puts a ticket into the cache.
    public void kinit() throws IOException, InterruptedException {
        run(PASSWORD + "\n", "/usr/bin/kinit", USER);
    }

    private ProcessBuilder builder(String... command) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment());
        builder.redirectErrorStream(true);
        builder.redirectOutput(
                ProcessBuilder.Redirect.appendTo(folder.resolve("programs.log").toFile()));
        return builder;
    }

    private void run(String input, String... command) throws IOException, InterruptedException {
        Process program = builder(command).start();
        try (OutputStream to = program.getOutputStream()) {
            to.write(input.getBytes(StandardCharsets.UTF_8));
        }
        if (!program.waitFor(30, TimeUnit.SECONDS) || program.exitValue() != 0) {
            program.destroyForcibly();
            throw new IOException(command[0] + ": " + Files.readString(log()));
        }
    }

    private Path log() {
        return folder.resolve("programs.log");
    }

    private void awaitPort(int port) throws IOException, InterruptedException {
        for (int attempt = 0; attempt < 500; attempt++) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                if (socket.isConnected()) {
                    return;
                }
            } catch (IOException notYet) {
                Thread.sleep(20);
            }
        }
        close();
        throw new IOException("the KDC does not listen: " + Files.readString(log()));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /// Java reads `krb5.conf` once; a login can ask it to read it again.
    private static void reread() {
        Map<String, String> options =
                Map.of(
                        "refreshKrb5Config",
                        "true",
                        "doNotPrompt",
                        "true",
                        "useTicketCache",
                        "true",
                        "ticketCache",
                        "/nonexistent");
        Configuration configuration =
                new Configuration() {
                    @Override
                    public AppConfigurationEntry[] getAppConfigurationEntry(String name) {
                        return new AppConfigurationEntry[] {
                            new AppConfigurationEntry(
                                    "com.sun.security.auth.module.Krb5LoginModule",
                                    LoginModuleControlFlag.REQUIRED,
                                    options)
                        };
                    }
                };
        try {
            new LoginContext("reread", null, null, configuration).login();
            throw new AssertionError("a ticket from nowhere");
        } catch (LoginException due) {
            // There is no ticket; all that is wanted has been done before.
        }
    }

    @Override
    public void close() throws IOException {
        process.ifPresent(Process::destroy);
        silent.close();
        before.ifPresentOrElse(
                value -> System.setProperty(PROPERTY, value), () -> System.clearProperty(PROPERTY));
    }
}
