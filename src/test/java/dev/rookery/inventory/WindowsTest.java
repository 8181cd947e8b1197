package dev.rookery.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.connect.PsDirectEndpoint;
import dev.rookery.connect.SshEndpoint;
import dev.rookery.connect.WinRmEndpoint;
import dev.rookery.connect.WinRmEndpoint.Login;
import dev.rookery.connect.WinRmEndpoint.Tls;
import dev.rookery.diagnostic.Diagnostic;
import dev.rookery.diagnostic.Diagnostics;
import dev.rookery.facts.OsFamily;
import dev.rookery.secret.Secret;
import dev.rookery.yaml.YamlFile;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

class WindowsTest {
    private static final String SHA256 =
            "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    private static final String KNOWN = "ansible_user: u, ansible_password: p";

    private final Diagnostics diagnostics = new Diagnostics();

    @Test
    void hasAnsiblesDefaultsAndNtlm() {
        assertThat(machine(KNOWN, ConnectionDefaults.none()))
                .isEqualTo(
                        new Machine(
                                "hv-01",
                                OsFamily.WINDOWS,
                                new WinRmEndpoint(
                                        "hv-01",
                                        5986,
                                        Optional.of(new Tls.SystemAuthorities()),
                                        "/wsman",
                                        new Login.Ntlm("u", new Secret("p")),
                                        Optional.empty(),
                                        Duration.ofSeconds(10),
                                        Duration.ofSeconds(20),
                                        Duration.ofSeconds(30)),
                                Optional.empty(),
                                Optional.empty()));
    }

