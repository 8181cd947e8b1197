package dev.rookery.connect.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rookery.connect.Connection;
import dev.rookery.connect.ConnectionContract;
import dev.rookery.connect.LocalEndpoint;
import dev.rookery.connect.RemoteCommand;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// Commands on the machine that the tests run on.
class LocalConnectionTest extends ConnectionContract {
    @TempDir private static Path directory;

    @Override
    protected Connection open() {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "there is no /bin/sh here");
        return new LocalConnector().connect(new LocalEndpoint(), Optional.empty());
    }

    @Test
    void closingACommandEndsItsChildren() throws Exception {
        try (Connection connection = open()) {
            RemoteCommand command = connection.start("sleep 600 & echo $!; sleep 601");
            ProcessHandle child = child(command);
            command.close();
            awaitTrue(() -> !child.isAlive());
        }
    }

    @Test
    void whatIgnoresHupGoesOnWithoutUs() throws Exception {
        Path go = directory.resolve("go");
        try (Connection connection = open()) {
            RemoteCommand command =
                    connection.start(
                            "sh -c 'trap \"\" HUP; echo $$; while [ ! -e %s ]; do sleep 0.1; done; echo on >%s' & sleep 601"
                                    .formatted(go, directory.resolve("done")));
            ProcessHandle child = child(command);
            command.close();
            assertThat(text(command)).isEmpty();
            Thread.sleep(100);
            assertThat(child.isAlive()).isTrue();
            Files.createFile(go);
            awaitTrue(() -> !child.isAlive());
            assertThat(directory.resolve("done")).hasContent("on");
        }
    }

    private static String text(RemoteCommand command) {
        try {
            return text(command.stdout());
        } catch (IOException givenUp) {
            return "";
        }
    }

    private static ProcessHandle child(RemoteCommand command) throws IOException {
        BufferedReader reader =
                new BufferedReader(
                        new java.io.InputStreamReader(command.stdout(), StandardCharsets.UTF_8));
        return ProcessHandle.of(Long.parseLong(reader.readLine())).orElseThrow();
    }

    @Test
    void aCommandHasASessionOfItsOwn() throws Exception {
        assumeTrue(Files.exists(Path.of("/usr/bin/setsid")), "there is no setsid here");
        try (Connection connection = open();
                RemoteCommand command = connection.start("ps -o pid=,sid= -p $$")) {
            String[] ids = text(command.stdout()).strip().split("\\s+", -1);
            assertThat(ids[0]).isEqualTo(ids[1]);
        }
    }

    @Test
    void tenMegabytesGoThroughAndNoMoreThanSomeIsReadAhead() throws Exception {
        byte[] sent = new byte[10 << 20];
        new java.util.Random(7).nextBytes(sent);
        try (Connection connection = open();
                RemoteCommand command = connection.start("cat")) {
            Thread.startVirtualThread(
                    () -> {
                        try (OutputStream in = command.stdin()) {
                            in.write(sent);
                        } catch (IOException ended) {
                            throw new java.io.UncheckedIOException(ended);
                        }
                    });
            awaitTrue(() -> available(command.stdout()) > 0);
            Thread.sleep(50);
            assertThat(available(command.stdout())).isLessThan(1 << 20);
            assertThat(command.stdout().readAllBytes()).isEqualTo(sent);
        }
    }

    private static int available(InputStream stream) {
        try {
            return stream.available();
        } catch (IOException closed) {
            return -1;
        }
    }

    @Test
    void whatIsBehindThisMachineIsDialledFromHere() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                Connection connection = open();
                Socket socket =
                        connection
                                .carrier()
                                .orElseThrow()
                                .open("127.0.0.1", server.getLocalPort(), Duration.ofSeconds(5));
                Socket accepted = server.accept()) {
            accepted.getOutputStream().write('x');
            assertThat(socket.getInputStream().read()).isEqualTo('x');
        }
    }

    private static void awaitTrue(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() < end) {
            Thread.sleep(10);
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }
}
