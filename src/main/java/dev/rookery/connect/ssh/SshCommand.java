package dev.rookery.connect.ssh;

import dev.rookery.connect.RemoteCommand;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.OptionalInt;

/// A command on a channel of its own.
final class SshCommand implements RemoteCommand {
    private final ExecChannel channel;
    private final OutputStream stdin;

    SshCommand(ExecChannel channel) {
        this.channel = channel;
        this.stdin = new Input(channel);
    }

    @Override
    public OutputStream stdin() {
        return stdin;
    }

    @Override
    public InputStream stdout() {
        return channel.getInputStream();
    }

    @Override
    public InputStream stderr() {
        return channel.getErrorStream();
    }

    @Override
    public OptionalInt awaitExit(Duration atMost) {
        return channel.awaitExit(atMost);
    }

    @Override
    public void close() {
        channel.abandon();
    }

    /// Writes no more than the server has room for, so that the library never waits inside a write.
    private static final class Input extends OutputStream {
        private final ExecChannel channel;
        private final OutputStream packets;

        private Input(ExecChannel channel) {
            this.channel = channel;
            this.packets = channel.getOutputStream();
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b});
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            int at = from;
            while (at < from + length) {
                int room = channel.awaitRoom(from + length - at);
                packets.write(bytes, at, room);
                packets.flush();
                at += room;
            }
        }

        @Override
        public void close() throws IOException {
            packets.close();
        }
    }
}
