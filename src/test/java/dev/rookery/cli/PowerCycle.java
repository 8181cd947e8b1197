package dev.rookery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.demo.winrm.NtlmAcceptor;
import dev.rookery.demo.winrm.NtlmAccounts;
import dev.rookery.demo.winrm.ServerOptions;
import dev.rookery.demo.winrm.WinRmServer;
import dev.rookery.lab.Ran;
import dev.rookery.resource.hyperv.SimulatedGuest;
import dev.rookery.resource.hyperv.SimulatedWindows;
import dev.rookery.secret.Secret;
import dev.rookery.shell.powershell.PowerShells;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// A Hyper-V host over WinRM with a running guest that a play shuts down, changes and starts again,
/// and the program that does so.
final class PowerCycle implements AutoCloseable {
    static final String BEFORE = "Running memory 4 vcpus 4";
    static final String DONE = "Running nested memory 8 vcpus 2";
    private static final Secret PASSWORD = new Secret("a password");
    private static final Duration LONG = Duration.ofMinutes(3);

    private final Path folder;
    private final SimulatedWindows host;
    private final WinRmServer server;
    private final Door door;
    private final JsonNode neighbour;

    /// @param hooks what is asked to happen at calls
    PowerCycle(Path folder, List<String> hooks) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.host =
                SimulatedWindows.server(folder.resolve("host"))
                        .enabled()
                        .guest(SimulatedGuest.of(1, "web").running())
                        .guest(SimulatedGuest.of(2, "db").running())
                        .write();
        this.neighbour = host.now().required("vms").get(1);
        host.hooks(hooks.toArray(String[]::new));
        NtlmAccounts accounts =
                new NtlmAccounts("HV-01", java.util.Map.of("admin", PASSWORD), false);
        this.server =
                WinRmServer.start(
                        ServerOptions.of(
                                        host.runner(PowerShells.powershellOrSkip()),
                                        "admin",
                                        PASSWORD)
                                .withAcceptor(NtlmAcceptor.factory("Negotiate", accounts)));
        this.door = Door.before(server.port());
        Files.writeString(
                inventory(),
                """
                all:
                  vars: { ansible_user: admin, ansible_password: '%s' }
                  hosts:
                    hv-01:
                      ansible_connection: winrm
                      ansible_host: 127.0.0.1
                      ansible_port: %d
                      ansible_winrm_scheme: http
                    web: { guest_of: hv-01, ansible_connection: psdirect }
                """
                        .formatted(PASSWORD.reveal(), door.port()));
        Files.writeString(
                playbook(),
                """
                - hosts: web
                  disruption: stop_guests
                  guest: { nested: true, memory: 8GiB, vcpus: 2 }
                """);
    }

    private Path inventory() {
        return folder.resolve("inventory.yml");
    }

    private Path playbook() {
        return folder.resolve("lab.yml");
    }

    SimulatedWindows host() {
        return host;
    }

    /// Runs apply in this process, to its end.
    Ran apply() {
        return Program.in(folder).run("apply", playbook(), List.of(inventory()), "--yes");
    }

    /// Begins apply in this process.
    CompletableFuture<Ran> begin() {
        CompletableFuture<Ran> ran = new CompletableFuture<>();
        Thread.ofPlatform()
                .daemon()
                .start(
                        () -> {
                            try {
                                ran.complete(apply());
                            } catch (RuntimeException | Error broken) {
                                ran.completeExceptionally(broken);
                            }
                        });
        return ran;
    }

    /// Begins apply in a process of its own: the program as it is, Java's start-up apart.
    Process program() throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty(
                                "surefire.test.class.path", System.getProperty("java.class.path")),
                        "dev.rookery.Main",
                        "apply",
                        playbook().toString(),
                        "-i",
                        inventory().toString(),
                        "--yes");
        builder.environment().put("XDG_STATE_HOME", folder.resolve("killed").toString());
        return Ran.start(builder, folder.resolve("out"), folder.resolve("err"));
    }

    /// What a program in a process of its own has said so far.
    String said() throws IOException {
        return Files.readString(folder.resolve("out")) + Files.readString(folder.resolve("err"));
    }

    /// Ends every connection; there are no others before the next call.
    void cut() throws IOException {
        door.become(Door.Way.CLOSED);
    }

    void mend() throws IOException {
        door.become(Door.Way.OPEN);
    }

    /// As if the run that had the machine had been gone for long.
    void expireLease() throws IOException {
        Path lock = host.kept("lock");
        Files.writeString(
                lock,
                Files.readString(lock)
                        .replaceAll("until .*", "until 2026-01-01T00:00:00.0000000Z"));
    }

    /// What the guest's journal says so far.
    String journal() {
        return text(host.kept("guests/" + SimulatedGuest.id(1) + ".journal"));
    }

    boolean isLocked() {
        return text(host.kept("lock")).contains("run ");
    }

    /// Whether a task has written down what its work is.
    boolean isHandedOver() throws IOException {
        Path runs = host.kept("runs");
        if (!Files.exists(runs)) {
            return false;
        }
        try (var files = Files.walk(runs)) {
            return files.anyMatch(file -> file.endsWith("guest-" + SimulatedGuest.id(1) + ".json"));
        }
    }

    private static String text(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException changing) {
            return "";
        }
    }

    /// `Running nested memory 8 vcpus 2`
    String words() {
        JsonNode guest = host.now().required("vms").get(0);
        return "%s%s memory %d vcpus %d"
                .formatted(
                        guest.required("state").asString(),
                        guest.required("nested").asBoolean() ? " nested" : "",
                        guest.required("memoryStartup").asLong() >> 30,
                        guest.required("processors").asInt());
    }

    void assertTheOtherGuestIsUntouched() throws IOException {
        assertThat(host.now().required("vms").get(1)).isEqualTo(neighbour);
        assertThat(host.calls()).noneMatch(call -> (call + " ").contains(" db "));
    }

    interface Condition {
        boolean holds() throws IOException;
    }

    /// Waits for what others do, on a machine that may have much to do.
    static void await(Condition condition) throws IOException, InterruptedException {
        long end = System.nanoTime() + LONG.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("did not happen");
            }
            Thread.sleep(10);
        }
    }

    /// Whether no process of the host runs any more.
    boolean isQuiet() {
        String mark = "ROOKERY_WINDOWS_STATE=" + host.stateFile();
        return ProcessHandle.allProcesses()
                .map(process -> Path.of("/proc/" + process.pid() + "/environ"))
                .noneMatch(file -> environment(file).contains(mark));
    }

    private static String environment(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException notOurs) {
            return "";
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
        server.close();
    }
}
