package dev.rookery.connect.ssh;

import dev.rookery.connect.RemoteCommand;

import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.OptionalInt;

/// A command on a channel of its own.
final class SshCommand implements RemoteCommand {
    private final ExecChannel channel;
    private final OutputStream stdin;
    private final InputStream stdout;
    private final InputStream stderr;

    SshCommand(ExecChannel channel) {
        this.channel = channel;
        this.stdin = new ChannelOutput(channel);
        this.stdout = new ChannelInput(channel, channel.getInputStream());
        this.stderr = new ChannelInput(channel, channel.getErrorStream());
    }

    @Override
    public OutputStream stdin() {
        return stdin;
    }

    @Override
    public InputStream stdout() {
        return stdout;
    }

    @Override
    public InputStream stderr() {
        return stderr;
    }

    @Override
    public OptionalInt awaitExit(Duration atMost) {
        return channel.awaitExit(atMost);
    }

    @Override
    public void close() {
        channel.abandon();
    }
}
