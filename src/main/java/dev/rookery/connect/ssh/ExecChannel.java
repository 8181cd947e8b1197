package dev.rookery.connect.ssh;

import net.schmizz.concurrent.Event;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.common.DisconnectReason;
import net.schmizz.sshj.common.SSHException;
import net.schmizz.sshj.common.SSHPacket;
import net.schmizz.sshj.connection.Connection;
import net.schmizz.sshj.connection.ConnectionException;
import net.schmizz.sshj.connection.channel.ChannelInputStream;
import net.schmizz.sshj.transport.TransportException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/// A session that runs one command: RFC 4254, section 6.
///
/// A server may close it before the command has begun, and the library then waits for an answer
/// that never comes. Dropbear from 2022.82 to 2024.85 does so where another session's command ends
/// between the opening of a session and its command (`https://github.com/mkj/dropbear/issues/321`),
/// and ends the whole connection if the command comes after our own close.
final class ExecChannel extends MachineChannel {
    private static final int STDERR = 1;

    private final ChannelInputStream err;
    private volatile @Nullable Event<ConnectionException> answer;
    private volatile @Nullable Integer exitCode;
    private volatile boolean signalled;

    ExecChannel(Connection connection) {
        super(connection, "session");
        this.err = new ChannelInputStream(this, trans, lwin);
    }

    @Override
    String carriedBy() {
        return "the connection";
    }

    /// @param patience for each of the server's two answers
    /// @throws UnbegunException if the server closed the session instead of the second
    void start(String command, Duration patience) throws IOException {
        open(patience);
        request(command).await(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    private Event<ConnectionException> request(String command) throws IOException {
        holdClose();
        try {
            if (isClosing()) {
                throw new UnbegunException();
            }
            Event<ConnectionException> sent =
                    sendChannelRequest("exec", true, new Buffer.PlainBuffer().putString(command));
            answer = sent;
            if (isOver()) {
                endAnswer();
            }
            return sent;
        } finally {
            letClose();
        }
    }

    @Override
    protected void finishOff() {
        super.finishOff();
        endAnswer();
    }

    private void endAnswer() {
        Event<ConnectionException> waiting = answer;
        if (waiting != null && !waiting.isSet() && !waiting.inError()) {
            waiting.deliverError(new UnbegunException());
        }
    }

    synchronized OptionalInt awaitExit(Duration atMost) {
        long end = System.nanoTime() + Math.min(atMost.toMillis(), 1L << 40) * 1_000_000;
        while (!isOver() && exitCode == null && !signalled) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                break;
            }
            try {
                TimeUnit.NANOSECONDS.timedWait(this, Math.max(left, 1_000_000));
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        Integer code = exitCode;
        return code == null ? OptionalInt.empty() : OptionalInt.of(code);
    }

    ChannelInputStream getErrorStream() {
        return err;
    }

    @Override
    void closeReading() {
        drop(err);
        super.closeReading();
    }

    @Override
    protected void handleRequest(String request, SSHPacket packet)
            throws ConnectionException, TransportException {
        try {
            switch (request) {
                case "exit-status" -> exitCode = packet.readUInt32AsInt();
                case "exit-signal" -> {
                    signalled = true;
                    sendClose();
                }
                case "xon-xoff" -> {}
                default -> super.handleRequest(request, packet);
            }
        } catch (Buffer.BufferException cutOff) {
            throw new ConnectionException(cutOff);
        }
    }

    @Override
    protected void gotExtendedData(SSHPacket packet) throws SSHException {
        try {
            int type = packet.readUInt32AsInt();
            if (type != STDERR) {
                throw new ConnectionException(
                        DisconnectReason.PROTOCOL_ERROR, "extended data of type " + type);
            }
            receiveInto(err, packet);
        } catch (Buffer.BufferException cutOff) {
            throw new ConnectionException(cutOff);
        }
    }

    @Override
    protected void eofInputStreams() {
        err.eof();
        super.eofInputStreams();
    }

    @Override
    protected void closeAllStreams() {
        err.close();
        super.closeAllStreams();
    }

    @Override
    public void notifyError(SSHException error) {
        super.notifyError(error);
        // The library's reader may call before our constructor has run.
        if (err != null) {
            err.notifyError(new ConnectionException(Failures.lost(carriedBy(), error), error));
        }
    }
}
