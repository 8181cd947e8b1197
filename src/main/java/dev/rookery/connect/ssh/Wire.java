package dev.rookery.connect.ssh;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Reads the strings of RFC 4251: a length of four bytes, then the bytes.
final class Wire {
    private Wire() {}

    /// The type's name, which every key begins with.
    static String firstString(byte[] blob) {
        try {
            return new String(string(ByteBuffer.wrap(blob)), StandardCharsets.US_ASCII);
        } catch (BufferUnderflowException notAKey) {
            return "";
        }
    }

    /// @throws BufferUnderflowException if it is longer than what is left
    static byte[] string(ByteBuffer from) {
        int length = from.getInt();
        if (length < 0 || length > from.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] bytes = new byte[length];
        from.get(bytes);
        return bytes;
    }
}
