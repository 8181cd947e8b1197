package dev.rookery.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.connect.BehindParent;
import dev.rookery.connect.Endpoint;
import dev.rookery.connect.LocalEndpoint;
import dev.rookery.connect.SshEndpoint;
import dev.rookery.connect.SshEndpoint.HostKeyChecking;
import dev.rookery.connect.SshEndpoint.Identities;
import dev.rookery.diagnostic.Diagnostic;
import dev.rookery.diagnostic.Diagnostics;
import dev.rookery.yaml.YamlFile;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// How machines are reached by what the inventory, the command line and `~/.ssh/config` say.
class SshWaysTest {
    @TempDir Path home;

    private final Diagnostics diagnostics = new Diagnostics();
    private Optional<String> commonArgs = Optional.empty();

    private void config(String text) throws Exception {
        Files.createDirectories(home.resolve(".ssh"));
        Files.writeString(home.resolve(".ssh/config"), text);
    }

    private Inventory read(String hosts) {
        ConnectionDefaults none = ConnectionDefaults.none();
        ConnectionDefaults defaults =
                new ConnectionDefaults(
                        none.user(),
                        none.password(),
                        false,
                        none.becomeUser(),
                        none.becomePassword(),
                        none.privateKey(),
                        none.timeout(),
                        commonArgs,
                        none.extraVars(),
                        home);
        return InventoryReader.read(
                        new YamlFile("i.yml", "all: { hosts: { " + hosts + " } }"),
                        defaults,
                        diagnostics)
                .orElseThrow();
    }

    private Endpoint endpoint(String name, String hosts) {
        Inventory inventory = read(hosts);
        assertThat(diagnostics.all().stream().map(Diagnostic::lines)).isEmpty();
        return Objects.requireNonNull(inventory.machines().get(name)).endpoint();
    }

    private SshEndpoint ssh(String variables) {
        return (SshEndpoint) endpoint("web", "web: { " + variables + " }");
    }

    private List<String> mistakes(String hosts) {
        read(hosts);
        return diagnostics.all().stream().map(one -> one.lines().getFirst()).toList();
    }

    private static List<String> addresses(SshEndpoint endpoint) {
        return endpoint.jumps().stream().map(SshEndpoint::address).toList();
    }

    @Test
    void takesWhatTheConfigurationSaysWhereNothingElseDoes() throws Exception {
        config(
                """
                Host web
                  HostName %h.lab
                  User admin
                  Port 2200
                  IdentityFile ~/.ssh/%r@%h:%p
                  IdentityFile /k/%%two
                  IdentitiesOnly yes
                  StrictHostKeyChecking accept-new
                  UserKnownHostsFile ~/kh-%n "/k h"
                  HostKeyAlias guest
                  ConnectTimeout 1m
                """);
        SshEndpoint web = ssh("");

        assertThat(web.address()).isEqualTo("admin@web.lab:2200");
        assertThat(web.identities())
                .isEqualTo(
                        new Identities.Offered(
                                List.of(
                                        home.resolve(".ssh/admin@web.lab:2200"),
                                        Path.of("/k/%two")),
                                false));
        assertThat(web.hostKeys()).isEqualTo(HostKeyChecking.ACCEPT_NEW);
        assertThat(web.knownHosts())
                .containsExactly(
                        home.resolve("kh-web"),
                        Path.of("/k h"),
                        Path.of("/etc/ssh/ssh_known_hosts"));
        assertThat(web.hostKeyAlias()).hasValue("guest");
        assertThat(web.connectTimeout()).hasMinutes(1);
    }

    @Test
    void takesWhatTheInventorySaysBeforeTheConfiguration() throws Exception {
        config("Host *\nUser c\nPort 1\nIdentityFile /c\nConnectTimeout 5\nHostName wrong\n");
        commonArgs = Optional.of("-o HostName=right -o Port=9");
        SshEndpoint web =
                ssh(
                        "ansible_user: i, ansible_port: 2, ansible_timeout: 6,"
                                + " ansible_ssh_private_key_file: /i");

        assertThat(web.address()).isEqualTo("i@right:2");
        assertThat(web.identities()).isEqualTo(new Identities.Only(Path.of("/i")));
        assertThat(web.connectTimeout()).isEqualTo(Duration.ofSeconds(6));
    }

