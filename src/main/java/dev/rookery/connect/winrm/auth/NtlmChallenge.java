package dev.rookery.connect.winrm.auth;

import java.nio.charset.StandardCharsets;

/// The service's only message, MS-NLMP 2.2.1.2: what is agreed on, and what is to be answered.
public final class NtlmChallenge {
    /// How long a challenge is.
    public static final int CHALLENGE = 8;

    private static final int TYPE = 2;
    private static final int HEAD = 48;

    private final int flags;
    private final byte[] serverChallenge;
    private final TargetInfo target;

    private NtlmChallenge(int flags, byte[] serverChallenge, TargetInfo target) {
        this.flags = flags;
        this.serverChallenge = serverChallenge;
        this.target = target;
    }

    static NtlmChallenge parse(byte[] message) throws HandshakeException {
        NtlmReader from = new NtlmReader(message, TYPE, HEAD);
        int flags = from.int32(20);
        TargetInfo target =
                NtlmFlags.has(flags, NtlmFlags.TARGET_INFO)
                        ? TargetInfo.parse(from.field(40))
                        : new TargetInfo();
        return new NtlmChallenge(flags, from.bytes(24, CHALLENGE), target);
    }

    /// A message for a client.
    ///
    /// @param name of the service's machine
    /// @param serverChallenge eight random bytes
    public static byte[] message(
            int flags, String name, byte[] serverChallenge, TargetInfo target) {
        boolean unicode = NtlmFlags.has(flags, NtlmFlags.UNICODE);
        return new NtlmWriter(TYPE, HEAD + NtlmWriter.VERSION.length)
                .field(
                        name.getBytes(
                                unicode ? StandardCharsets.UTF_16LE : StandardCharsets.US_ASCII))
                .int32(flags)
                .bytes(serverChallenge)
                .bytes(new byte[8])
                .field(target.encode())
                .bytes(NtlmWriter.VERSION)
                .message();
    }

    int flags() {
        return flags;
    }

    byte[] serverChallenge() {
        return serverChallenge.clone();
    }

    TargetInfo target() {
        return target;
    }
}
