package dev.rookery.connect.pipe;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Objects;

/// Bytes from the thread that receives to the one that reads. What has been received and not read
/// is bounded by the receiver, which asks for no more while there is enough.
public final class Pipe extends InputStream {
    private final ArrayDeque<byte[]> chunks = new ArrayDeque<>();
    private int offset;
    private int size;
    private boolean ended;
    private @Nullable IOException failure;

    /// What comes after the end is dropped.
    public synchronized void add(byte[] bytes) {
        if (bytes.length > 0 && !ended) {
            chunks.add(bytes);
            size += bytes.length;
            notifyAll();
        }
    }

    /// No more comes: the reader sees the end after what is there.
    public synchronized void end() {
        ended = true;
        notifyAll();
    }

    /// No more comes: the reader sees the failure after what is there.
    public synchronized void fail(IOException why) {
        if (!ended) {
            failure = why;
            end();
        }
    }

    /// The reader sees the failure at once.
    public synchronized void abandon(IOException why) {
        chunks.clear();
        size = 0;
        offset = 0;
        failure = why;
        end();
    }

    /// Waits until no more than so many bytes are unread, or nobody waits for more.
    public synchronized void awaitRoom(int unread) throws InterruptedException {
        while (size > unread && !ended) {
            wait();
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public synchronized int read(byte[] into, int from, int length) throws IOException {
        Objects.checkFromIndexSize(from, length, into.length);
        if (length == 0) {
            return 0;
        }
        while (chunks.isEmpty()) {
            if (failure != null) {
                throw new IOException(failure.getMessage(), failure);
            }
            if (ended) {
                return -1;
            }
            try {
                wait();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted");
            }
        }
        byte[] chunk = chunks.element();
        int count = Math.min(length, chunk.length - offset);
        System.arraycopy(chunk, offset, into, from, count);
        offset += count;
        size -= count;
        if (offset == chunk.length) {
            chunks.remove();
            offset = 0;
        }
        notifyAll();
        return count;
    }

    @Override
    public synchronized int available() {
        return size;
    }
}
