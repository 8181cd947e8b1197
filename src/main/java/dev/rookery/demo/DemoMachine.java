package dev.rookery.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// A simulated machine: a root directory with what the kernel would show there, and the tools that
/// act on it.
///
/// @param root its root directory, an absolute path
record DemoMachine(String name, Path root) {
    /// In the environment of everything that runs on such a machine.
    static final String ROOT = "ROOKERY_ROOT";

    private static final String SHELL = "/bin/sh";
    private static final String MODPROBE_VERSION = "kmod version 30 (simulated)";
    private static final long BOOT_SECONDS = 30;

    static DemoMachine create(String name, Path root) throws IOException {
        DemoMachine machine = new DemoMachine(name, root);
        Files.createDirectories(machine.home());
        Files.createDirectories(root.resolve("sys/module"));
        Files.createDirectories(root.resolve("var/lib"));
        Files.createDirectories(root.resolve("tmp"));
        MachineTree.read(name).write(root);
        Tools.install(root.resolve("bin"));
        return machine;
    }

    private Path home() {
        return root.resolve("root");
    }

    /// Loads the modules that the machine loads when it starts.
    void boot() throws IOException {
        run(". \"$ROOKERY_ROOT\"/etc/rc.boot");
    }

    /// A shell that prefers commands of its own to those on PATH, as some builds of busybox do,
    /// would run a real modprobe. What it runs counts; what it says of itself is not reliable.
    ///
    /// @throws IOException if this controller's shell does so
    void requirePathShell() throws IOException {
        if (!run("modprobe -V 2>&1 || :").strip().equals(MODPROBE_VERSION)) {
            throw new IOException(
                    SHELL
                            + " does not take kernel tools from PATH but has its own: the demo"
                            + " would not be safe here");
        }
    }

    private String run(String command) throws IOException {
        Process process = processOf(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        try {
            String said =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(BOOT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException("the simulated machine " + name + " says: " + said);
            }
            return said;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        } finally {
            process.destroy();
        }
    }

    /// A command as it runs on this machine: nothing of our own environment is passed on. It has a
    /// session of its own, as a real server gives it, so that it can signal its own group only.
    ProcessBuilder processOf(String command) {
        Optional<Path> session = Tools.find("setsid");
        List<String> shell = List.of(SHELL, "-c", command);
        ProcessBuilder builder =
                new ProcessBuilder(
                        session.isPresent()
                                ? List.of(session.get().toString(), SHELL, "-c", command)
                                : shell);
        Map<String, String> environment = builder.environment();
        environment.clear();
        environment.put(ROOT, root.toString());
        environment.put("PATH", root.resolve("bin").toString());
        environment.put("HOME", home().toString());
        return builder.directory(home().toFile());
    }
}
