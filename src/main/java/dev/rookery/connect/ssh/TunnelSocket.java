package dev.rookery.connect.ssh;

import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;

/// A tunnel as a socket, as far as protocols over it ask for one. It has no read time-out: whoever
/// needs a bound closes it.
final class TunnelSocket extends Socket {
    private final TunnelChannel channel;
    private final int port;
    private final InputStream in;
    private final OutputStream out;
    private volatile boolean closed;

    /// @param channel one that is open
    TunnelSocket(TunnelChannel channel, int port) {
        this.channel = channel;
        this.port = port;
        this.in = new ChannelInput(channel, channel.getInputStream());
        this.out = new ChannelOutput(channel);
    }

    @Override
    public InputStream getInputStream() throws SocketException {
        checkOpen();
        return in;
    }

    @Override
    public OutputStream getOutputStream() throws SocketException {
        checkOpen();
        return out;
    }

    private void checkOpen() throws SocketException {
        if (closed) {
            throw new SocketException("Socket closed");
        }
    }

    @Override
    public void close() {
        closed = true;
        channel.abandon();
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public boolean isConnected() {
        return true;
    }

    @Override
    public boolean isBound() {
        return true;
    }

    @Override
    public int getPort() {
        return port;
    }

    /// The other end's address is known to the server only.
    @Override
    public InetAddress getInetAddress() {
        return InetAddress.getLoopbackAddress();
    }

    @Override
    public void connect(SocketAddress address, int timeout) throws SocketException {
        throw new SocketException("connected already");
    }

    @Override
    public void setSoTimeout(int millis) throws SocketException {
        if (millis != 0) {
            throw new SocketException("no read time-out in a tunnel");
        }
    }

    @Override
    public int getSoTimeout() {
        return 0;
    }

    @Override
    public void setTcpNoDelay(boolean on) {
        // Each write is a packet of its own already.
    }

    @Override
    public boolean getTcpNoDelay() {
        return true;
    }

    @Override
    public int getSoLinger() {
        return -1;
    }
}
