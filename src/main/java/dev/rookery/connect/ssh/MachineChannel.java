package dev.rookery.connect.ssh;

import net.schmizz.sshj.common.Message;
import net.schmizz.sshj.common.SSHException;
import net.schmizz.sshj.common.SSHPacket;
import net.schmizz.sshj.connection.Connection;
import net.schmizz.sshj.connection.ConnectionException;
import net.schmizz.sshj.connection.channel.ChannelInputStream;
import net.schmizz.sshj.connection.channel.direct.AbstractDirectChannel;
import net.schmizz.sshj.transport.TransportException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// The library's channel, made fit to be given up, and for a server that falls silent.
///
/// The library's own close waits for the server's, its writer waits for room while it holds what a
/// lost connection needs, and data for a stream closed here ends the whole connection. The monitor
/// is `this` because the library's reader may call before our constructor has run.
abstract class MachineChannel extends AbstractDirectChannel {
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);

    private volatile boolean abandoned;
    private volatile boolean finished;
    private volatile @Nullable SSHException loss;

    MachineChannel(Connection connection, String type) {
        super(connection, type);
    }

    /// What a lost connection is called in messages, such as `the connection`.
    abstract String carriedBy();

    /// @param patience for the server's answer
    final void open(Duration patience) throws IOException {
        trans.write(buildOpenReq());
        openEvent.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// Whether nothing more comes or goes.
    final boolean isOver() {
        return abandoned || finished;
    }

    /// Waits until the server takes more input.
    ///
    /// @return how many of these bytes it takes now
    final synchronized int awaitRoom(int wanted) throws IOException {
        while (!isOver()) {
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
        SSHException why = loss;
        throw why == null ? new IOException("the other end is closed") : why;
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
        closeReading();
        if (openEvent.isSet()) {
            // In a thread of its own: a write to a server that has stopped blocks.
            Bounded.run(CLOSE_PATIENCE, this::sendCloseQuietly);
        }
    }

    /// Ends what is read here.
    void closeReading() {
        getInputStream().close();
    }

    @Override
    public final ChannelInputStream getInputStream() {
        return (ChannelInputStream) super.getInputStream();
    }

    private void sendCloseQuietly() {
        try {
            sendClose();
        } catch (TransportException lost) {
            // Then it is given up just as well.
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
        SSHException lost = new ConnectionException(Failures.lost(carriedBy(), error), error);
        loss = lost;
        finished = true;
        wakeAll();
        super.notifyError(lost);
    }

    private synchronized void wakeAll() {
        notifyAll();
    }
}
