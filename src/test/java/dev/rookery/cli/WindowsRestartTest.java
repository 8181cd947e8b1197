package dev.rookery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.demo.winrm.Disturbance;
import dev.rookery.demo.winrm.NtlmAcceptor;
import dev.rookery.demo.winrm.NtlmAccounts;
import dev.rookery.demo.winrm.ServerOptions;
import dev.rookery.demo.winrm.WinRmServer;
import dev.rookery.lab.Ran;
import dev.rookery.resource.hyperv.SimulatedWindows;
import dev.rookery.run.Patience;
import dev.rookery.secret.Secret;
import dev.rookery.shell.powershell.PowerShells;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/// A machine that is really away while it restarts, in a whole run of the program.
@Timeout(400)
class WindowsRestartTest {
    private static final Secret PASSWORD = new Secret("a password");

    @TempDir Path folder = Path.of("");
    private final AtomicInteger looks = new AtomicInteger();
    private Optional<WinRmServer> server = Optional.empty();
    private Optional<Door> door = Optional.empty();

    @BeforeEach
    void needsAPowerShell() {
        PowerShells.powershellOrSkip();
    }

    @AfterEach
    void stop() throws IOException {
        if (door.isPresent()) {
            door.get().close();
        }
        server.ifPresent(WinRmServer::close);
    }

    /// Each shell that was deleted was a script that came to its end.
    private void serve(SimulatedWindows windows) throws IOException {
        WinRmServer started =
                WinRmServer.start(
                        ServerOptions.of(
                                        windows.write().runner(PowerShells.powershellOrSkip()),
                                        "admin",
                                        PASSWORD)
                                .withAcceptor(
                                        NtlmAcceptor.factory(
                                                "Negotiate",
                                                new NtlmAccounts(
                                                        "HV-01", Map.of("admin", PASSWORD), false)))
                                .withInterceptor(
                                        step -> {
                                            if (step.action().equals("Delete") && step.done()) {
                                                looks.incrementAndGet();
                                            }
                                            return new Disturbance.None();
                                        }));
        server = Optional.of(started);
        door = Optional.of(Door.before(started.port()));
    }

    private Ran apply(Patience patience) {
        try {
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
                          ansible_winrm_scheme: http
                          ansible_user: admin
                          ansible_password: '%s'
                    """
                            .formatted(door.orElseThrow().port(), PASSWORD.reveal()));
            Path playbook = folder.resolve("lab.yml");
            Files.writeString(
                    playbook, "- hosts: hv-01\n  reboot: true\n  hypervisor: { nested: true }\n");
            return new Program(folder.resolve("state"), patience)
                    .run("apply", playbook, List.of(inventory), "--yes");
        } catch (IOException broken) {
            throw new AssertionError(broken);
        }
    }

    private CompletableFuture<Ran> applyInBackground(Patience patience) {
        CompletableFuture<Ran> apply = new CompletableFuture<>();
        Thread.ofPlatform().daemon().start(() -> apply.complete(apply(patience)));
        return apply;
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private static void await(CompletableFuture<Ran> apply, Condition condition) throws Exception {
        while (!condition.holds()) {
            assertThat(apply).as(() -> "it ended: " + apply.join()).isNotDone();
            Thread.sleep(10);
        }
        assertThat(apply).as(() -> "it ended: " + apply.join()).isNotDone();
    }

    private Path request() {
        return folder.resolve("machine/state.json.restart");
    }

    /// Goes away with its request to restart unseen, so that it is the test that restarts it.
    private void goAway(SimulatedWindows windows, CompletableFuture<Ran> apply) throws Exception {
        await(apply, () -> Files.exists(request()));
        door.orElseThrow().become(Door.Way.CLOSED);
        Files.move(request(), folder.resolve("request"));
        assertThat(windows.calls()).last().asString().startsWith("shutdown.exe /r");
    }

    @Test
    void w17_applyWaitsForAMachineThatIsAwayHalfThereOldAndUnsettled() throws Exception {
        SimulatedWindows windows =
                SimulatedWindows.client(folder.resolve("machine"))
                        .set("boot/restartDelay", 0)
                        .set("hyperV/settleReads", 3);
        serve(windows);
        CompletableFuture<Ran> apply =
                applyInBackground(
                        new Patience(
                                Duration.ofMillis(100),
                                Duration.ofMinutes(2),
                                Duration.ofMinutes(2)));
        goAway(windows, apply);
        Thread.sleep(500);

        door.orElseThrow().become(Door.Way.RESETTING);
        await(apply, () -> door.orElseThrow().resets() >= 3);

        door.orElseThrow().become(Door.Way.OPEN);
        int before = looks.get();
        await(apply, () -> looks.get() >= before + 3);

        Files.move(folder.resolve("request"), request());
        Ran ran = apply.join();
        assertThat(ran.code()).as("%s", ran).isZero();
        assertThat(ran.out()).contains("hv-01 :  ok=0  changed=1");
        assertThat(windows.calls()).filteredOn(call -> call.startsWith("shutdown")).hasSize(1);
    }

    @Test
    void w17_aMachineThatStaysAwayIsGivenUpAndTheNextApplyRecovers() throws Exception {
        SimulatedWindows windows =
                SimulatedWindows.client(folder.resolve("machine")).set("boot/restartDelay", 0);
        serve(windows);
        Patience little =
                new Patience(Duration.ofMillis(100), Duration.ofSeconds(3), Duration.ofSeconds(1));
        CompletableFuture<Ran> apply = applyInBackground(little);
        goAway(windows, apply);
        Ran lost = apply.join();
        assertThat(lost.code()).as("%s", lost).isEqualTo(4);
        assertThat(lost.err())
                .contains("hv-01: unreachable: it was restarted and has not been itself again")
                .contains("remedy: look at its console");
        assertThat(lost.out()).contains("unreachable=1");

        door.orElseThrow().become(Door.Way.OPEN);
        Patience enough =
                new Patience(Duration.ofMillis(100), Duration.ofMinutes(1), Duration.ofMinutes(1));
        Ran held = apply(enough);
        assertThat(held.code()).as("%s", held).isEqualTo(1);
        assertThat(held.err()).contains("held by ", ", until ");

        Path lock = windows.programData().resolve("Rookery/lock");
        Files.writeString(
                lock,
                Files.readString(lock).replaceFirst("until \\S+", "until 2026-01-01T00:00:00Z"));
        Ran recovered = apply(enough);
        assertThat(recovered.code()).as("%s", recovered).isZero();
        assertThat(recovered.out()).contains("hv-01 :  ok=0  changed=1");
    }
}
