package dev.rookery.connect.winrm.auth;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// MD4 as RFC 1320 defines it: NTLM hashes passwords with it, and Java has none.
final class Md4 {
    private static final int BLOCK = 64;

    private static final int[] ORDER_1 = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    private static final int[] ORDER_2 = {0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15};
    private static final int[] ORDER_3 = {0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15};

    private static final int[] SHIFT_1 = {3, 7, 11, 19};
    private static final int[] SHIFT_2 = {3, 5, 9, 13};
    private static final int[] SHIFT_3 = {3, 9, 11, 15};

    private static final int ROOT_2 = 0x5a827999;
    private static final int ROOT_3 = 0x6ed9eba1;

    private int a = 0x67452301;
    private int b = 0xefcdab89;
    private int c = 0x98badcfe;
    private int d = 0x10325476;

    private Md4() {}

    static byte[] digest(byte[] message) {
        Md4 state = new Md4();
        ByteBuffer padded = padded(message);
        int[] block = new int[BLOCK / Integer.BYTES];
        while (padded.hasRemaining()) {
            for (int i = 0; i < block.length; i++) {
                block[i] = padded.getInt();
            }
            state.take(block);
        }
        return littleEndian(4 * Integer.BYTES)
                .putInt(state.a)
                .putInt(state.b)
                .putInt(state.c)
                .putInt(state.d)
                .array();
    }

    /// The message, a one bit, zero bits, and the message's length in bits: whole blocks.
    private static ByteBuffer padded(byte[] message) {
        int blocks = (message.length + 1 + Long.BYTES + BLOCK - 1) / BLOCK;
        ByteBuffer padded = littleEndian(blocks * BLOCK).put(message).put((byte) 0x80);
        return padded.putLong(padded.capacity() - Long.BYTES, 8L * message.length).rewind();
    }

    private static ByteBuffer littleEndian(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void take(int[] block) {
        int oldA = a;
        int oldB = b;
        int oldC = c;
        int oldD = d;
        for (int i = 0; i < block.length; i++) {
            step(((c ^ d) & b) ^ d, block[ORDER_1[i]], SHIFT_1[i & 3]);
        }
        for (int i = 0; i < block.length; i++) {
            step((b & c) | (b & d) | (c & d), block[ORDER_2[i]] + ROOT_2, SHIFT_2[i & 3]);
        }
        for (int i = 0; i < block.length; i++) {
            step(b ^ c ^ d, block[ORDER_3[i]] + ROOT_3, SHIFT_3[i & 3]);
        }
        a += oldA;
        b += oldB;
        c += oldC;
        d += oldD;
    }

    private void step(int mixed, int word, int shift) {
        int next = Integer.rotateLeft(a + mixed + word, shift);
        a = d;
        d = c;
        c = b;
        b = next;
    }
}
