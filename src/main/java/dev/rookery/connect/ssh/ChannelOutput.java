package dev.rookery.connect.ssh;

import java.io.IOException;
import java.io.OutputStream;

/// Writes no more than the server has room for, so that the library never waits inside a write.
final class ChannelOutput extends OutputStream {
    private final MachineChannel channel;
    private final OutputStream packets;

    /// @param channel one that is open
    ChannelOutput(MachineChannel channel) {
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
