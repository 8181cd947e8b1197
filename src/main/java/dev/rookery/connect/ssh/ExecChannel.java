package dev.rookery.connect.ssh;

import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.common.Message;
import net.schmizz.sshj.common.SSHException;
import net.schmizz.sshj.common.SSHPacket;
import net.schmizz.sshj.connection.Connection;
import net.schmizz.sshj.connection.ConnectionException;
import net.schmizz.sshj.connection.channel.ChannelInputStream;
import net.schmizz.sshj.connection.channel.direct.SessionChannel;
import net.schmizz.sshj.transport.TransportException;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/// The library's channel, made fit for a command that is given up, or whose server falls silent.
///
/// The library's own close waits for the server's, its writer waits for room while it holds what a
/// lost connection needs, and data for a stream closed here ends the whole connection. The monitor
/// is `this` because the library's reader may call before our constructor has run.
final class ExecChannel extends SessionChannel {
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);

    private volatile boolean abandoned;
    private volatile boolean finished;

    ExecChannel(Connection connection) {
        super(connection);
    }

    /// @param patience for each of the server's two answers
    void start(String command, Duration patience) throws IOException {
        trans.write(buildOpenReq());
        openEvent.await(patience.toMillis(), TimeUnit.MILLISECONDS);
        sendChannelRequest("exec", true, new Buffer.PlainBuffer().putString(command))
                .await(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// Waits until the server takes more input.
    ///
    /// @return how many of these bytes it takes now
    synchronized int awaitRoom(int wanted) throws IOException {
        while (!abandoned && !finished) {
            long room = Math.min(rwin.getSize(), rwin.getMaxPacketSize());
            if (room > 0) {
                return (int) Math.min(room, wanted);
            }
            try {
                wait();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted");
            }
        }
        throw new IOException("the command has ended");
    }

    synchronized OptionalInt awaitExit(Duration atMost) {
        long end = System.nanoTime() + Math.min(atMost.toMillis(), 1L << 40) * 1_000_000;
        while (!abandoned && !finished && getExitStatus() == null && getExitSignal() == null) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                break;
            }
            try {
                TimeUnit.NANOSECONDS.timedWait(this, Math.max(left, 1_000_000));
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        Integer code = getExitStatus();
        return code == null ? OptionalInt.empty() : OptionalInt.of(code);
    }

    /// Ends the streams at once and tells the server; never waits for its answer.
    void abandon() {
        synchronized (this) {
            if (abandoned) {
                return;
            }
            abandoned = true;
            notifyAll();
        }
        getInputStream().close();
        getErrorStream().close();
        if (openEvent.isSet()) {
            // In a thread of its own: a write to a server that has stopped blocks.
            Bounded.run(CLOSE_PATIENCE, this::sendCloseQuietly);
        }
    }

    @Override
    public ChannelInputStream getInputStream() {
        return (ChannelInputStream) super.getInputStream();
    }

    @Override
    public ChannelInputStream getErrorStream() {
        return (ChannelInputStream) super.getErrorStream();
    }

    private void sendCloseQuietly() {
        try {
            sendClose();
        } catch (TransportException lost) {
            // Then the command is given up just as well.
        }
    }

    @Override
    public void handle(Message message, SSHPacket packet) throws SSHException {
        super.handle(message, packet);
        if (message == Message.CHANNEL_WINDOW_ADJUST || message == Message.CHANNEL_REQUEST) {
            wakeAll();
        }
        if (message == Message.CHANNEL_OPEN_CONFIRMATION && abandoned) {
            sendClose();
        }
    }

    @Override
    protected void receiveInto(ChannelInputStream stream, SSHPacket packet) throws SSHException {
        try {
            super.receiveInto(stream, packet);
        } catch (ConnectionException closed) {
            if (!abandoned) {
                throw closed;
            }
        }
    }

    @Override
    protected void finishOff() {
        finished = true;
        wakeAll();
        super.finishOff();
    }

    @Override
    public void notifyError(SSHException error) {
        finished = true;
        wakeAll();
        super.notifyError(
                new ConnectionException(
                        "the connection was lost: " + Failures.words(error), error));
    }

    private synchronized void wakeAll() {
        notifyAll();
    }
}