    @Test
    void looksUpWhatAnsibleHostSays() throws Exception {
        config("Host web\nUser wrong\nHost 192.0.2.1\nUser right\n");

        assertThat(ssh("ansible_host: 192.0.2.1").user()).isEqualTo("right");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "-J b1; me@b1:22",
                "-Ju@b1:23,b2; u@b1:23 me@b2.lab:222",
                "-o ProxyJump=b2; me@b2.lab:222",
                "-J none; ''",
                "-o ProxyCommand=none; ''",
                "-J b3; me@b1:22 me@b2.lab:222 me@b3:22",
                "-J b2,b3; me@b2.lab:222 me@b3:22",
                "-J u@[::1]:24; u@[::1]:24",
                "-F none -J b2; me@b2:22",
                "-o User=x; me@b4:22",
            })
    void goesThroughTheJumpsThatAreSaid(String arguments, String jumps) throws Exception {
        String me = System.getProperty("user.name");
        config(
                """
                Host b2
                  HostName %h.lab
                  Port 222
                Host b3
                  ProxyJump b1,b2
                Host web
                  ProxyJump b4
                """);
        commonArgs = Optional.of(arguments);

        assertThat(String.join(" ", addresses(ssh("")))).isEqualTo(jumps.replace("me@", me + "@"));
    }

    @Test
    void fillsTheMachineIntoItsJumps() throws Exception {
        config("Host web\nHostName w1\nPort 7\nProxyJump %r@gate-%h:24\n");

        assertThat(addresses(ssh("ansible_user: u"))).containsExactly("u@gate-w1:24");
    }

    @Test
    void givesAMachinesOptionsToItselfAndNotToItsJumps() {
        commonArgs = Optional.of("-J b -o StrictHostKeyChecking=no");
        SshEndpoint web = ssh("ansible_ssh_private_key_file: /k, ansible_password: p");

        assertThat(web.hostKeys()).isEqualTo(HostKeyChecking.OFF);
        SshEndpoint jump = web.jumps().getFirst();
        assertThat(jump.hostKeys()).isEqualTo(HostKeyChecking.STRICT);
        assertThat(jump.identities()).isEqualTo(Identities.USUAL);
        assertThat(jump.password()).isEmpty();
    }

    @Test
    void reportsJumpsThatGoRound() throws Exception {
        config("Host *\n  ProxyJump b\n");

        assertThat(mistakes("web: , b: "))
                .containsExactly(
                        home.resolve(".ssh/config") + ":2:13: error: the jumps go round: b -> b");
    }

    @Test
    void reportsAWayThatItCannotTakeForTheHostsConcernedOnly() throws Exception {
        config("Host db\n  ProxyCommand nc %h %p\n  RevokedHostKeys /r\nHost x\n BindAddress y\n");
        String file = home.resolve(".ssh/config").toString();

        assertThat(mistakes("web: ")).isEmpty();
        assertThat(mistakes("web: , db: , db2: { ansible_host: db }"))
                .containsExactly(
                        file + ":2:16: error: ProxyCommand is not supported",
                        file + ":3:19: error: RevokedHostKeys is not supported");
    }

    @Test
    void reportsWhatCannotBeFilledIn() throws Exception {
        config(
                """
                Host web
                HostName %n
                IdentityFile ${X}/k
                IdentityFile ~root/k
                UserKnownHostsFile %C
                ProxyJump %x
                """);

        assertThat(mistakes("web: "))
                .hasSize(5)
                .anyMatch(line -> line.endsWith("HostName: %n: only %h and %% have a meaning here"))
                .anyMatch(line -> line.endsWith("the token %C is not supported here"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "guest_of: host; true",
                "guest_of: host, ansible_user: u, ansible_port: 23; true",
                "guest_of: host, ansible_host: 192.0.2.9; false",
                "guest_of: host, ansible_ssh_common_args: -J b; false",
                "guest_of: host, ansible_ssh_common_args: -J none; false",
                "guest_of: host, ansible_host: jumped; false",
                "guest_of: local; true",
                "ansible_user: u; false",
            })
    void isBehindItsParentIfNothingSaysWhereAGuestIs(String variables, boolean behind)
            throws Exception {
        config("Host jumped\nProxyJump b\n");
        Endpoint guest =
                endpoint(
                        "guest",
                        "host: , local: { ansible_connection: local }, guest: { %s }"
                                .formatted(variables));

        assertThat(guest instanceof BehindParent).isEqualTo(behind);
    }

    @ParameterizedTest
    @CsvSource({"HostName 192.0.2.3", "ProxyJump b"})
    void isWhereTheConfigurationSaysThatAGuestIs(String line) throws Exception {
        config("Host guest\n" + line + "\n");

        assertThat(endpoint("guest", "host: , guest: { guest_of: host }"))
                .isInstanceOf(SshEndpoint.class);
    }

    @Test
    void reportsAGuestThatItsParentCannotCarry() {
        String winrm = "host: { ansible_connection: winrm, ansible_user: u@R }";

        assertThat(mistakes(winrm + ", guest: { guest_of: host, ansible_host: 192.0.2.1 }"))
                .isEmpty();
        assertThat(mistakes(winrm + ", guest: { guest_of: host }, inner: { guest_of: guest }"))
                .singleElement()
                .asString()
                .endsWith(
                        "guest has no address, and WinRM, by which its parent host is reached,"
                                + " carries no connection to it");
    }

    @Test
    void thisMachineIsReachedWithoutAConnection() {
        Inventory inventory =
                read("here: { ansible_connection: ansible.builtin.local, ansible_become: true }");

        assertThat(diagnostics.all()).isEmpty();
        Machine here = Objects.requireNonNull(inventory.machines().get("here"));
        assertThat(here.endpoint()).isEqualTo(new LocalEndpoint());
        assertThat(here.become()).isPresent();
    }
}
