package dev.rookery.demo;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;

/// A few simulated KVM hosts behind real SSH servers on the loopback address and, where there is a
/// PowerShell, a simulated Windows host with a guest behind a WinRM service, with an inventory and
/// a playbook for them. Nothing of the user's own machine is read or changed by them.
public final class DemoLab implements AutoCloseable {
    private static final List<String> NAMES =
            List.of("kvm-intel-01", "kvm-amd-01", "kvm-intel-02", "kvm-intel-03");
    private static final String MACHINES = "machines";

    private final Path directory;
    private final Thread onExit = new Thread(this::close);
    private final List<Runnable> ends = new ArrayList<>();
    private boolean closed;
    private List<String> about = List.of();

    private DemoLab(Path directory) {
        this.directory = directory;
    }

    /// Makes the machines in a new temporary directory and starts their servers. Nothing of it
    /// outlives the process, also if that is ended while it makes them.
    ///
    /// @param environment the process's, which says where a PowerShell is
    /// @throws IOException if that does not work here; nothing is left behind then
    public static DemoLab start(Map<String, String> environment) throws IOException {
        DemoLab lab = new DemoLab(Files.createTempDirectory("rookery-demo-").toRealPath());
        boolean started = false;
        try {
            Runtime.getRuntime().addShutdownHook(lab.onExit);
            lab.open(environment);
            started = true;
            return lab;
        } finally {
            if (!started) {
                lab.close();
            }
        }
    }

    private void open(Map<String, String> environment) throws IOException {
        FutureTask<DemoKeys> keys = begin("demo-keys", DemoKeys::create);
        FutureTask<WindowsPart> windows = begin("demo-windows", () -> windows(environment));
        List<DemoMachine> machines = new ArrayList<>();
        for (String name : NAMES) {
            machines.add(step(() -> DemoMachine.create(name, machine(name))));
        }
        step(machines.getFirst()::requirePathShell);
        List<DemoServer> servers = new ArrayList<>();
        for (DemoMachine machine : machines) {
            step(machine::boot);
            DemoKeys made = made(keys);
            servers.add(serve(() -> DemoServer.start(machine, made), DemoServer::close));
        }
        WindowsPart part = made(windows);
        about =
                List.of(
                        "A lab of simulated KVM hosts, each behind an SSH server on loopback.",
                        part.about());
        DemoFiles files = new DemoFiles(directory);
        DemoKeys made = made(keys);
        step(() -> files.write(servers, part.host(), made));
    }

    private WindowsPart windows(Map<String, String> environment) throws IOException {
        return WindowsPart.start(
                environment,
                powershell ->
                        serve(
                                () ->
                                        WindowsDemoHost.start(
                                                directory.resolve("windows"),
                                                directory.resolve(MACHINES),
                                                powershell),
                                WindowsDemoHost::close));
    }

    private Path machine(String name) {
        return directory.resolve(MACHINES).resolve(name);
    }

    private static <T> FutureTask<T> begin(String name, Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread.ofPlatform().daemon().name(name).start(task);
        return task;
    }

    private static <T> T made(FutureTask<T> task) throws IOException {
        try {
            return task.get();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof IOException known
                    ? known
                    : new IOException("cannot start the lab", failed.getCause());
        }
    }

    private interface Step {
        void take() throws IOException;
    }

    private interface Making<T> {
        T make() throws IOException;
    }

    /// Takes one step of the lab's making, unless the lab is closed: what clears up after the
    /// process must find everything.
    private void step(Step step) throws IOException {
        step(
                () -> {
                    step.take();
                    return this;
                });
    }

    private synchronized <T> T step(Making<T> making) throws IOException {
        if (closed) {
            throw new InterruptedIOException("the lab is closed");
        }
        return making.make();
    }

    private <T> T serve(Making<T> start, Consumer<T> end) throws IOException {
        return step(
                () -> {
                    T server = start.make();
                    ends.add(() -> end.accept(server));
                    return server;
                });
    }

    /// What the lab is, in lines for people.
    public List<String> about() {
        return about;
    }

    /// The lab's own directory. It goes with the lab.
    public Path directory() {
        return directory;
    }

    /// The inventory of the lab's machines, a file.
    public Path inventory() {
        return directory.resolve(DemoFiles.INVENTORY);
    }

    /// A playbook for them, a file.
    public Path playbook() {
        return directory.resolve(DemoFiles.PLAYBOOK);
    }

    /// Ends the servers and every process that was started through them, and deletes the directory.
    /// Does so once, whichever thread comes first; never throws.
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        ends.forEach(Runnable::run);
        Leftovers.endProcesses(directory);
        Leftovers.delete(directory);
        try {
            Runtime.getRuntime().removeShutdownHook(onExit);
        } catch (IllegalStateException ending) {
            // The process ends, and perhaps this is its hook.
            return;
        }
    }
}
