package dev.rookery.connect.winrm.auth;

/// The client's first message, MS-NLMP 2.2.1.1: what it can do.
public final class NtlmNegotiate {
    private static final int TYPE = 1;

    /// The fixed head's length; an old client leaves out the rest.
    private static final int HEAD = 16;

    private NtlmNegotiate() {}

    static byte[] message(int flags) {
        byte[] none = {};
        return new NtlmWriter(TYPE, 40)
                .int32(flags)
                .field(none)
                .field(none)
                .bytes(NtlmWriter.VERSION)
                .message();
    }

    /// What a client can do: [NtlmFlags].
    public static int flags(byte[] message) throws HandshakeException {
        return new NtlmReader(message, TYPE, HEAD).int32(12);
    }
}
