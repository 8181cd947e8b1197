package dev.rookery.connect.winrm.tls;

import dev.rookery.connect.ConnectionException;
import dev.rookery.connect.tcp.Words;
import dev.rookery.secret.Secret;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Optional;

import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/// A private key in a PEM file: PKCS#8, encrypted or not, or what OpenSSL wrote before it.
final class PrivateKeyFile {
    private PrivateKeyFile() {}

    static PrivateKey read(Path file, Optional<Secret> passphrase) throws ConnectionException {
        for (PemFile.Block block : PemFile.read(file).blocks()) {
            if (!block.label().endsWith("PRIVATE KEY")) {
                continue;
            }
            try {
                return key(file, block, passphrase);
            } catch (GeneralSecurityException | IOException | IllegalArgumentException malformed) {
                throw PemFile.unusable(
                        file,
                        "has a key that cannot be used: " + Words.of(malformed),
                        "write it anew: " + convert(file));
            }
        }
        throw PemFile.unusable(file, "has no private key (-----BEGIN PRIVATE KEY-----)");
    }

    private static PrivateKey key(Path file, PemFile.Block block, Optional<Secret> passphrase)
            throws ConnectionException, GeneralSecurityException, IOException {
        if (block.isEncryptedTheOldWay()) {
            throw PemFile.unusable(
                    file, "is encrypted in an old way", "write it anew: " + convert(file));
        }
        return switch (block.label()) {
            case "PRIVATE KEY" -> pkcs8(block.bytes());
            case "RSA PRIVATE KEY" -> pkcs8(OldKey.pkcs8OfRsa(block.bytes()));
            case "EC PRIVATE KEY" -> pkcs8(OldKey.pkcs8OfEc(block.bytes()));
            case "ENCRYPTED PRIVATE KEY" -> decrypted(file, block.bytes(), passphrase);
            default ->
                    throw PemFile.unusable(
                            file,
                            "has a key of an unknown kind: " + block.label(),
                            "write it anew: " + convert(file));
        };
    }

    private static PrivateKey decrypted(Path file, byte[] der, Optional<Secret> passphrase)
            throws ConnectionException, GeneralSecurityException, IOException {
        if (passphrase.isEmpty()) {
            throw PemFile.unusable(
                    file, "is encrypted", "give its passphrase: rookery_winrm_cert_key_passphrase");
        }
        EncryptedPrivateKeyInfo encrypted = new EncryptedPrivateKeyInfo(der);
        // Of PBES2 the JDK names the algorithms only in the parameters' text.
        String algorithm =
                encrypted.getAlgName().equals("PBES2")
                        ? encrypted.getAlgParameters().toString()
                        : encrypted.getAlgName();
        PBEKeySpec secret = new PBEKeySpec(passphrase.get().reveal().toCharArray());
        SecretKey key = SecretKeyFactory.getInstance(algorithm).generateSecret(secret);
        byte[] plain;
        try {
            Cipher cipher = Cipher.getInstance(algorithm);
            cipher.init(Cipher.DECRYPT_MODE, key, encrypted.getAlgParameters());
            plain = encrypted.getKeySpec(cipher).getEncoded();
        } catch (InvalidKeySpecException wrong) {
            throw PemFile.unusable(
                    file, "cannot be decrypted with this passphrase", "check the passphrase");
        }
        return pkcs8(plain);
    }

    /// The JDK does not say which algorithm a key is of before it is read.
    private static PrivateKey pkcs8(byte[] der) throws GeneralSecurityException {
        for (String algorithm : new String[] {"RSA", "EC", "RSASSA-PSS", "EdDSA"}) {
            try {
                return KeyFactory.getInstance(algorithm)
                        .generatePrivate(new PKCS8EncodedKeySpec(der));
            } catch (InvalidKeySpecException | NoSuchAlgorithmException next) {
                // Perhaps of the next one.
            }
        }
        throw new InvalidKeySpecException("neither RSA nor EC nor EdDSA in PKCS#8");
    }

    private static String convert(Path file) {
        return "openssl pkcs8 -topk8 -in " + file + " -out NEW.pem";
    }
}
