package dev.rookery.connect.winrm;

import dev.rookery.connect.ConnectionException;
import dev.rookery.connect.RemoteCommand;
import dev.rookery.connect.winrm.wsman.CommandId;
import dev.rookery.connect.winrm.wsman.Messages;
import dev.rookery.connect.winrm.wsman.WsmanFault;

import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/// A command in a shell of its own, on two connections of its own: one waits for output while the
/// other carries the rest.
final class WinRmCommand implements RemoteCommand {
    private final WinRmConnection connection;
    private final Messages messages;
    private final CommandId command;
    private final Channel control;
    private final Channel receiving;
    private final ReentrantLock controlled = new ReentrantLock();
    private final Output output = new Output();
    private final Input input = new Input(this::send);
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Thread receiver;

    private WinRmCommand(
            WinRmConnection connection,
            Messages messages,
            CommandId command,
            Channel control,
            Channel receiving) {
        this.connection = connection;
        this.messages = messages;
        this.command = command;
        this.control = control;
        this.receiving = receiving;
        this.receiver =
                Thread.ofVirtual()
                        .name("winrm-receive")
                        .unstarted(
                                new Receiver(
                                        receiving,
                                        messages,
                                        command,
                                        output,
                                        connection.answerTime()));
    }

    /// @param control what the command was started on
    /// @param receiving another one
    static WinRmCommand receive(
            WinRmConnection connection,
            Messages messages,
            CommandId command,
            Channel control,
            Channel receiving) {
        WinRmCommand started = new WinRmCommand(connection, messages, command, control, receiving);
        started.receiver.start();
        return started;
    }

    private void send(byte[] bytes, boolean end) throws ConnectionException, WsmanFault {
        controlled.lock();
        try {
            if (output.isDone() && bytes.length == 0) {
                return;
            }
            control.call(messages.send(command, bytes, end), connection.answerTime());
        } finally {
            controlled.unlock();
        }
    }

    @Override
    public OutputStream stdin() {
        return input;
    }

    @Override
    public InputStream stdout() {
        return output.stdout();
    }

    @Override
    public InputStream stderr() {
        return output.stderr();
    }

    @Override
    public OptionalInt awaitExit(Duration atMost) {
        return output.awaitExit(atMost);
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            boolean done = output.isDone();
            output.abandon();
            if (done) {
                connection.giveBack(receiving);
            } else {
                receiving.close();
            }
            ShellRemoval.run(() -> remove(done));
            connection.forget(this);
        }
    }

    private void remove(boolean done) {
        ShellRemoval removal = new ShellRemoval(messages, connection.removalTime());
        boolean free = tryControl();
        // Whoever sends just now may wait for long; so it fails, and another connection is used.
        Channel channel = free ? control : connection.channelForRemoval();
        if (!free) {
            control.close();
        }
        try {
            if (!done) {
                removal.terminate(channel, command);
            }
            removal.delete(channel, command.shell());
        } finally {
            if (free) {
                controlled.unlock();
                connection.giveBack(control);
            } else {
                channel.close();
            }
        }
    }

    private boolean tryControl() {
        try {
            return controlled.tryLock(50, TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
