package dev.rookery.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/// What every connection to a machine with a POSIX shell must do.
public abstract class ConnectionContract {
    private static final Duration SOON = Duration.ofSeconds(10);

    private Connection connection;

    /// A connection of its own for each test; called once for each.
    protected abstract Connection open() throws Exception;

    protected ConnectionContract() {
        this.connection = new NotOpen();
    }

    @BeforeEach
    void openOne() throws Exception {
        connection = open();
    }

    @AfterEach
    void closeIt() {
        connection.close();
    }

    @Test
    void aCommandHasOutputErrorsAndAnExitCode() throws Exception {
        try (RemoteCommand command = connection.start("echo out; echo err >&2; exit 7")) {
            command.stdin().close();
            assertThat(text(command.stdout())).isEqualTo("out\n");
            assertThat(text(command.stderr())).isEqualTo("err\n");
            assertThat(command.awaitExit(SOON)).hasValue(7);
        }
    }

    @Test
    void theEndOfStandardInputIsSeen() throws Exception {
        try (RemoteCommand command = connection.start("cat")) {
            command.stdin().write("one\ntwo\n".getBytes(StandardCharsets.UTF_8));
            command.stdin().close();
            assertThat(text(command.stdout())).isEqualTo("one\ntwo\n");
            assertThat(command.awaitExit(SOON)).hasValue(0);
        }
    }

    @Test
    void aSignalIsNoExitCode() throws Exception {
        try (RemoteCommand command = connection.start("kill -9 $$")) {
            text(command.stdout());
            assertThat(command.awaitExit(SOON)).isEqualTo(OptionalInt.empty());
        }
    }

    @Test
    void waitingIsBounded() throws Exception {
        try (RemoteCommand command = connection.start("sleep 60")) {
            long start = System.nanoTime();
            assertThat(command.awaitExit(Duration.ofMillis(100))).isEmpty();
            assertThat(command.awaitExit(Duration.ZERO)).isEmpty();
            assertThat(elapsed(start)).isBetween(Duration.ofMillis(90), Duration.ofSeconds(5));
        }
    }

    @Test
    void closingACommandUnblocksItsReaderAndItsWaiter() throws Exception {
        RemoteCommand command = connection.start("sleep 60");
        FutureTask<Boolean> reader = new FutureTask<>(() -> ended(command.stdout()));
        FutureTask<OptionalInt> waiter =
                new FutureTask<>(() -> command.awaitExit(SOON.multipliedBy(6)));
        Thread.startVirtualThread(reader);
        Thread.startVirtualThread(waiter);
        Thread.sleep(100);
        command.close();
        assertThat(reader.get(5, TimeUnit.SECONDS)).isTrue();
        assertThat(waiter.get(5, TimeUnit.SECONDS)).isEmpty();
        command.close();
    }

    @Test
    void closingACommandLeavesTheOthersAlone() throws Exception {
        try (RemoteCommand quiet = connection.start("cat")) {
            for (int i = 0; i < 5; i++) {
                RemoteCommand loud = connection.start("while :; do echo noise; done");
                assertThat(loud.stdout().read()).isEqualTo('n');
                loud.close();
            }
            quiet.stdin().write("still here".getBytes(StandardCharsets.UTF_8));
            quiet.stdin().close();
            assertThat(text(quiet.stdout())).isEqualTo("still here");
        }
    }

    @Test
    void severalCommandsRunAtOnce() throws Exception {
        try (RemoteCommand first = connection.start("cat");
                RemoteCommand second = connection.start("cat")) {
            second.stdin().write("second".getBytes(StandardCharsets.UTF_8));
            second.stdin().close();
            assertThat(text(second.stdout())).isEqualTo("second");
            first.stdin().write("first".getBytes(StandardCharsets.UTF_8));
            first.stdin().close();
            assertThat(text(first.stdout())).isEqualTo("first");
        }
    }

    @Test
    void anInterruptedReaderLeavesTheConnectionUsable() throws Exception {
        RemoteCommand command = connection.start("sleep 60");
        FutureTask<Boolean> reader = new FutureTask<>(() -> ended(command.stdout()));
        Thread thread = Thread.startVirtualThread(reader);
        Thread.sleep(50);
        thread.interrupt();
        assertThat(reader.get(5, TimeUnit.SECONDS)).isTrue();
        command.close();
        try (RemoteCommand next = connection.start("echo on")) {
            assertThat(text(next.stdout())).isEqualTo("on\n");
        }
    }

    @Test
    void closingTheConnectionEndsEverythingAndIsQuietWhenRepeated() throws Exception {
        RemoteCommand command = connection.start("sleep 60");
        FutureTask<Boolean> reader = new FutureTask<>(() -> ended(command.stdout()));
        Thread.startVirtualThread(reader);
        Thread.sleep(50);
        connection.close();
        assertThat(reader.get(5, TimeUnit.SECONDS)).isTrue();
        assertThat(command.awaitExit(SOON)).isEmpty();
        assertThatCode(command::close).doesNotThrowAnyException();
        assertThatCode(connection::close).doesNotThrowAnyException();
        assertThatThrownBy(() -> connection.start("true"))
                .isInstanceOfSatisfying(
                        ConnectionException.class,
                        lost ->
                                assertThat(lost.reason())
                                        .isEqualTo(ConnectionException.Reason.LOST));
    }

    /// True when reading has come to its end, in whichever way.
    private static boolean ended(InputStream stream) {
        try {
            return stream.read() < 0;
        } catch (IOException lost) {
            return true;
        }
    }

    protected static String text(InputStream stream) throws IOException {
        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }

    protected static Duration elapsed(long since) {
        return Duration.ofNanos(System.nanoTime() - since);
    }

    /// Stands for the connection before the first test opens one.
    private static final class NotOpen implements Connection {
        @Override
        public RemoteCommand start(String command) {
            throw new IllegalStateException("not open");
        }

        @Override
        public void close() {}
    }
}
