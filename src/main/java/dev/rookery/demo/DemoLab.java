package dev.rookery.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

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
        List<DemoMachine> machines = new ArrayList<>();
        for (String name : NAMES) {
            machines.add(DemoMachine.create(name, directory.resolve("machines").resolve(name)));
        }
        for (DemoMachine machine : machines) {
            machine.boot();
        }
        DemoKeys keys = DemoKeys.create();
        for (DemoMachine machine : machines) {
            servers.add(DemoServer.start(machine, keys));
        }
        DemoFiles files = new DemoFiles(directory);
        files.write(servers, keys);
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
