package dev.rookery.demo.winrm;

import dev.rookery.secret.Secret;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// Servers as the tests want them.
final class Servers {
    private Servers() {}

    /// Runs each line in a POSIX shell, but for one name that does not exist.
    static ProcessBuilder sh(String line) throws IOException {
        if (line.startsWith("missing.exe")) {
            throw new FileNotFoundException("missing.exe");
        }
        ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", line);
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/bin:/bin");
        return builder;
    }

    static Runner powerShell(Path program, Path home) {
        return new PowerShellRunner(
                program, Map.of("PATH", "/usr/bin:/bin", "HOME", home.toString()), home);
    }

    /// Nothing is offered yet.
    static ServerOptions with(Runner runner) {
        return ServerOptions.of(runner, WsClient.USER, new Secret(WsClient.PASSWORD));
    }

    /// Basic over HTTP, and a POSIX shell.
    static ServerOptions plain() {
        return with(Servers::sh).withBasic().withUnencrypted();
    }

    static Optional<ProcessHandle> process(String pid) {
        return ProcessHandle.of(Long.parseLong(pid.strip())).filter(ProcessHandle::isAlive);
    }

    /// Waits for a condition, 10 s at most.
    static boolean comes(BooleanSupplier condition) throws InterruptedException {
        for (int round = 0; round < 1000; round++) {
            if (condition.getAsBoolean()) {
                return true;
            }
            Thread.sleep(10);
        }
        return false;
    }
}
