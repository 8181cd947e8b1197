package dev.rookery.connect.winrm.auth;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Reads a message of NTLM: a fixed head, whose fields name ranges of what follows.
final class NtlmReader {
    static final byte[] SIGNATURE = "NTLMSSP\0".getBytes(StandardCharsets.US_ASCII);

    /// Windows' own messages stay far below it, and no field's length overflows.
    private static final int MAX_MESSAGE = 16 * 1024;

    private final ByteBuffer message;

    /// @param type the message's number: 1 negotiates, 2 challenges, 3 authenticates
    /// @param head how long the fixed head is at least
    NtlmReader(byte[] bytes, int type, int head) throws HandshakeException {
        message = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.length < head || bytes.length > MAX_MESSAGE) {
            throw bad("it is " + bytes.length + " bytes long");
        }
        if (!looksLikeNtlm(bytes) || message.getInt(SIGNATURE.length) != type) {
            throw bad("it is not message " + type);
        }
    }

    static boolean looksLikeNtlm(byte[] bytes) {
        return bytes.length >= SIGNATURE.length
                && Arrays.equals(bytes, 0, SIGNATURE.length, SIGNATURE, 0, SIGNATURE.length);
    }

    int int32(int offset) {
        return message.getInt(offset);
    }

    byte[] bytes(int offset, int length) {
        return Arrays.copyOfRange(message.array(), offset, offset + length);
    }

    /// What a field names: its length in two bytes, two that mean nothing, its offset in four.
    byte[] field(int offset) throws HandshakeException {
        int length = Short.toUnsignedInt(message.getShort(offset));
        if (length == 0) {
            return new byte[0];
        }
        long start = Integer.toUnsignedLong(message.getInt(offset + 4));
        if (start + length > message.capacity()) {
            throw bad("a field goes beyond its end");
        }
        return bytes((int) start, length);
    }

    /// Where the first of some fields' contents begins, so that an older, shorter head is seen.
    long firstContent(int... fields) {
        long first = message.capacity();
        for (int field : fields) {
            if (message.getShort(field) != 0) {
                first = Math.min(first, Integer.toUnsignedLong(message.getInt(field + 4)));
            }
        }
        return first;
    }

    static HandshakeException bad(String why) {
        return new HandshakeException("an NTLM message is not valid: " + why, "");
    }
}
