package dev.rookery.connect.winrm.auth;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Optional;

/// The little of DER that SPNEGO is made of: tags of one byte, definite lengths.
final class Der {
    private static final int MAX_LENGTH_BYTES = 3;

    private final ByteBuffer from;

    private Der(ByteBuffer from) {
        this.from = from;
    }

    static Der of(byte[] bytes) {
        return new Der(ByteBuffer.wrap(bytes));
    }

    /// Whether the next element has a tag.
    boolean at(int tag) {
        return from.hasRemaining() && from.get(from.position()) == (byte) tag;
    }

    boolean isEmpty() {
        return !from.hasRemaining();
    }

    /// What the next element contains.
    Der enter(int tag) throws HandshakeException {
        if (!at(tag)) {
            throw bad();
        }
        from.get();
        int length = length();
        if (length > from.remaining()) {
            throw bad();
        }
        Der inner = new Der(from.slice(from.position(), length));
        from.position(from.position() + length);
        return inner;
    }

    /// What the next element contains, if it has a tag.
    Optional<Der> enterIf(int tag) throws HandshakeException {
        return at(tag) ? Optional.of(enter(tag)) : Optional.empty();
    }

    /// What is left.
    byte[] rest() {
        byte[] rest = new byte[from.remaining()];
        from.duplicate().get(rest);
        return rest;
    }

    private int length() throws HandshakeException {
        int first = octet();
        if (first < 0x80) {
            return first;
        }
        int count = first & 0x7f;
        if (count == 0 || count > MAX_LENGTH_BYTES) {
            throw bad();
        }
        int length = 0;
        for (int i = 0; i < count; i++) {
            length = (length << 8) | octet();
        }
        return length;
    }

    private int octet() throws HandshakeException {
        if (!from.hasRemaining()) {
            throw bad();
        }
        return Byte.toUnsignedInt(from.get());
    }

    static byte[] element(int tag, byte[]... contents) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : contents) {
            content.writeBytes(part);
        }
        int size = content.size();
        ByteArrayOutputStream element = new ByteArrayOutputStream();
        element.write(tag);
        if (size < 0x80) {
            element.write(size);
        } else {
            int count = size < 0x100 ? 1 : size < 0x1_0000 ? 2 : MAX_LENGTH_BYTES;
            element.write(0x80 | count);
            for (int i = count - 1; i >= 0; i--) {
                element.write(size >>> (8 * i));
            }
        }
        element.writeBytes(content.toByteArray());
        return element.toByteArray();
    }

    static HandshakeException bad() {
        return new HandshakeException("a SPNEGO token is not valid", "");
    }
}
