package dev.rookery.demo;

import org.apache.sshd.common.channel.RequestHandler.Result;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.server.channel.ChannelSession;

/// A channel on which one command can be run, and nothing else asked for: no environment variable,
/// no terminal, no shell, no subsystem, no forwarding.
final class CommandChannel extends ChannelSession {
    @Override
    protected Result handleEnv(Buffer buffer, boolean wantReply) {
        return Result.ReplyFailure;
    }

    @Override
    protected Result handlePtyReq(Buffer buffer, boolean wantReply) {
        return Result.ReplyFailure;
    }

    @Override
    protected Result handleShell(String request, Buffer buffer, boolean wantReply) {
        return Result.ReplyFailure;
    }

    @Override
    protected Result handleSubsystem(String request, Buffer buffer, boolean wantReply) {
        return Result.ReplyFailure;
    }

    @Override
    protected Result handleAgentForwarding(String request, Buffer buffer, boolean wantReply) {
        return Result.ReplyFailure;
    }

    @Override
    protected Result handleX11Forwarding(String request, Buffer buffer, boolean wantReply) {
        return Result.ReplyFailure;
    }
}
