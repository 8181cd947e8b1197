package dev.rookery.connect.winrm;

import dev.rookery.connect.ConnectionException;
import dev.rookery.connect.winrm.wsman.Messages;
import dev.rookery.connect.winrm.wsman.WsmanFault;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;

/// Connections that nobody uses just now. A handshake costs two or three round trips.
final class ChannelPool implements AutoCloseable {
    private static final int MOST = 4;

    /// A service ends a connection that is idle, some minutes at the latest. What was sent on one
    /// that had ended already may not be sent again, so an old one is asked something harmless.
    private static final Duration OLD = Duration.ofSeconds(3);

    private static final Duration TOO_OLD = Duration.ofSeconds(60);
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private record Idle(Channel channel, long since) {}

    private final Messages messages;
    private final Supplier<Channel> fresh;
    private final Deque<Idle> idle = new ArrayDeque<>();
    private boolean closed;

    ChannelPool(Messages messages, Supplier<Channel> fresh) {
        this.messages = messages;
        this.fresh = fresh;
    }

    /// One that is open still, or a new one.
    Channel borrow() {
        for (Idle candidate = take(); candidate != null; candidate = take()) {
            Duration age = Duration.ofNanos(System.nanoTime() - candidate.since());
            if (candidate.channel().isOpen() && isAlive(candidate.channel(), age)) {
                return candidate.channel();
            }
            candidate.channel().close();
        }
        return fresh.get();
    }

    /// One that may be used by another thread than the borrower's, which must not wait for it.
    Channel borrowAnother() {
        Idle candidate = take();
        if (candidate == null) {
            return fresh.get();
        }
        boolean young = System.nanoTime() - candidate.since() < OLD.toNanos();
        if (young && candidate.channel().isOpen()) {
            return candidate.channel();
        }
        candidate.channel().close();
        return fresh.get();
    }

    private boolean isAlive(Channel channel, Duration age) {
        if (age.compareTo(OLD) < 0) {
            return true;
        }
        if (age.compareTo(TOO_OLD) > 0) {
            return false;
        }
        try {
            channel.call(messages.identify(), PATIENCE);
            return channel.isOpen();
        } catch (WsmanFault answered) {
            return channel.isOpen();
        } catch (ConnectionException ended) {
            return false;
        }
    }

    private synchronized @Nullable Idle take() {
        return idle.pollFirst();
    }

    void giveBack(Channel channel) {
        synchronized (this) {
            if (!closed && channel.isOpen() && idle.size() < MOST) {
                idle.addFirst(new Idle(channel, System.nanoTime()));
                return;
            }
        }
        channel.close();
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        for (Idle left = take(); left != null; left = take()) {
            left.channel().close();
        }
    }
}
