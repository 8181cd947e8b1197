package dev.rookery.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rookery.demo.LabClient.Said;

import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.connection.ConnectionException;
import net.schmizz.sshj.connection.channel.direct.Session;
import net.schmizz.sshj.userauth.UserAuthException;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// What a client can and cannot do.
@SuppressWarnings("NullAway.Init")
class DemoLabTest {
    private static final String MACHINE = "kvm-intel-01";
    private static DemoLab lab;

    @BeforeAll
    static void start() throws IOException {
        lab = DemoLab.start(Map.of());
    }

    @AfterAll
    static void stop() {
        lab.close();
    }

    @Test
    void streamsAndExitCodeArePassedOn() throws IOException {
        try (LabClient client = LabClient.login(lab, MACHINE)) {
            assertThat(client.run("cat; echo to-err >&2; exit 7", "to-out"))
                    .isEqualTo(new Said(7, "to-out", "to-err\n"));
            assertThat(client.run("head -c 3000000 /dev/zero | tr '\\0' x").out())
                    .hasSize(3_000_000);
        }
    }

    @Test
    void environmentIsOursAlone() throws IOException {
        Path root = LabClient.root(lab, MACHINE);
        try (LabClient client = LabClient.login(lab, MACHINE)) {
            String environment = client.run("tr '\\0' '\\n' </proc/$$/environ").out();
            assertThat(environment.lines())
                    .containsExactlyInAnyOrder(
                            "ROOKERY_ROOT=" + root,
                            "PATH=" + root.resolve("bin"),
                            "HOME=" + root.resolve("root"));
        }
    }

    @Test
    void environmentAndTerminalOfTheClientAreRefused() throws IOException {
        try (LabClient client = LabClient.login(lab, MACHINE)) {
            try (Session session = client.session()) {
                assertThatThrownBy(() -> session.setEnvVar("ROOKERY_ROOT", "/"))
                        .isInstanceOf(ConnectionException.class);
            }
            try (Session session = client.session()) {
                assertThatThrownBy(session::allocateDefaultPTY)
                        .isInstanceOf(ConnectionException.class);
            }
            try (Session session = client.session()) {
                assertThatThrownBy(() -> session.startSubsystem("sftp"))
                        .isInstanceOf(ConnectionException.class);
            }
            try (Session session = client.session()) {
                assertThatThrownBy(session::startShell).isInstanceOf(ConnectionException.class);
            }
        }
    }

    @Test
    void pathHoldsNoKernelToolOfTheController() throws IOException {
        Path bin = LabClient.root(lab, MACHINE).resolve("bin");
        try (Stream<Path> tools = Files.list(bin)) {
            List<String> links =
                    tools.filter(Files::isSymbolicLink)
                            .map(path -> path.getFileName().toString())
                            .toList();
            assertThat(links)
                    .contains("cat", "sed", "awk")
                    .doesNotContain("modprobe", "rmmod", "insmod", "modinfo", "dmesg", "virsh")
                    .doesNotContain("systemctl", "systemd-run", "sudo", "journalctl", "busybox");
        }
    }

    @Test
    void strangersAreRefused() throws IOException {
        DemoKeys strange = DemoKeys.create();
        Path key = lab.directory().resolve("strange");
        strange.writeUserKey(key);
        try (SSHClient client = LabClient.reach(lab, MACHINE)) {
            assertThatThrownBy(() -> client.authPublickey("demo", key.toString()))
                    .isInstanceOf(UserAuthException.class);
            assertThatThrownBy(() -> client.authPassword("demo", "demo"))
                    .isInstanceOf(UserAuthException.class);
        }
        try (SSHClient client = LabClient.reach(lab, MACHINE)) {
            String ours = lab.directory().resolve("id_rsa").toString();
            assertThatThrownBy(() -> client.authPublickey("root", ours))
                    .isInstanceOf(UserAuthException.class);
        }
    }

    @Test
    void backgroundWorkOutlivesTheConnectionButNotTheLab() throws Exception {
        DemoLab own = DemoLab.start(Map.of());
        Path mark = LabClient.root(own, MACHINE).resolve("tmp/mark");
        try (LabClient client = LabClient.login(own, MACHINE)) {
            client.run(
                    "(setsid sh -c 'sleep 0.5; echo $$ >$ROOKERY_ROOT/tmp/mark; sleep 60; :' "
                            + "</dev/null >/dev/null 2>&1) & echo started");
        }
        await(() -> Files.exists(mark) && Files.size(mark) > 0);
        long worker = Long.parseLong(Files.readString(mark).strip());
        assertThat(ProcessHandle.of(worker)).isPresent();
        Path directory = own.directory();
        own.close();
        await(() -> ProcessHandle.of(worker).filter(ProcessHandle::isAlive).isEmpty());
        assertThat(directory).doesNotExist();
    }

    @Test
    void commandEndsWithItsChannel() throws Exception {
        Path mark = LabClient.root(lab, MACHINE).resolve("tmp/command");
        try (LabClient client = LabClient.login(lab, MACHINE);
                Session session = client.session()) {
            session.exec("echo $$ >$ROOKERY_ROOT/tmp/command; exec sleep 60");
            await(() -> Files.exists(mark) && Files.size(mark) > 0);
        }
        long command = Long.parseLong(Files.readString(mark).strip());
        await(() -> ProcessHandle.of(command).filter(ProcessHandle::isAlive).isEmpty());
    }

    @Test
    void sessionsLeaveNothing() throws Exception {
        for (int connection = 0; connection < 10; connection++) {
            try (LabClient client = LabClient.login(lab, MACHINE)) {
                for (int session = 0; session < 10; session++) {
                    assertThat(client.run("echo hello").out()).isEqualTo("hello\n");
                }
            }
        }
        await(() -> ProcessHandle.current().children().filter(ProcessHandle::isAlive).count() == 0);
        await(
                () ->
                        Thread.getAllStackTraces().keySet().stream()
                                .noneMatch(thread -> thread.getName().startsWith("demo-")));
    }

    /// A condition that is asked again and again for ten seconds.
    interface Condition {
        boolean holds() throws IOException;
    }

    private static void await(Condition condition) throws IOException, InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as("ten seconds have passed").isLessThan(end);
            Thread.sleep(20);
        }
    }
}
