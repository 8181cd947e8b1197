package dev.rookery.connect.winrm.auth;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Writes a message of NTLM: a fixed head, whose fields name ranges of what follows.
final class NtlmWriter {
    /// Windows 10; NTLM's own revision is 15. Nothing depends on it (MS-NLMP 2.2.2.10).
    static final byte[] VERSION = {10, 0, 0x61, 0x4a, 0, 0, 0, 15};

    private final ByteBuffer head;
    private final ByteArrayOutputStream contents = new ByteArrayOutputStream();

    NtlmWriter(int type, int headLength) {
        head = ByteBuffer.allocate(headLength).order(ByteOrder.LITTLE_ENDIAN);
        head.put(NtlmReader.SIGNATURE).putInt(type);
    }

    NtlmWriter int32(int value) {
        head.putInt(value);
        return this;
    }

    NtlmWriter bytes(byte[] value) {
        head.put(value);
        return this;
    }

    NtlmWriter field(byte[] content) {
        head.putShort((short) content.length).putShort((short) content.length);
        head.putInt(head.capacity() + contents.size());
        contents.writeBytes(content);
        return this;
    }

    byte[] message() {
        return ByteBuffer.allocate(head.capacity() + contents.size())
                .put(head.array())
                .put(contents.toByteArray())
                .array();
    }
}
