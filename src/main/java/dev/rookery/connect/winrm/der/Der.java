package dev.rookery.connect.winrm.der;

import java.io.ByteArrayOutputStream;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.Optional;

/// The little of DER (X.690) that SPNEGO and private keys are made of: tags of one byte, definite
/// lengths.
public final class Der {
    private static final int MAX_LENGTH_BYTES = 3;

    private final ByteBuffer from;

    private Der(ByteBuffer from) {
        this.from = from;
    }

    /// The elements in it.
    public static Der of(byte[] bytes) {
        return new Der(ByteBuffer.wrap(bytes));
    }

    /// Whether the next element has a tag.
    public boolean at(int tag) {
        return from.hasRemaining() && from.get(from.position()) == (byte) tag;
    }

    public boolean isEmpty() {
        return !from.hasRemaining();
    }

    /// What the next element contains.
    public Der enter(int tag) throws ProtocolException {
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
    public Optional<Der> enterIf(int tag) throws ProtocolException {
        return at(tag) ? Optional.of(enter(tag)) : Optional.empty();
    }

    /// What is left.
    public byte[] rest() {
        byte[] rest = new byte[from.remaining()];
        from.duplicate().get(rest);
        return rest;
    }

    private int length() throws ProtocolException {
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

    private int octet() throws ProtocolException {
        if (!from.hasRemaining()) {
            throw bad();
        }
        return Byte.toUnsignedInt(from.get());
    }

    /// An element.
    public static byte[] element(int tag, byte[]... contents) {
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

    private static ProtocolException bad() {
        return new ProtocolException("not valid DER");
    }
}
