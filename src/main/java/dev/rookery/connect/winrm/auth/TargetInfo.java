package dev.rookery.connect.winrm.auth;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What the service says of itself, and the client sends back with what it adds: the AV_PAIRs of
/// MS-NLMP 2.2.2.1, in the service's order.
public final class TargetInfo {
    public static final int COMPUTER = 1;
    public static final int DOMAIN = 2;
    public static final int DNS_COMPUTER = 3;

    /// Four bytes of flags, of which [#MIC_PRESENT] is one.
    public static final int FLAGS = 6;

    /// 100 ns since 1601.
    public static final int TIMESTAMP = 7;

    /// The service's name as the client knows it, such as `HTTP/host`.
    public static final int TARGET_NAME = 9;

    /// MD5 of the binding, or zeros if there is none.
    public static final int CHANNEL_BINDINGS = 10;

    /// The client's last message has a check sum over all three.
    public static final int MIC_PRESENT = 2;

    private static final Instant EPOCH = Instant.parse("1601-01-01T00:00:00Z");
    private static final Duration TICK = Duration.ofNanos(100);
    private static final int END = 0;
    private static final int PAIR_HEAD = 4;

    private final Map<Integer, byte[]> pairs = new LinkedHashMap<>();

    /// Without any pair.
    public TargetInfo() {}

    static TargetInfo parse(byte[] bytes) throws HandshakeException {
        TargetInfo info = new TargetInfo();
        ByteBuffer from = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        while (from.remaining() >= PAIR_HEAD) {
            int id = Short.toUnsignedInt(from.getShort());
            int length = Short.toUnsignedInt(from.getShort());
            if (id == END) {
                return info;
            }
            if (length > from.remaining()) {
                break;
            }
            byte[] value = new byte[length];
            from.get(value);
            info.pairs.put(id, value);
        }
        throw NtlmReader.bad("its target information has no end");
    }

    TargetInfo copy() {
        TargetInfo copy = new TargetInfo();
        copy.pairs.putAll(pairs);
        return copy;
    }

    /// Sets a pair.
    public TargetInfo put(int id, byte[] value) {
        pairs.put(id, value.clone());
        return this;
    }

    /// Sets a pair that is a text.
    public TargetInfo put(int id, String value) {
        return put(id, value.getBytes(StandardCharsets.UTF_16LE));
    }

    /// A pair's value.
    public Optional<byte[]> get(int id) {
        return Optional.ofNullable(pairs.get(id)).map(byte[]::clone);
    }

    /// The four bytes of [#FLAGS], 0 if they are not there.
    public int flags() {
        return get(FLAGS)
                .filter(value -> value.length == Integer.BYTES)
                .map(value -> ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN).getInt())
                .orElse(0);
    }

    /// Sets [#TIMESTAMP].
    public TargetInfo putTime(Instant time) {
        return put(TIMESTAMP, ticks(time));
    }

    /// A time in 100 ns since 1601, eight bytes.
    static byte[] ticks(Instant time) {
        Duration since = Duration.between(EPOCH, time);
        ByteBuffer value = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        return value.putLong(since.dividedBy(TICK)).array();
    }

    /// Adds a flag to [#FLAGS].
    public TargetInfo putFlag(int flag) {
        ByteBuffer value = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        return put(FLAGS, value.putInt(flags() | flag).array());
    }

    /// As it goes over the wire, its end included.
    public byte[] encode() {
        int size = PAIR_HEAD;
        for (byte[] value : pairs.values()) {
            size += PAIR_HEAD + value.length;
        }
        ByteBuffer to = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        pairs.forEach(
                (id, value) ->
                        to.putShort(id.shortValue()).putShort((short) value.length).put(value));
        return to.array();
    }
}
