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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/// The library's channel, made fit to be given up, and for a server that falls silent.
///
/// The library's own close waits for the server's, its writer waits for room while it holds what a
/// lost connection needs, and data for a stream closed here ends the whole connection: such data
/// may come until the server's own close, and is dropped. The monitor is `this` because the
/// library's reader may call before our constructor has run.
abstract class MachineChannel extends AbstractDirectChannel {
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);

    /// Held where a close is sent, or what must not come after it: a server may have forgotten the
    /// channel by then, and Dropbear ends the whole connection for that.
    private final ReentrantLock closeLock = new ReentrantLock();

    private boolean closing;
    private final Set<ChannelInputStream> dropped = ConcurrentHashMap.newKeySet();
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

    /// Waits for the server's word that it is closed, or for the connection's loss.
    ///
    /// @param end by the clock of [System#nanoTime()]
    final synchronized void awaitFinish(long end) {
        try {
            while (!finished) {
                long left = end - System.nanoTime();
                if (left <= 0) {
                    return;
                }
                TimeUnit.NANOSECONDS.timedWait(this, Math.max(left, 1_000_000));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
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
        drop(getInputStream());
    }

    /// Ends a stream: what still comes for it is dropped.
    final void drop(ChannelInputStream stream) {
        dropped.add(stream);
        stream.close();
    }

    @Override
    public final ChannelInputStream getInputStream() {
        return (ChannelInputStream) super.getInputStream();
    }

    /// Keeps a close from being sent meanwhile.
    final void holdClose() {
        closeLock.lock();
    }

    final void letClose() {
        closeLock.unlock();
    }

    /// Whether a close is sent already; to be asked where it is held.
    final boolean isClosing() {
        return closing;
    }

    @Override
    protected final void sendClose() throws TransportException {
        holdClose();
        try {
            closing = true;
            super.sendClose();
        } finally {
            letClose();
        }
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
        int length = packet.available() - Integer.BYTES;
        try {
            super.receiveInto(stream, packet);
        } catch (ConnectionException closed) {
            if (!dropped.contains(stream)) {
                throw closed;
            }
            giveBack(length);
        }
    }

    /// The window is one for all streams of a channel: those that are read need it too.
    private void giveBack(int length) throws TransportException {
        holdClose();
        try {
            if (length > 0 && !closing && !isOver()) {
                trans.write(newBuffer(Message.CHANNEL_WINDOW_ADJUST).putUInt32(length));
            }
        } finally {
            letClose();
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
