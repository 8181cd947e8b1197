package dev.rookery.resource;

import dev.rookery.facts.Observations;
import dev.rookery.facts.OsFamily;
import dev.rookery.plan.Task;
import dev.rookery.run.TaskScript;
import dev.rookery.shell.Script;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A directory that looks like a machine's root, on which the real scripts run under a real shell.
public final class SimulatedMachine {
    public static final String RUN = "20261125-1";
    public static final String DROP_IN = "/etc/modprobe.d/zz-rookery.conf";
    private static final String HELD = "held() { echo held; while read -r _ <&3; do :; done; }\n";

    private final Path root;
    private final List<String> shell;
    private final Path bin;

    /// @param shell the shell's command and its first argument, such as `busybox sh`
    public SimulatedMachine(Path root, String shell) throws IOException {
        this.root = root;
        this.shell = List.of(shell.split(" "));
        this.bin = Files.createDirectories(root.resolve("bin"));
        write("proc/sys/kernel/random/boot_id", "boot-1\n");
        Files.createDirectories(root.resolve("etc/modprobe.d"));
        Files.createDirectories(root.resolve("dev"));
        Files.createDirectories(root.resolve("sim"));
        try (InputStream in = getClass().getResourceAsStream("modprobe.sh")) {
            byte[] text = Objects.requireNonNull(in).readAllBytes();
            program("modprobe", new String(text, StandardCharsets.UTF_8));
        }
    }

    /// Puts a program on the PATH of the machine.
    public void program(String name, String text) throws IOException {
        Path file = Files.writeString(bin.resolve(name), text);
        if (!file.toFile().setExecutable(true)) {
            throw new IOException("cannot make it executable: " + file);
        }
    }

    /// Loads kvm_amd with this value of nested.
    public SimulatedMachine loaded(String nested) throws IOException {
        write("sys/module/kvm_amd/parameters/nested", nested + "\n");
        write("sys/module/kvm_amd/initstate", "live\n");
        write("sys/module/kvm_amd/refcnt", "0\n");
        Files.createDirectories(root.resolve("sys/module/kvm_amd/holders"));
        write("dev/kvm", "");
        return this;
    }

    /// Leaves only these programs, and modprobe, on the machine's PATH.
    public void onlyPrograms(String... names) throws IOException {
        for (String name : names) {
            Path real =
                    Stream.of("/usr/bin", "/bin")
                            .map(dir -> Path.of(dir, name))
                            .filter(Files::isExecutable)
                            .findFirst()
                            .orElseThrow();
            program(name, "#!/bin/sh\nexec " + real + " \"$@\"\n");
        }
        write("sim/lean", "");
    }

    public void write(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.writeString(file, text);
    }

    public String read(String path) throws IOException {
        return Files.readString(root.resolve(path));
    }

    public boolean has(String path) {
        return Files.exists(root.resolve(path));
    }

    public Path path(String path) {
        return root.resolve(path);
    }

    public String nested() throws IOException {
        return read("sys/module/kvm_amd/parameters/nested").strip();
    }

    /// Starts a script; its standard input stays open.
    public Process start(Script script) throws IOException {
        String assignments =
                script.parameters().entrySet().stream()
                        .map(e -> e.getKey() + "='" + e.getValue().replace("'", "'\\''") + "'\n")
                        .collect(Collectors.joining());
        String text = assignments + HELD + "main() {\n" + script.text() + "\n}\nmain </dev/null\n";
        Path file = Files.createTempFile(root, "script", ".sh");
        Files.writeString(file, text);
        List<String> command =
                Stream.concat(
                                shell.stream(),
                                Stream.of("-c", "exec 3<&0; . \"$0\"", file.toString()))
                        .toList();
        ProcessBuilder builder = new ProcessBuilder(command);
        Map<String, String> environment = builder.environment();
        String path = has("sim/lean") ? bin.toString() : bin + ":/usr/sbin:/usr/bin:/sbin:/bin";
        environment.clear();
        environment.putAll(
                Map.of(
                        "root",
                        root.toString(),
                        "SIM",
                        root.toString(),
                        "PATH",
                        path,
                        "LC_ALL",
                        "C"));
        return builder.redirectErrorStream(true).start();
    }

    public Process start(Task task) throws IOException {
        return start(TaskScript.of(task, RUN));
    }

    /// Runs a task to its end.
    public Observations run(Task task) throws IOException, InterruptedException {
        return answer(start(task));
    }

    /// What a script says until it ends.
    public static Observations answer(Process process) throws IOException, InterruptedException {
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new AssertionError("still running; said: " + said);
        }
        return Observations.parse(said.lines().toList());
    }

    /// Takes the machine's lock and waits until it is held.
    public Process lock(String owner, String run) throws IOException {
        return start(TaskScript.lock(OsFamily.LINUX, owner, run));
    }

    /// The value of a key, or why there is none.
    public static String value(Observations said, String key) {
        return switch (said.all(key)) {
            case dev.rookery.facts.Fact.Known<List<String>>(List<String> lines) ->
                    String.join("\n", lines);
            case dev.rookery.facts.Fact.Unknown<List<String>>(String why) -> "(" + why + ")";
        };
    }

    /// Waits for what another process does.
    public static void eventually(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("did not happen");
            }
            Thread.sleep(20);
        }
    }
}
