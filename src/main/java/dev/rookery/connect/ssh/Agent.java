package dev.rookery.connect.ssh;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A conversation with the user's ssh-agent; the protocol is draft-miller-ssh-agent.
final class Agent implements Closeable {
    private static final byte REQUEST_IDENTITIES = 11;
    private static final byte IDENTITIES_ANSWER = 12;
    private static final byte SIGN_REQUEST = 13;
    private static final byte SIGN_RESPONSE = 14;
    private static final int RSA_SHA2_512 = 4;

    /// OpenSSH's own limit of a message.
    private static final int MAX_MESSAGE = 256 * 1024;

    private final SocketChannel channel;

    private Agent(SocketChannel channel) {
        this.channel = channel;
    }

    static Agent connect(String socket) throws IOException {
        try {
            return new Agent(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
        } catch (IllegalArgumentException | UnsupportedOperationException unfit) {
            throw new IOException("not a socket's path: " + socket, unfit);
        }
    }

    List<Identity> identities() throws IOException {
        ByteBuffer answer = ask(ByteBuffer.allocate(1).put(REQUEST_IDENTITIES), IDENTITIES_ANSWER);
        List<Identity> identities = new ArrayList<>();
        try {
            int count = answer.getInt();
            for (int i = 0; i < count; i++) {
                byte[] blob = Wire.string(answer);
                String comment = new String(Wire.string(answer), StandardCharsets.UTF_8);
                identities.add(new AgentIdentity(this, blob, comment));
            }
        } catch (BufferUnderflowException cutOff) {
            throw new IOException("the agent's answer is cut off", cutOff);
        }
        return identities;
    }

    byte[] sign(byte[] blob, byte[] data, boolean rsa) throws IOException {
        ByteBuffer request = ByteBuffer.allocate(13 + blob.length + data.length);
        request.put(SIGN_REQUEST).putInt(blob.length).put(blob).putInt(data.length).put(data);
        request.putInt(rsa ? RSA_SHA2_512 : 0);
        try {
            return Wire.string(ask(request, SIGN_RESPONSE));
        } catch (BufferUnderflowException cutOff) {
            throw new IOException("the agent's answer is cut off", cutOff);
        }
    }

    private synchronized ByteBuffer ask(ByteBuffer request, byte expected) throws IOException {
        request.flip();
        ByteBuffer length = ByteBuffer.allocate(4).putInt(0, request.remaining());
        ByteBuffer[] message = {length, request};
        while (request.hasRemaining()) {
            channel.write(message);
        }
        int size = receive(4).getInt();
        if (size < 1 || size > MAX_MESSAGE) {
            throw new IOException("the agent answered nonsense");
        }
        ByteBuffer answer = receive(size);
        if (answer.get() != expected) {
            throw new IOException("the agent refused");
        }
        return answer;
    }

    private ByteBuffer receive(int size) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(size);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                throw new EOFException("the agent closed the connection");
            }
        }
        return buffer.flip();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
