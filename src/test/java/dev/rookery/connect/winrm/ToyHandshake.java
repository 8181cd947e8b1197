package dev.rookery.connect.winrm;

import dev.rookery.connect.winrm.auth.Handshake;
import dev.rookery.connect.winrm.auth.HandshakeException;
import dev.rookery.connect.winrm.auth.Sealing;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/// A handshake of two legs and a sealing with numbered messages that hide nothing: what the
/// transport has to do for any.
final class ToyHandshake implements Handshake {
    static final String CHALLENGE = "challenge";

    private final String password;
    private boolean complete;

    ToyHandshake(String password) {
        this.password = password;
    }

    @Override
    public String scheme() {
        return "Negotiate";
    }

    @Override
    public Optional<byte[]> next(byte[] received) throws HandshakeException {
        if (received.length == 0) {
            return Optional.of(bytes("hello"));
        }
        if (!Arrays.equals(received, bytes(CHALLENGE))) {
            throw new HandshakeException("the challenge is malformed", "");
        }
        complete = true;
        return Optional.of(bytes(password));
    }

    @Override
    public boolean isComplete() {
        return complete;
    }

    @Override
    public Sealing sealing() {
        return new ToySealing(0);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /// One end's; the two ends count alike.
    static final class ToySealing implements Sealing {
        private int sent;
        private int received;

        ToySealing(int start) {
            this.sent = start;
            this.received = start;
        }

        @Override
        public String protocol() {
            return "application/HTTP-SPNEGO-session-encrypted";
        }

        @Override
        public byte[] seal(byte[] plain) {
            ByteBuffer sealed =
                    ByteBuffer.allocate(8 + plain.length).order(ByteOrder.LITTLE_ENDIAN);
            sealed.putInt(4).putInt(sent++).put(flipped(plain));
            return sealed.array();
        }

        @Override
        public byte[] unseal(byte[] sealed) throws HandshakeException {
            if (sealed.length < 8) {
                throw new HandshakeException("the signature is missing", "");
            }
            ByteBuffer in = ByteBuffer.wrap(sealed).order(ByteOrder.LITTLE_ENDIAN);
            if (in.getInt() != 4 || in.getInt() != received++) {
                throw new HandshakeException("the signature is wrong", "");
            }
            return flipped(Arrays.copyOfRange(sealed, 8, sealed.length));
        }

        private static byte[] flipped(byte[] plain) {
            byte[] other = plain.clone();
            for (int i = 0; i < other.length; i++) {
                other[i] ^= 0x55;
            }
            return other;
        }
    }
}
