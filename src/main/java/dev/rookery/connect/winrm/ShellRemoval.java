package dev.rookery.connect.winrm;

import dev.rookery.connect.ConnectionException;
import dev.rookery.connect.winrm.wsman.CommandId;
import dev.rookery.connect.winrm.wsman.Message;
import dev.rookery.connect.winrm.wsman.Messages;
import dev.rookery.connect.winrm.wsman.WsmanFault;

import java.time.Duration;

/// Removes a shell, quietly: one that is left is removed by the service after ten minutes.
final class ShellRemoval {
    /// How long somebody waits for it. It goes on for a little while without.
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    private final Messages messages;
    private final Duration within;

    /// @param within for each answer
    ShellRemoval(Messages messages, Duration within) {
        this.messages = messages;
        this.within = within;
    }

    /// Does it in a thread of its own and waits for some time, also if the calling thread is
    /// interrupted.
    static void run(Runnable removal) {
        Thread thread = Thread.ofVirtual().name("winrm-remove").start(removal);
        long end = System.nanoTime() + PATIENCE.toNanos();
        boolean interrupted = false;
        while (thread.isAlive() && System.nanoTime() < end) {
            try {
                thread.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
            } catch (InterruptedException again) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    void terminate(Channel channel, CommandId command) {
        quietly(channel, messages.terminate(command));
    }

    void delete(Channel channel, String shell) {
        if (!quietly(channel, messages.delete(shell))) {
            // On a connection that may have been lost before: deleting twice does no harm.
            quietly(channel, messages.delete(shell));
        }
    }

    /// @return whether there was an answer
    private boolean quietly(Channel channel, Message message) {
        try {
            channel.call(message, within);
            return true;
        } catch (WsmanFault refused) {
            return true;
        } catch (ConnectionException lost) {
            return false;
        }
    }
}
