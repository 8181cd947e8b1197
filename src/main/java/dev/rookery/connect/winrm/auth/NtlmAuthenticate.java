package dev.rookery.connect.winrm.auth;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The client's last message, MS-NLMP 2.2.1.3: who it is, and its answer to the challenge.
public final class NtlmAuthenticate {
    private static final int TYPE = 3;
    private static final int MIC = 72;
    private static final int HEAD = MIC + Ntlmv2.PROOF;

    /// Up to the flags: what follows is not there in old clients' messages.
    private static final int OLD_HEAD = 64;

    private final byte[] message;
    private final NtlmReader from;
    private final Charset charset;

    private NtlmAuthenticate(byte[] message) throws HandshakeException {
        this.message = message.clone();
        this.from = new NtlmReader(this.message, TYPE, OLD_HEAD);
        this.charset =
                NtlmFlags.has(flags(), NtlmFlags.UNICODE)
                        ? StandardCharsets.UTF_16LE
                        : StandardCharsets.ISO_8859_1;
    }

    /// Reads a client's message.
    public static NtlmAuthenticate parse(byte[] message) throws HandshakeException {
        return new NtlmAuthenticate(message);
    }

    /// A message without its MIC.
    static byte[] message(
            int flags, NtlmUser user, byte[] lmResponse, byte[] ntResponse, byte[] sessionKey) {
        return new NtlmWriter(TYPE, HEAD)
                .field(lmResponse)
                .field(ntResponse)
                .field(user.domain().getBytes(StandardCharsets.UTF_16LE))
                .field(user.name().getBytes(StandardCharsets.UTF_16LE))
                .field(new byte[0])
                .field(sessionKey)
                .int32(flags)
                .bytes(NtlmWriter.VERSION)
                .bytes(new byte[Ntlmv2.PROOF])
                .message();
    }

    static void putMic(byte[] message, byte[] mic) {
        System.arraycopy(mic, 0, message, MIC, mic.length);
    }

    /// What the client agreed to: [NtlmFlags].
    public int flags() {
        return from.int32(60);
    }

    /// The answer to the challenge: the proof, and what it is about.
    public byte[] ntResponse() throws HandshakeException {
        return from.field(20);
    }

    /// The user's domain, as the proof has it.
    public String domain() throws HandshakeException {
        return new String(from.field(28), charset);
    }

    /// The user's name.
    public String user() throws HandshakeException {
        return new String(from.field(36), charset);
    }

    /// The session's key, encrypted with the exchange's.
    public byte[] encryptedSessionKey() throws HandshakeException {
        return from.field(52);
    }

    /// The check sum over the three messages.
    ///
    /// @throws HandshakeException if the message has no place for one
    public byte[] mic() throws HandshakeException {
        requireMic();
        return from.bytes(MIC, Ntlmv2.PROOF);
    }

    /// The message as it is for [Ntlmv2#mic].
    public byte[] withoutMic() throws HandshakeException {
        requireMic();
        byte[] zeroed = message.clone();
        Arrays.fill(zeroed, MIC, HEAD, (byte) 0);
        return zeroed;
    }

    private void requireMic() throws HandshakeException {
        if (from.firstContent(12, 20, 28, 36, 44, 52) < HEAD || message.length < HEAD) {
            throw NtlmReader.bad("it has no MIC");
        }
    }
}
