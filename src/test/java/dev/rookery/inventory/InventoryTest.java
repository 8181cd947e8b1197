package dev.rookery.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.connect.BehindParent;
import dev.rookery.connect.Endpoint;
import dev.rookery.connect.SshEndpoint;
import dev.rookery.diagnostic.Diagnostic;
import dev.rookery.diagnostic.Diagnostics;
import dev.rookery.facts.OsFamily;
import dev.rookery.secret.Secret;
import dev.rookery.shell.Become;
import dev.rookery.yaml.Node;
import dev.rookery.yaml.YamlFile;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

class InventoryTest {
    private static final String FLEET =
            """
            all:
              vars: { ansible_user: from-all, ansible_port: 1 }
              hosts: { lone: }
              children:
                web:
                  hosts: { "web[08:11:2]": , lab: { guest_of: host } }
                  vars: { ansible_user: from-web }
                db:
                  hosts: { db-a: , "db-[b:c]:2200": }
                  vars: { ansible_user: from-db }
                site:
                  children: { web: , db: }
                  vars: { ansible_user: from-site, ansible_port: 2 }
                zone:
                  hosts: { db-a: { ansible_user: own } , host: , lab: }
                  vars: { ansible_user: from-zone }
            """;

    private final Diagnostics diagnostics = new Diagnostics();

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            textBlock =
                    """
                    lone                ; lone
                    all                 ; lone web08 web10 host lab db-a db-b db-c
                    *                   ; lone web08 web10 host lab db-a db-b db-c
                    web                 ; web08 web10 lab
                    site:!web           ; db-a db-b db-c
                    !web                ; lone host db-a db-b db-c
                    site,zone:&web      ; web08 web10 lab
                    &zone:site          ; lab db-a
                    web*                ; web08 web10 lab
                    db-?                ; db-a db-b db-c
                    db-[ab]             ; db-a db-b
                    ~(web|db-)[01]      ; web08 web10
                    site[0]             ; web08
                    site[-1]            ; db-c
                    site[1:2]           ; web10 lab
                    site[4:]            ; db-b db-c
                    ungrouped           ; lone
                    """)
    void selectsAsAnsibleDoes(String pattern, String names) {
        Inventory inventory = read(FLEET, ConnectionDefaults.none());

        assertThat(inventory.select(List.of(Node.Scalar.given("test", pattern)), diagnostics))
                .containsExactly(names.split(" "));
        assertThat(diagnostics.all()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "wbe; 'wbe' matches no machine and no group",
                "all:!dbs; 'dbs' matches no machine and no group",
                "web:!web; 'web:!web' selects no machine",
                "~(; '~(' is no regular expression",
                "@retry; '@retry': patterns in files are not supported yet",
            })
    void saysWhatMatchesNothing(String pattern, String message) {
        Inventory inventory = read(FLEET, ConnectionDefaults.none());
        inventory.select(List.of(Node.Scalar.given("test", pattern)), diagnostics);

        assertThat(diagnostics.all()).extracting(Diagnostic::message).containsExactly(message);
    }

    @ParameterizedTest
    @CsvSource({
        "lone, from-all, 1",
        "web08, from-web, 2",
        "db-a, own, 2",
        "db-b, from-db, 2200",
        "host, from-zone, 1",
        // web is nested deeper than zone, whatever their names
        "lab, from-web, 2",
    })
    void mergesVariablesAsAnsibleDoes(String machine, String user, int port) {
        SshEndpoint endpoint = endpoint(read(FLEET, ConnectionDefaults.none()), machine);

        assertThat(endpoint.user()).isEqualTo(user);
        assertThat(endpoint.port()).isEqualTo(port);
    }

    @Test
    void takesWhatTheCommandLineSaysWhereTheInventoryDoesNot() {
        ConnectionDefaults given =
                new ConnectionDefaults(
                        Optional.of("u"),
                        Optional.of(new Secret("p")),
                        true,
                        Optional.empty(),
                        Optional.of(new Secret("b")),
                        Optional.of(Path.of("/k")),
                        Optional.of(Duration.ofSeconds(3)),
                        Optional.of("-o StrictHostKeyChecking=accept-new"),
                        List.of("ansible_port=7"),
                        Path.of("/home/u"));
        Inventory inventory =
                read(
                        """
                        all:
                          hosts:
                            plain:
                            own:
                              ansible_host: 192.0.2.1
                              ansible_port: 2222
                              ansible_user: "0644"
                              ansible_ssh_pass: 1.10
                              ansible_ssh_private_key_file: ~/key
                              ansible_become: No
                              ansible_ssh_common_args: >-
                                -oStrictHostKeyChecking=no -o "UserKnownHostsFile ~/a /b"
                                -o connecttimeout=4
                        """,
                        given);

        assertThat(inventory.machines().get("plain"))
                .isEqualTo(
                        new Machine(
                                "plain",
                                OsFamily.LINUX,
                                new SshEndpoint(
                                        "plain",
                                        7,
                                        "u",
                                        Optional.of(new Secret("p")),
                                        Optional.of(Path.of("/k")),
                                        Optional.empty(),
                                        SshEndpoint.HostKeyChecking.ACCEPT_NEW,
                                        List.of(
                                                Path.of("/home/u/.ssh/known_hosts"),
                                                Path.of("/etc/ssh/ssh_known_hosts")),
                                        Duration.ofSeconds(3)),
                                Optional.of(new Become("root", Optional.of(new Secret("b")))),
                                Optional.empty()));
        assertThat(inventory.machines().get("own"))
                .isEqualTo(
                        new Machine(
                                "own",
                                OsFamily.LINUX,
                                new SshEndpoint(
                                        "192.0.2.1",
                                        7,
                                        "0644",
                                        Optional.of(new Secret("1.10")),
                                        Optional.of(Path.of("/home/u/key")),
                                        Optional.empty(),
                                        SshEndpoint.HostKeyChecking.OFF,
                                        List.of(
                                                Path.of("/home/u/a"),
                                                Path.of("/b"),
                                                Path.of("/etc/ssh/ssh_known_hosts")),
                                        Duration.ofSeconds(4)),
                                Optional.empty(),
                                Optional.empty()));
    }

    @Test
    void saysThatBecomeIsForNoWindowsMachine() {
        ConnectionDefaults none = ConnectionDefaults.none();
        ConnectionDefaults become =
                new ConnectionDefaults(
                        none.user(),
                        none.password(),
                        true,
                        none.becomeUser(),
                        none.becomePassword(),
                        none.privateKey(),
                        none.timeout(),
                        none.sshCommonArgs(),
                        none.extraVars(),
                        none.home());
        InventoryReader.read(
                new YamlFile(
                        "test.yml",
                        """
                        all:
                          vars: { ansible_connection: winrm, ansible_user: u@REALM }
                          hosts: { refused: , spared: { ansible_become: false } }
                        """),
                become,
                diagnostics);

        assertThat(diagnostics.all())
                .singleElement()
                .satisfies(
                        mistake ->
                                assertThat(mistake.lines().getFirst())
                                        .isEqualTo(
                                                "--become:1:1: error: a Windows machine has no"
                                                        + " sudo to become another by"));
    }

    private Inventory read(String text, ConnectionDefaults defaults) {
        Optional<Inventory> inventory =
                InventoryReader.read(new YamlFile("test.yml", text), defaults, diagnostics);
        assertThat(diagnostics.all().stream().map(Diagnostic::lines)).isEmpty();
        return inventory.orElseThrow();
    }

    private static SshEndpoint endpoint(Inventory inventory, String machine) {
        Endpoint endpoint = Objects.requireNonNull(inventory.machines().get(machine)).endpoint();
        return endpoint instanceof BehindParent(SshEndpoint ssh) ? ssh : (SshEndpoint) endpoint;
    }
}
