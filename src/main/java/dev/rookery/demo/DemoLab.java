package dev.rookery.demo;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/// A few simulated KVM hosts behind real SSH servers on the loopback address, with an inventory and
/// a playbook for them. Nothing of the user's own machine is read or changed by them.
public final class DemoLab implements AutoCloseable {
    private static final List<String> NAMES =
            List.of("kvm-intel-01", "kvm-amd-01", "kvm-intel-02", "kvm-intel-03");

    private final Path directory;
    private final List<DemoServer> servers = new ArrayList<>();

    private DemoLab(Path directory) {
        this.directory = directory;
    }

    /// Makes the machines in a new temporary directory and starts their servers.
    ///
    /// @throws IOException if that does not work here; nothing is left behind then
    public static DemoLab start() throws IOException {
        DemoLab lab = new DemoLab(Files.createTempDirectory("rookery-demo-").toRealPath());
        boolean started = false;
        try {
            lab.open();
            started = true;
            return lab;
        } finally {
            if (!started) {
                lab.close();
            }
        }
    }

    private void open() throws IOException {
        FutureTask<DemoKeys> keys = new FutureTask<>(DemoKeys::create);
        Thread.ofPlatform().daemon().name("demo-keys").start(keys);
        List<DemoMachine> machines = new ArrayList<>();
        for (String name : NAMES) {
            machines.add(DemoMachine.create(name, directory.resolve("machines").resolve(name)));
        }
        machines.getFirst().requirePathShell();
        for (DemoMachine machine : machines) {
            machine.boot();
        }
        for (DemoMachine machine : machines) {
            servers.add(DemoServer.start(machine, made(keys)));
        }
        DemoFiles files = new DemoFiles(directory);
        files.write(servers, made(keys));
    }

    private static DemoKeys made(FutureTask<DemoKeys> keys) throws IOException {
        try {
            return keys.get();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } catch (ExecutionException failed) {
            throw new IOException("cannot make the lab's keys", failed.getCause());
        }
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
        for (DemoServer server : servers) {
            server.close();
        }
        servers.clear();
        Leftovers.endProcesses(directory);
        Leftovers.delete(directory);
    }
}
