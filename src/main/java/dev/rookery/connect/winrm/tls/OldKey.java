package dev.rookery.connect.winrm.tls;

import dev.rookery.connect.winrm.der.Der;

import java.net.ProtocolException;

/// Puts a private key as OpenSSL once wrote it into PKCS#8's frame (RFC 5958).
final class OldKey {
    private static final int SEQUENCE = 0x30;
    private static final int INTEGER = 0x02;
    private static final int OID = 0x06;
    private static final int OCTETS = 0x04;
    private static final int CURVE = 0xa0;
    private static final byte[] VERSION = Der.element(INTEGER, new byte[] {0});

    /// rsaEncryption and no parameters: 1.2.840.113549.1.1.1.
    private static final byte[] RSA =
            Der.element(
                    SEQUENCE,
                    Der.element(
                            OID,
                            new byte[] {
                                0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 1, 1, 1
                            }),
                    new byte[] {0x05, 0x00});

    /// id-ecPublicKey: 1.2.840.10045.2.1.
    private static final byte[] EC =
            Der.element(OID, new byte[] {0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 2, 1});

    private OldKey() {}

    /// PKCS#8 of an RSAPrivateKey (RFC 8017 appendix A.1.2).
    static byte[] pkcs8OfRsa(byte[] key) {
        return Der.element(SEQUENCE, VERSION, RSA, Der.element(OCTETS, key));
    }

    /// PKCS#8 of an ECPrivateKey (RFC 5915) that names its curve.
    ///
    /// @throws ProtocolException if it does not
    static byte[] pkcs8OfEc(byte[] key) throws ProtocolException {
        Der fields = Der.of(key).enter(SEQUENCE);
        fields.enter(INTEGER);
        fields.enter(OCTETS);
        if (!fields.at(CURVE)) {
            throw new ProtocolException("the key names no curve");
        }
        byte[] algorithm = Der.element(SEQUENCE, EC, fields.enter(CURVE).rest());
        return Der.element(SEQUENCE, VERSION, algorithm, Der.element(OCTETS, key));
    }
}
