package dev.rookery.connect.winrm;

import dev.rookery.connect.ConnectionException;
import dev.rookery.connect.winrm.wsman.CommandId;
import dev.rookery.connect.winrm.wsman.Messages;
import dev.rookery.connect.winrm.wsman.Received;
import dev.rookery.connect.winrm.wsman.WsmanFault;

import java.io.IOException;
import java.time.Duration;

/// Asks for a command's output again and again, until it has ended or the connection is lost.
final class Receiver implements Runnable {
    /// Between two requests to a service that says at once that there is nothing.
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final Channel channel;
    private final Messages messages;
    private final CommandId command;
    private final Output output;
    private final Duration within;

    /// @param channel of its own: an answer may be long in coming
    /// @param within for each answer
    Receiver(
            Channel channel, Messages messages, CommandId command, Output output, Duration within) {
        this.channel = channel;
        this.messages = messages;
        this.command = command;
        this.output = output;
        this.within = within;
    }

    @Override
    public void run() {
        try {
            boolean done = false;
            while (!done) {
                output.awaitRoom();
                done = receive();
            }
        } catch (ConnectionException lost) {
            output.fail(new IOException(said(lost), lost));
        } catch (InterruptedException interrupted) {
            output.fail(new IOException("interrupted", interrupted));
        } catch (RuntimeException bug) {
            output.fail(new IOException("receiving failed: " + bug, bug));
        }
    }

    /// @return whether the command has ended
    private boolean receive() throws ConnectionException, InterruptedException {
        long asked = System.nanoTime();
        try {
            Received received = channel.call(messages.receive(command), within).received(command);
            output.add(received);
            return received.isDone();
        } catch (WsmanFault fault) {
            if (!fault.isOperationTimeout()) {
                throw fault.explained();
            }
            if (System.nanoTime() - asked < PAUSE.toNanos()) {
                Thread.sleep(PAUSE);
            }
            return false;
        } catch (java.net.ProtocolException malformed) {
            channel.close();
            throw new ConnectionException(
                    ConnectionException.Reason.LOST,
                    String.valueOf(malformed.getMessage()),
                    "",
                    malformed);
        }
    }

    static String said(ConnectionException failed) {
        String words = String.valueOf(failed.getMessage());
        return failed.remedy().isEmpty() ? words : words + " (" + failed.remedy() + ")";
    }
}
