package dev.rookery.connect.winrm.auth;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

import javax.crypto.Cipher;

/// Seals with RC4 and HMAC-MD5, MS-NLMP 3.4, with extended session security, 128-bit keys and a key
/// exchange.
public final class NtlmSealing implements Sealing {
    /// How long a signature is: a version, a check sum, a number.
    public static final int SIGNATURE = 16;

    private static final int VERSION = 1;
    private static final int CHECK_SUM = 8;
    private static final int OVERHEAD = Integer.BYTES + SIGNATURE;

    private final byte[] signOut;
    private final byte[] signIn;
    private final byte[] sealOut;
    private final byte[] sealIn;
    private Cipher cipherOut;
    private Cipher cipherIn;
    private int nextOut;
    private int nextIn;
    private boolean broken;

    private NtlmSealing(byte[] key, String out, String in) {
        signOut = derived(key, out, "signing");
        signIn = derived(key, in, "signing");
        sealOut = derived(key, out, "sealing");
        sealIn = derived(key, in, "sealing");
        cipherOut = NtlmCrypto.rc4(sealOut);
        cipherIn = NtlmCrypto.rc4(sealIn);
    }

    /// The client's end.
    ///
    /// @param key the exported session key
    public static NtlmSealing ofClient(byte[] key) {
        return new NtlmSealing(key, "client-to-server", "server-to-client");
    }

    /// The service's end.
    ///
    /// @param key the exported session key
    public static NtlmSealing ofService(byte[] key) {
        return new NtlmSealing(key, "server-to-client", "client-to-server");
    }

    /// `SIGNKEY` and `SEALKEY`, MS-NLMP 3.4.5.
    private static byte[] derived(byte[] key, String direction, String use) {
        String magic = "session key to " + direction + " " + use + " key magic constant\0";
        return NtlmCrypto.md5(key, magic.getBytes(StandardCharsets.US_ASCII));
    }

    /// NTLM in the `Negotiate` scheme, MS-WSMV 2.2.9.1.1.
    @Override
    public String protocol() {
        return "application/HTTP-SPNEGO-session-encrypted";
    }

    @Override
    public byte[] seal(byte[] plain) {
        byte[] encrypted = stream(cipherOut, plain);
        return littleEndian(OVERHEAD + encrypted.length)
                .putInt(SIGNATURE)
                .put(sign(plain))
                .put(encrypted)
                .array();
    }

    @Override
    public byte[] unseal(byte[] sealed) throws HandshakeException {
        if (broken) {
            throw new HandshakeException("an earlier message of this connection was changed", "");
        }
        broken = true;
        if (sealed.length < OVERHEAD || signatureLength(sealed) != SIGNATURE) {
            throw new HandshakeException("the message is not sealed as NTLM seals", "");
        }
        byte[] signature = Arrays.copyOfRange(sealed, Integer.BYTES, OVERHEAD);
        byte[] plain = stream(cipherIn, Arrays.copyOfRange(sealed, OVERHEAD, sealed.length));
        verify(plain, signature);
        broken = false;
        return plain;
    }

    /// Lets both ciphers begin anew, but not the numbers: what NTLM does once SPNEGO's list of
    /// mechanisms is signed in both directions (MS-SPNG 3.3.5.1).
    public void restartCiphers() {
        cipherOut = NtlmCrypto.rc4(sealOut);
        cipherIn = NtlmCrypto.rc4(sealIn);
    }

    /// The next signature of what is sent.
    public byte[] sign(byte[] plain) {
        return signature(signOut, cipherOut, nextOut++, plain);
    }

    /// Checks the next signature of what was received.
    public void verify(byte[] plain, byte[] signature) throws HandshakeException {
        byte[] due = signature(signIn, cipherIn, nextIn++, plain);
        if (!MessageDigest.isEqual(due, signature)) {
            throw new HandshakeException(
                    "the message was changed on its way, or is not the next one", "");
        }
    }

    private static byte[] signature(byte[] key, Cipher cipher, int number, byte[] plain) {
        byte[] counted = littleEndian(Integer.BYTES).putInt(number).array();
        byte[] sum = Arrays.copyOf(NtlmCrypto.hmacMd5(key, counted, plain), CHECK_SUM);
        return littleEndian(SIGNATURE)
                .putInt(VERSION)
                .put(stream(cipher, sum))
                .put(counted)
                .array();
    }

    private static int signatureLength(byte[] sealed) {
        return ByteBuffer.wrap(sealed).order(ByteOrder.LITTLE_ENDIAN).getInt();
    }

    private static byte[] stream(Cipher cipher, byte[] data) {
        return data.length == 0 ? data : cipher.update(data);
    }

    private static ByteBuffer littleEndian(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