    @Test
    void takesEveryVariableThatSaysWhereTheServiceIs() {
        WinRmEndpoint endpoint =
                endpoint(
                        """
                        ansible_host: a, ansible_winrm_host: "[2001:db8::1]",
                        ansible_port: 1, ansible_winrm_port: 443, ansible_winrm_path: proxy/wsman,
                        ansible_user: a, ansible_winrm_user: 'LAB\\u', ansible_password: a,
                        ansible_winrm_pass: b, ansible_winrm_password: c,
                        ansible_winrm_proxy: http://proxy, ansible_timeout: 7,
                        ansible_winrm_operation_timeout_sec: 40, ansible_become_method: runas,
                        ansible_ssh_common_args: -o StrictHostKeyChecking=no
                        """);

        assertThat(endpoint)
                .isEqualTo(
                        new WinRmEndpoint(
                                "2001:db8::1",
                                443,
                                Optional.of(new Tls.SystemAuthorities()),
                                "/proxy/wsman",
                                new Login.Ntlm("LAB\\u", new Secret("c")),
                                Optional.of("http://proxy:80"),
                                Duration.ofSeconds(7),
                                Duration.ofSeconds(40),
                                Duration.ofSeconds(50)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            textBlock =
                    """
                    ansible_port: 5985                                                ; 5985 ; false
                    ansible_winrm_scheme: http                                        ; 5985 ; false
                    ansible_winrm_scheme: http, ansible_port: 80                      ; 80   ; false
                    ansible_winrm_scheme: https, ansible_port: 5985                   ; 5985 ; true
                    ansible_port: 8443                                                ; 8443 ; true
                    """)
    void takesTheSchemeFromThePortAndThePortFromTheScheme(String says, int port, boolean tls) {
        WinRmEndpoint endpoint = endpoint(KNOWN + ", " + says);

        assertThat(endpoint.port()).isEqualTo(port);
        assertThat(endpoint.tls().isPresent()).isEqualTo(tls);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            textBlock =
                    """
                    ansible_winrm_operation_timeout_sec: 5                            ; 5  ; 15
                    ansible_winrm_read_timeout_sec: 21                                ; 20 ; 21
                    ansible_winrm_connection_timeout: 60                              ; 60 ; 61
                    """)
    void waitsAsLongAsItIsTold(String says, int operation, int read) {
        WinRmEndpoint endpoint = endpoint(KNOWN + ", " + says);

        assertThat(endpoint.operationTimeout()).hasSeconds(operation);
        assertThat(endpoint.readTimeout()).hasSeconds(read);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            nullValues = "-",
            textBlock =
                    """
                    ansible_user: u, ansible_password: p                             ; Ntlm
                    ansible_user: u@REALM, ansible_password: p                       ; Ntlm
                    ansible_user: u@REALM                                            ; Kerberos
                    ansible_winrm_transport: kerberos                                ; Kerberos
                    ansible_winrm_cert_pem: c, ansible_winrm_cert_key_pem: k         ; Certificate
                    """)
    void choosesALoginByWhatIsGiven(String says, String login) {
        assertThat(endpoint(says).login().getClass().getSimpleName()).isEqualTo(login);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            textBlock =
                    """
                    basic                     ; Basic
                    plaintext                 ; Basic
                    ssl                       ; Basic
                    ntlm                      ; Ntlm
                    kerberos                  ; Kerberos
                    'credssp, ntlm'           ; Ntlm
                    [credssp, kerberos, ntlm] ; Kerberos
                    [certificate, basic]      ; Basic
                    """)
    void takesTheFirstTransportThatHasItsCredentials(String transport, String login) {
        String says = KNOWN + ", ansible_winrm_transport: ";
        String quoted = transport.startsWith("[") ? transport : "'" + transport + "'";

        assertThat(endpoint(says + quoted).login().getClass().getSimpleName()).isEqualTo(login);
    }

    @Test
    void sendsAPasswordInTheClearOnlyWhereThatIsSaidTwice() {
        WinRmEndpoint endpoint =
                endpoint(
                        KNOWN
                                + ", ansible_winrm_transport: basic, ansible_winrm_scheme: http,"
                                + " rookery_allow_unencrypted: true");

        assertThat(endpoint.login()).isEqualTo(new Login.Basic("u", new Secret("p")));
        assertThat(endpoint.tls()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            nullValues = "-",
            textBlock =
                    """
                    ansible_user: u@R                                               ; u@R ; -
                    ansible_user: u@R, ansible_password: p                          ; u@R ; p
                    ansible_user: u, ansible_winrm_realm: R                         ; u@R ; -
                    ansible_user: u@R, ansible_winrm_realm: S                       ; u@R ; -
                    ansible_password: p, ansible_winrm_kinit_mode: manual           ; -   ; -
                    ansible_winrm_kinit_args: -f, ansible_winrm_kinit_cmd: mine     ; -   ; -
                    """)
    void logsInByKerberos(String says, String user, String password) {
        Login login = endpoint(says + ", ansible_winrm_transport: kerberos").login();

        assertThat(login)
                .isEqualTo(
                        new Login.Kerberos(
                                Optional.ofNullable(user),
                                Optional.ofNullable(password).map(Secret::new),
                                Optional.empty(),
                                false));
    }

    @Test
    void takesTheServicesNameAndDelegationForKerberos() {
        Login login =
                endpoint(
                                "ansible_user: u@R, ansible_winrm_kerberos_delegation: yes,"
                                    + " ansible_winrm_kerberos_hostname_override: hv.example.com")
                        .login();

        assertThat(login)
                .isEqualTo(
                        new Login.Kerberos(
                                Optional.of("u@R"),
                                Optional.empty(),
                                Optional.of("hv.example.com"),
                                true));
    }

    @Test
    void logsInByAClientCertificate() {
        Login login =
                endpoint(
                                "ansible_winrm_cert_pem: ~/c.pem, ansible_winrm_cert_key_pem: /k,"
                                        + " rookery_winrm_cert_key_passphrase: x")
                        .login();

        Path home = ConnectionDefaults.none().home();
        assertThat(login)
                .isEqualTo(
                        new Login.Certificate(
                                home.resolve("c.pem"),
                                Path.of("/k"),
                                Optional.of(new Secret("x"))));
    }

    @Test
    void w27_trustsWhatIsNamedAndTheStrictestOfSeveral() {
        String upper = SHA256.toUpperCase(Locale.ROOT).replaceAll("..(?=.)", "$0:");
        String ignore = "ansible_winrm_server_cert_validation: ignore";
        String authorities = "ansible_winrm_ca_trust_path: /ca.pem";
        String pin = "rookery_winrm_fingerprint: " + upper;

        assertThat(tls(authorities)).isEqualTo(new Tls.Authorities(Path.of("/ca.pem")));
        assertThat(tls("ansible_winrm_server_cert_validation: validate"))
                .isEqualTo(new Tls.SystemAuthorities());
        assertThat(tls(ignore + ", " + authorities)).isEqualTo(new Tls.Unchecked());
        assertThat(tls(ignore + ", " + pin)).isEqualTo(new Tls.Pinned(SHA256));
        assertThat(tls("rookery_winrm_fingerprint: " + SHA256)).isEqualTo(new Tls.Pinned(SHA256));
    }

    @Test
    void takesTheCommandLineWhereTheInventorySaysNothing() {
        ConnectionDefaults given =
                new ConnectionDefaults(
                        Optional.of("me"),
                        Optional.of(new Secret("asked")),
                        false,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(Duration.ofSeconds(3)),
                        Optional.empty(),
                        List.of("ansible_winrm_scheme=http ansible_winrm_transport=kerberos,ntlm"),
                        Path.of("/home/me"));

        WinRmEndpoint endpoint = (WinRmEndpoint) machine("guest_of: ~", given).endpoint();

        assertThat(endpoint.login())
                .isEqualTo(
                        new Login.Kerberos(
                                Optional.of("me"),
                                Optional.of(new Secret("asked")),
                                Optional.empty(),
                                false));
        assertThat(endpoint.tls()).isEmpty();
        assertThat(endpoint.connectTimeout()).hasSeconds(3);
    }

    @ParameterizedTest
    @CsvSource({
        "sh, LINUX",
        "ansible.builtin.sh, LINUX",
        "powershell, WINDOWS",
        "cmd, WINDOWS",
        "ansible.builtin.cmd, WINDOWS"
    })
    void knowsTheSystemOverSshByItsShell(String shell, OsFamily os) {
        Machine machine =
                machine(
                        "ansible_connection: ssh, ansible_shell_type: " + shell,
                        ConnectionDefaults.none());

        assertThat(machine.os()).isEqualTo(os);
        assertThat(machine.endpoint()).isInstanceOf(SshEndpoint.class);
    }

    @Test
    void reachesAGuestFromItsParentWhateverIsSaidOfAnAddress() {
        Optional<Inventory> inventory =
                InventoryReader.read(
                        new YamlFile(
                                "test.yml",
                                """
                                all:
                                  vars: { ansible_user: u, ansible_password: p }
                                  hosts:
                                    hv-01: { ansible_connection: winrm }
                                    lab-01:
                                      ansible_connection: ansible.builtin.psdirect
                                      ansible_shell_type: powershell
                                      ansible_host: 192.0.2.7
                                      ansible_user: .\\Administrator
                                      ansible_winrm_transport: credssp
                                      guest_of: hv-01
                                      guest_name: Lab 1
                                    lab-02: { guest_of: lab-01, ansible_connection: psdirect }
                                """),
                        ConnectionDefaults.none(),
                        diagnostics);

        assertThat(diagnostics.all().stream().map(Diagnostic::lines)).isEmpty();
        Machine guest = Objects.requireNonNull(inventory.orElseThrow().machines().get("lab-01"));
        assertThat(guest.os()).isEqualTo(OsFamily.WINDOWS);
        assertThat(guest.endpoint())
                .isEqualTo(new PsDirectEndpoint(".\\Administrator", new Secret("p")));
        assertThat(guest.guestOf()).contains(new Machine.GuestOf("hv-01", "Lab 1"));
    }

    @Test
    void leavesAloneWhatOnlyAnotherConnectionUnderstands() {
        Machine machine =
                machine(
                        "ansible_connection: ssh, ansible_winrm_transport: credssp,"
                                + " ansible_winrm_read_timeout_sec: 1,"
                                + " ansible_winrm_credssp_disable_tlsv1_2: true",
                        ConnectionDefaults.none());

        assertThat(machine.os()).isEqualTo(OsFamily.LINUX);
    }

    @Test
    void neverSaysAPassword() {
        InventoryReader.read(
                new YamlFile(
                        "test.yml",
                        "all: { hosts: { a: { ansible_connection: winrm, ansible_user: 'u',\n"
                                + "  ansible_winrm_pass: hunter2, ansible_winrm_proxy:"
                                + " http://me:hunter3@p:1, ansible_port: x } } }\n"),
                ConnectionDefaults.none(),
                diagnostics);

        assertThat(diagnostics.all()).hasSize(2);
        assertThat(diagnostics.all().toString()).doesNotContain("hunter");
    }

    private Tls tls(String says) {
        return endpoint(KNOWN + ", " + says).tls().orElseThrow();
    }

    private WinRmEndpoint endpoint(String says) {
        return (WinRmEndpoint) machine(says, ConnectionDefaults.none()).endpoint();
    }

    private Machine machine(String says, ConnectionDefaults defaults) {
        String text =
                """
                all:
                  vars: { ansible_connection: ansible.builtin.winrm }
                  hosts:
                    hv-01: { %s }
                """
                        .formatted(says.replace('\n', ' '));
        Optional<Inventory> inventory =
                InventoryReader.read(new YamlFile("test.yml", text), defaults, diagnostics);
        assertThat(diagnostics.all().stream().map(Diagnostic::lines)).isEmpty();
        return Objects.requireNonNull(inventory.orElseThrow().machines().get("hv-01"));
    }
}
