package dev.rookery.connect.winrm;

import dev.rookery.connect.ConnectionException;
import dev.rookery.connect.winrm.wsman.WsmanFault;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;

/// A command's standard input: collected into messages that every service takes.
final class Input extends OutputStream {
    /// 88 KiB as base64: with the rest of the message below the smallest `MaxEnvelopeSizekb`, 150.
    static final int CHUNK = 64 << 10;

    /// Sends one message.
    interface Sender {
        /// Sends it.
        ///
        /// @param end whether it is the last
        void send(byte[] bytes, boolean end) throws ConnectionException, WsmanFault;
    }

    private final Sender sender;
    private final ByteArrayOutputStream unsent = new ByteArrayOutputStream();
    private boolean closed;

    Input(Sender sender) {
        this.sender = sender;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b});
    }

    @Override
    public synchronized void write(byte[] bytes, int from, int length) throws IOException {
        Objects.checkFromIndexSize(from, length, bytes.length);
        requireOpen();
        int at = from;
        while (at < from + length) {
            int count = Math.min(from + length - at, CHUNK - unsent.size());
            unsent.write(bytes, at, count);
            at += count;
            if (unsent.size() == CHUNK) {
                send(false);
            }
        }
    }

    @Override
    public synchronized void flush() throws IOException {
        if (!closed && unsent.size() > 0) {
            send(false);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        if (!closed) {
            closed = true;
            send(true);
        }
    }

    private void requireOpen() throws IOException {
        if (closed) {
            throw new IOException("the input is closed");
        }
    }

    /// A message that failed may have arrived: nothing of it is ever sent again.
    private void send(boolean end) throws IOException {
        byte[] bytes = unsent.toByteArray();
        unsent.reset();
        try {
            sender.send(bytes, end);
        } catch (ConnectionException failed) {
            closed = true;
            throw new IOException(Receiver.said(failed), failed);
        } catch (WsmanFault refused) {
            closed = true;
            if (bytes.length > 0) {
                throw new IOException(Receiver.said(refused.explained()), refused);
            }
            // A command that has ended needs no end of its input.
        }
    }
}
