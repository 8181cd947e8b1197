package dev.rookery.connect.winrm;

import dev.rookery.connect.Connection;
import dev.rookery.connect.ConnectionException;
import dev.rookery.connect.ConnectionException.Reason;
import dev.rookery.connect.RemoteCommand;
import dev.rookery.connect.WinRmEndpoint;
import dev.rookery.connect.winrm.wsman.CommandId;
import dev.rookery.connect.winrm.wsman.Message;
import dev.rookery.connect.winrm.wsman.Messages;
import dev.rookery.connect.winrm.wsman.Reply;
import dev.rookery.connect.winrm.wsman.WsmanFault;

import java.net.ProtocolException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A service that has let us in. It has as many connections as its commands need.
final class WinRmConnection implements Connection {
    /// A service counts a shell for a moment after it was deleted.
    private static final int ATTEMPTS = 4;

    private static final Duration REMOVAL = Duration.ofSeconds(3);

    private final WinRmEndpoint endpoint;
    private final Route route;
    private final HandshakeFactory handshakes;
    private final Messages messages;
    private final ChannelPool pool;
    private final Set<WinRmCommand> running = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    WinRmConnection(WinRmEndpoint endpoint, Route route, HandshakeFactory handshakes) {
        this.endpoint = endpoint;
        this.route = route;
        this.handshakes = handshakes;
        this.messages = new Messages(route.address(), endpoint.operationTimeout());
        this.pool = new ChannelPool(messages, () -> channel(endpoint.connectTimeout()));
    }

    private Channel channel(Duration patience) {
        return new Channel(endpoint, route, handshakes, patience);
    }

    /// Shows that the service lets us in, and that it is one of WS-Management. Any answer of
    /// WS-Management does, but that we may not.
    void prove() throws ConnectionException {
        Channel channel = channel(endpoint.connectTimeout());
        boolean proven = false;
        try {
            channel.call(messages.identify(), endpoint.connectTimeout()).requireIdentity();
            proven = true;
        } catch (WsmanFault fault) {
            if (fault.isAccessDenied()) {
                throw fault.explained();
            }
            proven = true;
        } catch (ProtocolException strange) {
            throw malformed(strange);
        } finally {
            if (proven) {
                pool.giveBack(channel);
            } else {
                channel.close();
            }
        }
    }

    @Override
    public RemoteCommand start(String command) throws ConnectionException {
        requireOpen();
        Channel control = pool.borrow();
        String shell = "";
        boolean started = false;
        try {
            shell = createShell(control);
            CommandId id = new CommandId(shell, startIn(control, shell, command));
            WinRmCommand running =
                    WinRmCommand.receive(this, messages, id, control, pool.borrowAnother());
            started = true;
            return remember(running);
        } catch (ProtocolException strange) {
            throw malformed(strange);
        } finally {
            if (!started) {
                abandon(control, shell);
            }
        }
    }

    private RemoteCommand remember(WinRmCommand command) throws ConnectionException {
        running.add(command);
        if (closed) {
            command.close();
            requireOpen();
        }
        return command;
    }

    private void abandon(Channel control, String shell) {
        if (!shell.isEmpty()) {
            ShellRemoval.run(() -> new ShellRemoval(messages, REMOVAL).delete(control, shell));
        }
        control.close();
    }

    /// Asks again if there was no room: nothing was begun.
    private String createShell(Channel channel) throws ConnectionException, ProtocolException {
        for (int attempt = 1; ; attempt++) {
            try {
                return channel.call(messages.create(), answerTime()).shellId();
            } catch (WsmanFault fault) {
                if (!fault.isQuota() || attempt == ATTEMPTS) {
                    throw fault.explained();
                }
                pause(Duration.ofMillis(150L * attempt));
            }
        }
    }

    /// Sent once, whatever happens: the command may run although its answer was lost.
    private String startIn(Channel channel, String shell, String line)
            throws ConnectionException, ProtocolException {
        Message message;
        try {
            message = messages.command(shell, line);
        } catch (IllegalArgumentException unsendable) {
            throw new ConnectionException(
                    Reason.REFUSED,
                    "the command has " + unsendable.getMessage(),
                    "leave control characters out of it",
                    unsendable);
        }
        try {
            Reply reply = channel.call(message, answerTime());
            return reply.commandId();
        } catch (WsmanFault fault) {
            throw fault.explained();
        }
    }

    private static void pause(Duration time) throws ConnectionException {
        try {
            Thread.sleep(time);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw ConnectionException.interrupted(interrupted);
        }
    }

    private static ConnectionException malformed(ProtocolException strange) {
        return new ConnectionException(
                Reason.LOST,
                "no answer of WS-Management: " + strange.getMessage(),
                "check that ansible_port is WinRM's",
                strange);
    }

    private void requireOpen() throws ConnectionException {
        if (closed) {
            throw new ConnectionException(Reason.LOST, "the connection is closed", "");
        }
    }

    Duration answerTime() {
        return endpoint.readTimeout();
    }

    Duration removalTime() {
        return REMOVAL;
    }

    Channel channelForRemoval() {
        Duration own = endpoint.connectTimeout();
        return channel(own.compareTo(REMOVAL) < 0 ? own : REMOVAL);
    }

    void giveBack(Channel channel) {
        pool.giveBack(channel);
    }

    void forget(WinRmCommand command) {
        running.remove(command);
    }

    @Override
    public void close() {
        closed = true;
        List<Thread> closing = new ArrayList<>();
        for (WinRmCommand command : running) {
            closing.add(Thread.ofVirtual().name("winrm-close").start(command::close));
        }
        ShellRemoval.run(
                () -> {
                    for (Thread thread : closing) {
                        joinUninterruptibly(thread);
                    }
                });
        pool.close();
    }

    private static void joinUninterruptibly(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException never) {
            // Nobody knows this thread.
            Thread.currentThread().interrupt();
        }
    }
}
