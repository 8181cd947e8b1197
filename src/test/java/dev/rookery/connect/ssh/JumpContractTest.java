package dev.rookery.connect.ssh;

import dev.rookery.connect.Connection;
import dev.rookery.connect.ConnectionContract;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// A connection through a jump is one like any other.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JumpContractTest extends ConnectionContract {
    @TempDir private static Path directory;

    private Sshd sshd;

    @BeforeAll
    void start() throws Exception {
        sshd = Sshd.start(directory.resolve("sshd"), Sshd.Options.usual());
    }

    @AfterAll
    void stop() {
        if (sshd != null) {
            sshd.close();
        }
    }

    @Override
    protected Connection open() throws Exception {
        return new SshConnector(Map.of()).connect(sshd.endpoint().behind(List.of(sshd.endpoint())));
    }
}
