package dev.rookery.connect.winrm.auth;

import org.ietf.jgss.GSSContext;
import org.ietf.jgss.GSSException;
import org.ietf.jgss.MessageProp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/// Seals with Kerberos' session key, RFC 4121.
///
/// WinRM wants what `gss_wrap_iov` makes: the message's own length of encrypted data, and all else
/// in front of it as the signature. Java only has `gss_wrap`, whose check sum comes last. RFC 4121
/// 4.2.5 allows to rotate a token to the right by its RRC, and rotating it by all that follows the
/// data gives the same bytes. Only AES is taken: the older ciphers' tokens are built otherwise.
public final class KerberosSealing implements Sealing {
    private static final int HEADER = 16;
    private static final int CONFOUNDER = 16;

    /// Header, confounder, encrypted header and a check sum of 96 bits at least.
    private static final int MIN_SIGNATURE = HEADER + CONFOUNDER + HEADER + 12;

    private static final int MAX_SIGNATURE = 256;

    private static final int TOKEN_ID = 0x0504;
    private static final int FLAGS = 2;
    private static final int SENT_BY_ACCEPTOR = 1;
    private static final int SEALED = 2;
    private static final int KNOWN_FLAGS = 7;
    private static final int FILLER = 3;
    private static final int EXTRA_COUNT = 4;
    private static final int ROTATION = 6;

    /// Java reads only the lower half of the number; the upper one is 0, since a number starts
    /// below 2^30 (MIT, Java) or 2^31 (Windows).
    private static final int UPPER_NUMBER = 8;

    private final GSSContext context;
    private boolean broken;

    /// @param context established, with confidentiality
    public KerberosSealing(GSSContext context) {
        this.context = context;
    }

    /// Kerberos in the `Negotiate` scheme, MS-WSMV 2.2.9.1.1; in the scheme `Kerberos` it would
    /// have a name of its own (2.2.9.1.2).
    @Override
    public String protocol() {
        return "application/HTTP-SPNEGO-session-encrypted";
    }

    @Override
    public byte[] seal(byte[] plain) throws HandshakeException {
        byte[] token = wrap(plain);
        int signature = token.length - plain.length;
        ByteBuffer from = ByteBuffer.wrap(token);
        if (signature < MIN_SIGNATURE
                || signature > MAX_SIGNATURE
                || from.getShort(0) != TOKEN_ID
                || (token[FLAGS] & SEALED) == 0
                || from.getInt(EXTRA_COUNT) != 0) {
            throw otherCipher();
        }
        int rotation = signature - HEADER - CONFOUNDER;
        from.putShort(ROTATION, (short) rotation);
        return ByteBuffer.allocate(Integer.BYTES + token.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(signature)
                .put(token, 0, HEADER)
                .put(token, token.length - rotation, rotation)
                .put(token, HEADER, token.length - rotation - HEADER)
                .array();
    }

    private byte[] wrap(byte[] plain) throws HandshakeException {
        try {
            MessageProp how = new MessageProp(0, true);
            byte[] token = context.wrap(plain, 0, plain.length, how);
            if (!how.getPrivacy()) {
                throw otherCipher();
            }
            return token;
        } catch (GSSException failed) {
            throw new HandshakeException(
                    "Kerberos cannot seal the message: " + failed.getMessage(), "", failed);
        }
    }

    @Override
    public byte[] unseal(byte[] sealed) throws HandshakeException {
        if (broken) {
            throw new HandshakeException("an earlier message of this connection was changed", "");
        }
        broken = true;
        ByteBuffer from = ByteBuffer.wrap(sealed).order(ByteOrder.LITTLE_ENDIAN);
        int signature = sealed.length < Integer.BYTES ? -1 : from.getInt();
        if (signature < HEADER
                || signature > MAX_SIGNATURE
                || sealed.length - Integer.BYTES < signature) {
            throw new HandshakeException("the message is not sealed as Kerberos seals", "");
        }
        byte[] token = Arrays.copyOfRange(sealed, Integer.BYTES, sealed.length);
        int extra = requireSealed(token, signature);
        ByteBuffer.wrap(token).putShort(ROTATION, (short) (signature - HEADER - CONFOUNDER));
        byte[] plain = unwrap(token);
        int length = token.length - signature;
        if (plain.length != length + extra) {
            throw changed("its length is not what it says");
        }
        broken = false;
        return Arrays.copyOf(plain, length);
    }

    /// @return how many bytes follow the data: Windows may add a block of them
    private int requireSealed(byte[] token, int signature) throws HandshakeException {
        ByteBuffer header = ByteBuffer.wrap(token);
        if (header.getShort(0) != TOKEN_ID || signature < MIN_SIGNATURE) {
            throw otherCipher();
        }
        boolean fromAcceptor = (token[FLAGS] & SENT_BY_ACCEPTOR) != 0;
        if ((token[FLAGS] & SEALED) == 0
                || (token[FLAGS] & ~KNOWN_FLAGS) != 0
                || token[FILLER] != (byte) 0xff
                || header.getInt(UPPER_NUMBER) != 0
                || fromAcceptor != isInitiator()) {
            throw changed("it is signed only, or our own");
        }
        int extra = Short.toUnsignedInt(header.getShort(EXTRA_COUNT));
        if (extra > signature - MIN_SIGNATURE) {
            throw changed("it is padded beyond its signature");
        }
        return extra;
    }

    private boolean isInitiator() throws HandshakeException {
        try {
            return context.isInitiator();
        } catch (GSSException closed) {
            throw new HandshakeException("the Kerberos context is closed", "", closed);
        }
    }

    /// Java takes signed messages for sealed ones and repeated ones for new: it only says so.
    private byte[] unwrap(byte[] token) throws HandshakeException {
        try {
            MessageProp how = new MessageProp(0, true);
            byte[] plain = context.unwrap(token, 0, token.length, how);
            if (!how.getPrivacy()) {
                throw changed("it is signed only");
            }
            if (how.isDuplicateToken()
                    || how.isOldToken()
                    || how.isUnseqToken()
                    || how.isGapToken()) {
                throw changed("it is not the next one");
            }
            return plain;
        } catch (GSSException failed) {
            throw new HandshakeException(
                    "the message was changed on its way: " + failed.getMessage(), "", failed);
        }
    }

    private static HandshakeException changed(String why) {
        return new HandshakeException("the message was changed on its way: " + why, "");
    }

    private static HandshakeException otherCipher() {
        return new HandshakeException(
                "the session's cipher is not AES, so that messages cannot be sealed",
                "let the domain use AES for this machine (msDS-SupportedEncryptionTypes), or use"
                        + " HTTPS");
    }
}
