package dev.rookery.connect.winrm.auth;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// How the second version of NTLM turns a password and two challenges into an answer and a key,
/// MS-NLMP 3.3.2.
public final class Ntlmv2 {
    /// How long a proof is, and every key.
    public static final int PROOF = 16;

    /// Where the target information is in an answer: after the proof, two version bytes, six zeros,
    /// the time, the client's challenge and four zeros.
    private static final int TARGET = PROOF + 28;

    private static final int BINDINGS_HEAD = 20;

    private Ntlmv2() {}

    /// `NTOWFv2`: the user's name in upper case, the domain as it is.
    ///
    /// The domain must be the one in the message, letter for letter: the service computes with
    /// that.
    public static byte[] responseKey(String user, String domain, String password) {
        byte[] hash = Md4.digest(password.getBytes(StandardCharsets.UTF_16LE));
        String name = upperCase(user) + domain;
        return NtlmCrypto.hmacMd5(hash, name.getBytes(StandardCharsets.UTF_16LE));
    }

    /// As Windows does it: each 16-bit unit by itself, so that sharp s stays. Its table leaves the
    /// micro sign alone, and never turns into ASCII what is not (dotless i, long s).
    static String upperCase(String text) {
        StringBuilder upper = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            char mapped = Character.toUpperCase(c);
            boolean kept = c == '\u00b5' || (c >= 0x80 && mapped < 0x80);
            upper.append(kept ? c : mapped);
        }
        return upper.toString();
    }

    /// What the answer's proof is about: all of the answer but the proof.
    ///
    /// @param time 100 ns since 1601, eight bytes
    static byte[] statement(byte[] time, byte[] clientChallenge, TargetInfo target) {
        byte[] pairs = target.encode();
        return ByteBuffer.allocate(TARGET - PROOF + pairs.length + 4)
                .put((byte) 1)
                .put((byte) 1)
                .put(new byte[6])
                .put(time)
                .put(clientChallenge)
                .put(new byte[4])
                .put(pairs)
                .array();
    }

    /// `NTProofStr`: shows that the password is known.
    ///
    /// @param statement the answer without its proof
    public static byte[] proof(byte[] responseKey, byte[] serverChallenge, byte[] statement) {
        return NtlmCrypto.hmacMd5(responseKey, serverChallenge, statement);
    }

    /// `SessionBaseKey`, which is the `KeyExchangeKey` too.
    public static byte[] sessionBaseKey(byte[] responseKey, byte[] proof) {
        return NtlmCrypto.hmacMd5(responseKey, proof);
    }

    /// Encrypts the key of the session with the one of the exchange, and decrypts it.
    public static byte[] exchange(byte[] keyExchangeKey, byte[] key) {
        return NtlmCrypto.rc4(keyExchangeKey, key);
    }

    /// The target information that a client's answer repeats.
    public static TargetInfo targetOf(byte[] response) throws HandshakeException {
        if (response.length < TARGET) {
            throw NtlmReader.bad("its answer is not NTLMv2");
        }
        return TargetInfo.parse(Arrays.copyOfRange(response, TARGET, response.length));
    }

    /// `LMv2_RESPONSE`, only for a service that says no time.
    static byte[] lmResponse(byte[] responseKey, byte[] serverChallenge, byte[] clientChallenge) {
        byte[] proof = NtlmCrypto.hmacMd5(responseKey, serverChallenge, clientChallenge);
        return ByteBuffer.allocate(PROOF + clientChallenge.length)
                .put(proof)
                .put(clientChallenge)
                .array();
    }

    /// `MIC`: over all three messages, the last one's own place for it being zero.
    public static byte[] mic(
            byte[] sessionKey, byte[] negotiate, byte[] challenge, byte[] authenticate) {
        return NtlmCrypto.hmacMd5(sessionKey, negotiate, challenge, authenticate);
    }

    /// MD5 of `gss_channel_bindings_struct` (MS-NLMP 2.2.2.1, RFC 2744 3.11): no addresses, the
    /// application data with their length.
    public static byte[] bindingHash(ChannelBinding binding) {
        byte[] data = binding.applicationData();
        ByteBuffer head = ByteBuffer.allocate(BINDINGS_HEAD).order(ByteOrder.LITTLE_ENDIAN);
        head.putInt(BINDINGS_HEAD - Integer.BYTES, data.length);
        return NtlmCrypto.md5(head.array(), data);
    }
}
