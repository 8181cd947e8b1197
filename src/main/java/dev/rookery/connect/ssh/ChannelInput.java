package dev.rookery.connect.ssh;

import net.schmizz.sshj.connection.channel.ChannelInputStream;

import java.io.FilterInputStream;

/// Reads from a channel. The library's own stream, closed while the server has more for it, would
/// end the whole connection.
final class ChannelInput extends FilterInputStream {
    private final MachineChannel channel;
    private final ChannelInputStream stream;

    /// @param stream one of the channel's
    ChannelInput(MachineChannel channel, ChannelInputStream stream) {
        super(stream);
        this.channel = channel;
        this.stream = stream;
    }

    @Override
    public void close() {
        channel.drop(stream);
    }
}
