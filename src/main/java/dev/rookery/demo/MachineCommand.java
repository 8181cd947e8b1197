package dev.rookery.demo;

import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/// One command on a simulated machine: a real process, with its streams joined to the channel's.
final class MachineCommand implements Command {
    /// How long output may still come after the process's end: a process that it left in the
    /// background may keep the streams open.
    private static final Duration LAST_OUTPUT = Duration.ofSeconds(1);

    /// How long a process may go on once its channel is closed.
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    private final ProcessBuilder builder;
    private @Nullable InputStream in;
    private @Nullable OutputStream out;
    private @Nullable OutputStream err;
    private @Nullable ExitCallback callback;
    private volatile @Nullable Process process;

    MachineCommand(ProcessBuilder builder) {
        this.builder = builder;
    }

    @Override
    public void setInputStream(InputStream stream) {
        in = stream;
    }

    @Override
    public void setOutputStream(OutputStream stream) {
        out = stream;
    }

    @Override
    public void setErrorStream(OutputStream stream) {
        err = stream;
    }

    @Override
    public void setExitCallback(ExitCallback exit) {
        callback = exit;
    }

    @Override
    public void start(ChannelSession channel, Environment ignored) throws IOException {
        Process started = builder.start();
        process = started;
        InputStream input = Objects.requireNonNull(in);
        thread("input", () -> pump(input, started.getOutputStream()));
        Thread output = copy("output", started.getInputStream(), Objects.requireNonNull(out));
        Thread errors = copy("errors", started.getErrorStream(), Objects.requireNonNull(err));
        ExitCallback exit = Objects.requireNonNull(callback);
        thread(
                "exit",
                () -> {
                    try {
                        int code = started.waitFor();
                        output.join(LAST_OUTPUT);
                        errors.join(LAST_OUTPUT);
                        exit.onExit(code);
                    } catch (InterruptedException ended) {
                        Thread.currentThread().interrupt();
                    }
                });
    }

    private static Thread copy(String name, InputStream from, OutputStream to) {
        return thread(
                name,
                () -> {
                    try (from) {
                        transfer(from, to);
                    } catch (IOException ended) {
                        // The channel or the process is gone: there is nobody to tell.
                        return;
                    }
                });
    }

    /// The end of the channel's input is the end of the process's.
    private static void pump(InputStream from, OutputStream to) {
        try (to) {
            transfer(from, to);
        } catch (IOException ended) {
            // The process does not read any more.
            return;
        }
    }

    private static void transfer(InputStream from, OutputStream to) throws IOException {
        byte[] buffer = new byte[16 * 1024];
        for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
            to.write(buffer, 0, count);
            to.flush();
        }
    }

    /// The channel is closed. A process that still runs sees the end of its input, and is then
    /// ended by its own id; what it left in the background goes on.
    @Override
    public void destroy(ChannelSession channel) {
        Process running = process;
        if (running == null || !running.isAlive()) {
            return;
        }
        thread(
                "farewell",
                () -> {
                    try {
                        running.getOutputStream().close();
                    } catch (IOException ended) {
                        running.destroy();
                    }
                    try {
                        if (!running.waitFor(FAREWELL.toMillis(), TimeUnit.MILLISECONDS)) {
                            running.destroy();
                        }
                    } catch (InterruptedException ended) {
                        Thread.currentThread().interrupt();
                    }
                });
    }

    private static Thread thread(String name, Runnable work) {
        return Thread.ofPlatform().daemon().name("demo-" + name).start(work);
    }
}
