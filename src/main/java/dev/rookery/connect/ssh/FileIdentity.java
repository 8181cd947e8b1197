package dev.rookery.connect.ssh;

import com.hierynomus.sshj.key.KeyAlgorithm;
import com.hierynomus.sshj.key.KeyAlgorithms;

import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.common.SSHRuntimeException;
import net.schmizz.sshj.signature.Signature;

import java.io.IOException;
import java.nio.file.Path;
import java.security.PrivateKey;

/// A key of a file, or the certificate beside it.
final class FileIdentity implements Identity {
    private final Path file;
    private final byte[] blob;
    private final PrivateKey key;

    FileIdentity(Path file, byte[] blob, PrivateKey key) {
        this.file = file;
        this.blob = blob;
        this.key = key;
    }

    @Override
    public byte[] blob() {
        return blob;
    }

    @Override
    public String label() {
        return file.toString();
    }

    @Override
    public byte[] sign(byte[] data) throws IOException {
        try {
            Signature signature = signer().newSignature();
            signature.initSign(key);
            signature.update(data);
            return new Buffer.PlainBuffer()
                    .putString(signature.getSignatureName())
                    .putBytes(signature.encode(signature.sign()))
                    .getCompactData();
        } catch (SSHRuntimeException unfit) {
            throw new IOException("cannot sign with " + file, unfit);
        }
    }

    private KeyAlgorithm signer() throws IOException {
        return switch (algorithm().replace("-cert-v01@openssh.com", "")) {
            case "ssh-ed25519" -> KeyAlgorithms.EdDSA25519().create();
            case "rsa-sha2-512" -> KeyAlgorithms.RSASHA512().create();
            case "ecdsa-sha2-nistp256" -> KeyAlgorithms.ECDSASHANistp256().create();
            case "ecdsa-sha2-nistp384" -> KeyAlgorithms.ECDSASHANistp384().create();
            case "ecdsa-sha2-nistp521" -> KeyAlgorithms.ECDSASHANistp521().create();
            default -> throw new IOException("cannot sign with a key of type " + algorithm());
        };
    }

    @Override
    public String toString() {
        return label();
    }
}
