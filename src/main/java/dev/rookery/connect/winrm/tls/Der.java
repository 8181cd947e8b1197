package dev.rookery.connect.winrm.tls;

import java.io.ByteArrayOutputStream;

/// As much of DER (X.690) as it takes to put an old kind of key into PKCS#8's frame.
final class Der {
    private static final int SEQUENCE = 0x30;
    private static final int OCTET_STRING = 0x04;
    private static final byte[] VERSION_0 = {0x02, 0x01, 0x00};
    private static final byte[] RSA_ENCRYPTION = {
        0x30,
        0x0d,
        0x06,
        0x09,
        0x2a,
        (byte) 0x86,
        0x48,
        (byte) 0x86,
        (byte) 0xf7,
        0x0d,
        0x01,
        0x01,
        0x01,
        0x05,
        0x00
    };
    private static final byte[] EC_PUBLIC_KEY = {
        0x06, 0x07, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x02, 0x01
    };

    private Der() {}

    /// PKCS#8 of an RSAPrivateKey (RFC 8017 appendix A.1.2).
    static byte[] pkcs8OfRsa(byte[] key) {
        return wrap(SEQUENCE, VERSION_0, RSA_ENCRYPTION, wrap(OCTET_STRING, key));
    }

    /// PKCS#8 of an ECPrivateKey (RFC 5915) that names its curve.
    ///
    /// @throws IllegalArgumentException if it does not
    static byte[] pkcs8OfEc(byte[] key) {
        byte[] algorithm = wrap(SEQUENCE, EC_PUBLIC_KEY, curve(key));
        return wrap(SEQUENCE, VERSION_0, algorithm, wrap(OCTET_STRING, key));
    }

    /// The content of the element `[0]`: the curve's identifier.
    private static byte[] curve(byte[] key) {
        int at = content(key, 0);
        while (at < key.length) {
            int from = content(key, at);
            int end = from + length(key, at);
            if (end > key.length || end < from) {
                break;
            }
            if ((key[at] & 0xff) == 0xa0) {
                return java.util.Arrays.copyOfRange(key, from, end);
            }
            at = end;
        }
        throw new IllegalArgumentException("the key names no curve");
    }

    private static int content(byte[] der, int at) {
        int first = byteAt(der, at + 1);
        return at + 2 + (first < 0x80 ? 0 : first - 0x80);
    }

    private static int length(byte[] der, int at) {
        int first = byteAt(der, at + 1);
        if (first < 0x80) {
            return first;
        }
        if (first > 0x83) {
            throw new IllegalArgumentException("the key is malformed");
        }
        int length = 0;
        for (int i = 0; i < first - 0x80; i++) {
            length = length << 8 | byteAt(der, at + 2 + i);
        }
        return length;
    }

    private static int byteAt(byte[] der, int at) {
        if (at >= der.length) {
            throw new IllegalArgumentException("the key is malformed");
        }
        return der[at] & 0xff;
    }

    private static byte[] wrap(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(tag);
        int size = content.size();
        if (size < 0x80) {
            all.write(size);
        } else if (size < 0x1_0000) {
            all.writeBytes(new byte[] {(byte) 0x82, (byte) (size >> 8), (byte) size});
        } else {
            throw new IllegalArgumentException("the key is malformed");
        }
        all.writeBytes(content.toByteArray());
        return all.toByteArray();
    }
}
